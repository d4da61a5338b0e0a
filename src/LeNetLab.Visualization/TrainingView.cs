using System.Globalization;
using System.Text;
using LeNetLab.Training;
using LeNetLab.Visualization.Rendering;

namespace LeNetLab.Visualization;

/// <summary>How a training went: the losses and the errors side by side, and the last figures in words.</summary>
[TypeFormatterSource(typeof(DrawingFormatterSource),
    PreferredMimeTypes = new[] { MimeTypes.Html, MimeTypes.Svg, MimeTypes.Text })]
public sealed class TrainingView : View
{
    private const int Height = 300;
    private const int Gap = 12;
    private const int Width = 460;
    private readonly Chart[] _charts;

    /// <summary>Draws a history, whole or as far as it has come.</summary>
    /// <param name="history">The rows in order of their epochs; an empty one says that nothing has run yet.</param>
    /// <param name="caption">What to look for; the last figures where null.</param>
    public TrainingView(IReadOnlyList<EpochResult> history, string? caption = null)
        : base(caption ?? InWords(history ?? throw new ArgumentNullException(nameof(history))), InWords(history))
    {
        _charts = history.Count == 0 ? [] : [Losses(history), Errors(history)];
    }

    /// <summary>The charts side by side, as one SVG document.</summary>
    public string Svg
    {
        get
        {
            var total = Math.Max(Width, (_charts.Length * (Width + Gap)) - Gap);
            var svg = new StringBuilder($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{total}\" " +
                $"height=\"{Height}\" viewBox=\"0 0 {total} {Height}\" role=\"img\">")
                .Append($"<title>{Markup.Escape(AltText)}</title>");
            for (var i = 0; i < _charts.Length; i++)
            {
                // Both charts number their clip paths from 1; inside one document they must differ.
                var chart = _charts[i].Svg.Replace("clipPath", $"chart{i}-clipPath", StringComparison.Ordinal)
                    .Replace($"<chart{i}-clipPath", "<clipPath", StringComparison.Ordinal)
                    .Replace($"</chart{i}-clipPath", "</clipPath", StringComparison.Ordinal);
                svg.Append("<g transform=\"translate(").Append(Markup.At(i * (Width + Gap))).Append(" 0)\">")
                    .Append(chart).Append("</g>");
            }

            return svg.Append("</svg>").ToString();
        }
    }

    /// <summary>Writes the charts as an SVG file.</summary>
    /// <param name="path">The file; it is replaced where it exists.</param>
    public void Save(string path) => File.WriteAllText(path, Svg, new UTF8Encoding(false));

    /// <inheritdoc/>
    public override string ToHtml() =>
        $"<div><div " +
        $"style=\"display:flex;flex-wrap:wrap;gap:{Gap}px\">{string.Concat(_charts.Select(c => c.ToHtml()))}</div><p " +
        $"style=\"font-size:0.9em;margin:0.2em 0 0.6em\">{Markup.Escape(Caption)}</p></div>";

    internal override string? Render(string mimeType) => mimeType == MimeTypes.Svg ? Svg : base.Render(mimeType);

    private static Chart Losses(IReadOnlyList<EpochResult> history)
    {
        var epochs = history.Select(p => (double)p.Epoch).ToArray();
        List<Series> series = [new("training", epochs, history.Select(p => p.TrainLoss))];
        if (HasValidation(history)) series.Add(new("validation", epochs, history.Select(p => p.ValidationLoss)));
        return Chart.Line(series, "Loss", "epoch", "mean cross-entropy, nats",
            Options("Loss over epochs.") with { LogY = true });
    }

    private static Chart Errors(IReadOnlyList<EpochResult> history)
    {
        var epochs = history.Select(p => (double)p.Epoch).ToArray();
        List<Series> series = [new("training", epochs, history.Select(p => 1 - p.TrainAccuracy))];
        if (HasValidation(history))
            series.Add(new("validation", epochs, history.Select(p => 1 - p.ValidationAccuracy)));
        return Chart.Line(
            series, "Error", "epoch", "read wrong", Options("Error over epochs.") with { Percent = true, YMin = 0 });
    }

    private static ChartOptions Options(string altText) => new() { Width = Width, Height = Height, AltText = altText };

    private static bool HasValidation(IReadOnlyList<EpochResult> history) =>
        history.Any(p => !double.IsNaN(p.ValidationLoss));

    private static string InWords(IReadOnlyList<EpochResult> history)
    {
        if (history.Count == 0) return "No epoch has run yet.";
        var last = history[^1];
        var words = new StringBuilder($"Epoch {last.Epoch}: training loss {Markup.Figure(last.TrainLoss)}");
        if (!double.IsNaN(last.ValidationLoss)) words.Append($", validation loss {Markup.Figure(last.ValidationLoss)}");
        var accuracy = double.IsNaN(last.ValidationAccuracy) ? last.TrainAccuracy : last.ValidationAccuracy;
        words.Append($", {(double.IsNaN(last.ValidationAccuracy) ? "training" : "validation")} accuracy " +
            $"{(100 * accuracy).ToString("0.00", CultureInfo.InvariantCulture)} %");
        words.Append($", learning rate {Markup.Figure(last.LearningRate)}");
        return words.Append('.').ToString();
    }
}
