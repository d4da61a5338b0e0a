using System.Globalization;
using System.Text;

namespace LeNetLab.Pictures;

/// <summary>One row of a training's history.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="TrainLoss">Mean loss over the training images.</param>
/// <param name="ValidationLoss">Mean loss over the held-back images; null where none were.</param>
/// <param name="Accuracy">Share of the held-back images that were read right, 0 to 1; null where none were.</param>
/// <param name="Rate">The learning rate; null where it is not of interest.</param>
public sealed record TrainingPoint(int Epoch, double TrainLoss, double? ValidationLoss = null, double? Accuracy = null, double? Rate = null);

/// <summary>How a training went: the losses and the errors side by side, and the last figures in words.</summary>
[TypeFormatterSource(typeof(DrawingFormatterSource), PreferredMimeTypes = new[] { MimeTypes.Html, MimeTypes.Svg, MimeTypes.Text })]
public sealed class TrainingView : View
{
    private const int Height = 300;
    private const int Gap = 12;
    private readonly Chart[] _charts;
    private readonly int _width;

    /// <summary>Draws a history, whole or as far as it has come.</summary>
    /// <param name="history">The rows in order of their epochs; an empty one gives a line that says that nothing has run yet.</param>
    /// <param name="caption">What to look for; the last figures where null.</param>
    public TrainingView(IReadOnlyList<TrainingPoint> history, string? caption = null)
        : base(caption ?? InWords(history ?? throw new ArgumentNullException(nameof(history))), InWords(history))
    {
        var hasErrors = history.Any(p => p.Accuracy is not null);
        _width = hasErrors ? 460 : 640;
        _charts = history.Count == 0 ? [] : hasErrors ? [Losses(history, _width), Errors(history, _width)] : [Losses(history, _width)];
    }

    /// <summary>The charts side by side, as one SVG document.</summary>
    public string Svg
    {
        get
        {
            var width = Math.Max(_width, (_charts.Length * (_width + Gap)) - Gap);
            var svg = new StringBuilder($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{Height}\" viewBox=\"0 0 {width} {Height}\" role=\"img\">")
                .Append($"<title>{Markup.Escape(AltText)}</title>");
            for (var i = 0; i < _charts.Length; i++)
            {
                // Both charts number their clip paths from 1; inside one document they must differ.
                var chart = _charts[i].Svg.Replace("clipPath", $"chart{i}-clipPath", StringComparison.Ordinal)
                    .Replace($"<chart{i}-clipPath", "<clipPath", StringComparison.Ordinal).Replace($"</chart{i}-clipPath", "</clipPath", StringComparison.Ordinal);
                svg.Append("<g transform=\"translate(").Append(Markup.At(i * (_width + Gap))).Append(" 0)\">").Append(chart).Append("</g>");
            }

            return svg.Append("</svg>").ToString();
        }
    }

    /// <summary>Writes the charts as an SVG file.</summary>
    /// <param name="path">The file; it is replaced where it exists.</param>
    public void Save(string path) => File.WriteAllText(path, Svg, new UTF8Encoding(false));

    /// <inheritdoc/>
    public override string ToHtml() =>
        $"<div><div style=\"display:flex;flex-wrap:wrap;gap:{Gap}px\">{string.Concat(_charts.Select(c => c.ToHtml()))}</div><p style=\"font-size:0.9em;margin:0.2em 0 0.6em\">{Markup.Escape(Caption)}</p></div>";

    internal override string? Render(string mimeType) => mimeType == MimeTypes.Svg ? Svg : base.Render(mimeType);

    private static Chart Losses(IReadOnlyList<TrainingPoint> history, int width)
    {
        var epochs = history.Select(p => (double)p.Epoch).ToArray();
        List<Series> series = [new("training", epochs, history.Select(p => p.TrainLoss))];
        if (history.Any(p => p.ValidationLoss is not null)) series.Add(new("validation", epochs, history.Select(p => p.ValidationLoss ?? double.NaN)));
        return Chart.Line(series, "Loss", "epoch", "mean loss", new ChartOptions { Width = width, Height = Height, LogY = true, AltText = "Loss over epochs." });
    }

    private static Chart Errors(IReadOnlyList<TrainingPoint> history, int width) => Chart.Line(
        [new Series("error", history.Select(p => (double)p.Epoch), history.Select(p => 1 - (p.Accuracy ?? double.NaN)))],
        "Validation error",
        "epoch",
        "digits read wrong",
        new ChartOptions { Width = width, Height = Height, Percent = true, YMin = 0, AltText = "Validation error over epochs." });

    private static string InWords(IReadOnlyList<TrainingPoint> history)
    {
        if (history.Count == 0) return "No epoch has run yet.";
        var last = history[^1];
        var words = new StringBuilder($"Epoch {last.Epoch}: training loss {Markup.Figure(last.TrainLoss)}");
        if (last.ValidationLoss is { } loss) words.Append($", validation loss {Markup.Figure(loss)}");
        if (last.Accuracy is { } accuracy) words.Append($", accuracy {(100 * accuracy).ToString("0.00", CultureInfo.InvariantCulture)} %");
        if (last.Rate is { } rate) words.Append($", learning rate {Markup.Figure(rate)}");
        return words.Append('.').ToString();
    }
}
