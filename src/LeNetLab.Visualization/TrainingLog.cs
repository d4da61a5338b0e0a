using System.Diagnostics;
using LeNetLab.Training;

namespace LeNetLab.Visualization;

/// <summary>
/// Follows a training in a notebook: a table that grows by a row an epoch, with a line below it that says where the
/// epoch under way has come to. Without an updatable output, each epoch prints a line. Pass it to
/// <see cref="Trainer"/>.
/// </summary>
[TypeFormatterSource(typeof(TableFormatterSource), PreferredMimeTypes = new[] { MimeTypes.Html, MimeTypes.Text })]
public sealed class TrainingLog : View, IProgress<TrainingProgress>
{
    private static readonly TimeSpan UpdateEvery = TimeSpan.FromSeconds(0.5);

    private readonly List<EpochResult> _epochs = [];
    private LiveDisplay? _display;
    private TrainingProgress? _now;
    private long _lastUpdate;

    /// <summary>Makes an empty log.</summary>
    public TrainingLog() : base("", "A table of losses and accuracies, one row for each epoch.")
    {
    }

    /// <summary>The finished epochs.</summary>
    public IReadOnlyList<EpochResult> Epochs => _epochs;

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var isFirst = _now is null;
        _now = value;
        if (value.Finished is { } finished) _epochs.Add(finished);
        if (isFirst) _display = LiveDisplay.Start(this);
        if (_display is null)
        {
            if (value.Finished is not null) Console.WriteLine(value.Finished);
        }
        else if (value.Finished is not null || Stopwatch.GetElapsedTime(_lastUpdate) > UpdateEvery)
        {
            // An update is a message to the reader's editor; one for every step would drown it.
            _lastUpdate = Stopwatch.GetTimestamp();
            _display.Update(this);
        }
    }

    /// <inheritdoc/>
    public override string ToHtml() => $"<div>{Table().ToHtml()}<p>{Markup.Escape(NowInWords())}</p></div>";

    /// <inheritdoc/>
    public override string ToText() => new StringBuilder(Table().ToText()).AppendLine().Append(NowInWords()).ToString();

    private Table Table() => Visualization.Table.Of(_epochs, "", ("Epoch", e => e.Epoch),
        ("Training loss", e => Fixed(e.TrainLoss, "0.0000")), ("Training accuracy", e => Percent(e.TrainAccuracy)),
        ("Held-out loss", e => Fixed(e.ValidationLoss, "0.0000")),
        ("Held-out accuracy", e => Percent(e.ValidationAccuracy)));

    private string NowInWords() => _now switch
    {
        null => "Nothing has run yet.",
        { Finished: not null } done when done.Epoch == done.Epochs =>
            string.Create(CultureInfo.InvariantCulture, $"All {done.Epochs} epochs are done."),
        { } now => string.Create(CultureInfo.InvariantCulture,
            $"Epoch {now.Epoch} of {now.Epochs}, step {now.Step} of {now.Steps}: loss {now.Loss:0.000} so far."),
    };

    private static string Percent(double share) => double.IsNaN(share) ? "–" : Fixed(100 * share, "0.00") + " %";

    private static string Fixed(double value, string format) =>
        double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);
}
