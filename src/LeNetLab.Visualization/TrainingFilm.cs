using LeNetLab.Files;
using LeNetLab.Native;
using LeNetLab.Training;

namespace LeNetLab.Visualization;

/// <summary>
/// A film of a training of LeNet-5: C1's kernels, C3's maps of one digit, what is read as what, and where F6 puts the
/// digits, along the two widest axes of its last frame. Pass it to one <see cref="Trainer"/>'s training, which it
/// leaves as it is. In a page it has a slider; without scripts it is its last frame.
/// </summary>
[TypeFormatterSource(typeof(DrawingFormatterSource),
    PreferredMimeTypes = new[] { MimeTypes.Html, MimeTypes.Svg, MimeTypes.Text })]
public sealed class TrainingFilm : View, IProgress<TrainingProgress>
{
    private const int Most = 24, Shown = 500;
    private const double Room = 230, Margin = 16, Line = 20;

    private readonly LeNet5 _model;
    private readonly ImageSet _digits;
    private readonly IProgress<TrainingProgress>? _then;
    private readonly List<FilmFrame> _frames = [];
    private int _next = 1;

    /// <summary>Keeps the first frame: the network as it is before the training.</summary>
    /// <param name="model">The network that is to be trained; it stays the caller's.</param>
    /// <param name="digits">Digits that it does not learn from; the first 500 are shown, at least two.</param>
    /// <param name="then">Told of every step, too.</param>
    /// <exception cref="ArgumentException">There are fewer than two digits, or they do not fit the network.</exception>
    public TrainingFilm(LeNet5 model, ImageSet digits, IProgress<TrainingProgress>? then = null)
        : base(
            "Kernels and maps: blue is below zero, white is zero, red above. The darker a cell, the more digits. "
            + "A number stands amid the dots of its digit. Watch which digits part last.",
            "A film of a training: kernels, maps, confusions and an embedding of digits.")
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(digits);
        if (digits.Count < 2)
            throw new ArgumentException($"A film: expected at least 2 digits, found {digits.Count}.", nameof(digits));
        NativeTorch.Load();
        (_model, _digits, _then) = (model, digits.Take(Math.Min(Shown, digits.Count)), then);
        Keep(0);
    }

    /// <summary>How many frames there are: 1 before the training, 24 after one of at least 23 steps.</summary>
    public int Frames => _frames.Count;

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var (done, all) = ((value.Epoch - 1) * value.Steps + value.Step, value.Epochs * value.Steps);
        // Close together at first, where most changes: the times between frames grow evenly.
        if (_next < Most && done >= Due())
        {
            Keep(done);
            _next++;
        }

        _then?.Report(value);

        double Due() => _next + Math.Max(0, all - Most + 1) * Math.Pow(_next / (Most - 1.0), 2);
    }

    /// <summary>Writes the film as an animated SVG, which plays by itself where the reader allows motion.</summary>
    /// <param name="path">The file; it is replaced where it exists.</param>
    public void Save(string path) =>
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(Svg(0))));

    /// <inheritdoc/>
    public override string ToHtml()
    {
        var panels = new StringBuilder("<div style=\"display:grid;grid-template-columns:"
            + "repeat(auto-fit,minmax(150px,1fr));gap:0.8em;max-width:60em\">");
        foreach (var strip in new FilmStrips(_frames, _digits).From(0))
        {
            panels.Append($"<div><div style=\"font-size:0.9em\">{Markup.Escape(strip.Title)}</div>"
                + "<div style=\"overflow:hidden;aspect-ratio:1\">"
                + $"<img src=\"{Markup.PngUri(strip.Png)}\" alt=\"{Markup.Escape(strip.Title)}\" style=\"display:block;"
                + "width:100%;max-width:none;height:auto;image-rendering:pixelated;transform:translateY(calc(-100% * "
                + $"{Frames - 1} / {Frames}))\"/></div></div>");
        }

        return FilmScript.Figure(panels.Append("</div>").ToString(), [.. _frames.Select(Note)], Caption);
    }

    /// <inheritdoc/>
    public override string ToText() =>
        $"A film of a training in {Frames} frames. {Note(_frames[0])}. {Note(_frames[^1])}.";

    internal override string? Render(string mimeType) =>
        mimeType == MimeTypes.Svg ? Svg(Frames - 1) : base.Render(mimeType);

    private void Keep(int step)
    {
        using var scope = NewDisposeScope();
        using var maps = _model.Maps(_digits.ToTensor().to(_model.C1.weight!.device));
        var units = TensorValues.Copy(maps["F6"]);
        var points = new double[_digits.Count, units.Length / _digits.Count];
        for (var i = 0; i < units.Length; i++) points[i / points.GetLength(1), i % points.GetLength(1)] = units[i];
        var said = new Predictions(TensorValues.Copy(maps["Output"]),
            [.. Enumerable.Range(0, _digits.Count).Select(i => (byte)_digits.Label(i))], (int)maps["Output"].shape[1]);
        _frames.Add(new FilmFrame(step, TensorValues.Copy(_model.C1.weight!), TensorValues.Copy(maps["C3"][0]),
            ConfusionMatrix.Of(said), points));
    }

    private string Note(FilmFrame frame) => string.Create(CultureInfo.InvariantCulture,
        $"Step {frame.Step:N0}: {frame.Confusions.Accuracy * 100:0.0} % of {_digits.Count} digits are read right");

    /// <summary>The frames from <paramref name="first"/> on; a single one does not move.</summary>
    private string Svg(int first)
    {
        var strips = new FilmStrips(_frames, _digits).From(first);
        var (count, wide) = (Frames - first, strips.Length * (Room + Margin) - Margin);
        var canvas = new SvgCanvas(wide + 2 * Margin, Room + 3 * Margin + Line + 4);
        if (count > 1)
            canvas.Raw("<style>@keyframes film{0%{transform:translateY(0);animation-timing-function:steps("
                + $"{count - 1})}}70%,100%{{transform:translateY(var(--end))}}}}"
                + "@media(prefers-reduced-motion:no-preference){.film{animation:film 12s infinite}}</style>");
        for (var i = 0; i < strips.Length; i++)
        {
            var (strip, x, pitch) = (strips[i], Margin + i * (Room + Margin), strips[i].Pitch * Room);
            canvas.Text(x, 2 * Margin - 6, strip.Title, 12, Theme.Muted);
            Moving(x, 2 * Margin, Room, Room, pitch, () => canvas.Image(strip.Png, 0, 0, Room, count * pitch));
        }

        Moving(Margin, Room + 3 * Margin - 4, wide, Line, Line, () =>
        {
            for (var i = 0; i < count; i++) canvas.Text(0, i * Line + 14, Note(_frames[first + i]), 13);
        });
        return canvas.ToSvg(ToText());

        void Moving(double x, double y, double width, double height, double pitch, Action draw)
        {
            var end = Markup.At(-(count - 1) * pitch);
            canvas.Raw($"<svg x=\"{Markup.At(x)}\" y=\"{Markup.At(y)}\" width=\"{Markup.At(width)}\" "
                + $"height=\"{Markup.At(height)}\"><g class=\"film\" style=\"--end:{end}px\" "
                + $"transform=\"translate(0 {end})\">");
            draw();
            canvas.Raw("</g></svg>");
        }
    }
}
