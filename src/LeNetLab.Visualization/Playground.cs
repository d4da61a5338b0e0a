using LeNetLab.Handwriting;
using LeNetLab.Files;

namespace LeNetLab.Visualization;

/// <summary>
/// A network as a page that one can draw on: the drawing is prepared as MNIST was, run through the trained weights that
/// the page carries, and every map is redrawn while one draws. Each value can be taken apart into what it sees, its
/// weights and their sum, and its gradient into a chain of products. With digits to learn from, the page also trains
/// the network. Needs no network and no kernel. With scripts off, and where a viewer shows no HTML, it is the
/// <see cref="MapStack"/> of a digit.
/// </summary>
[TypeFormatterSource(typeof(DrawingFormatterSource),
    PreferredMimeTypes = new[] { MimeTypes.Html, MimeTypes.Svg, MimeTypes.Text })]
public sealed class Playground : View
{
    private const int SampleCount = 10;
    private const int LearnCount = 1_000, HeldOutCount = 200;
    private const int Side = 28;
    private const string DefaultCaption =
        "Draw a digit, or load one. Point at any pixel of a map to see the patch and the weights that made it; "
        + "a click holds it. "
        + "Blue is below zero, white is zero, red above.";

    private readonly Drawing _still;
    private readonly string _script;
    private readonly string _key;

    private readonly string _name;

    private Playground(Drawing still, PlaygroundData data, string name, string caption)
        : base(caption, $"A drawing pad, {name} with every map of every layer, and its answer. " + still.AltText)
    {
        _name = name;
        _still = still;
        (_script, _key) = PlaygroundScript.Of(data);
    }

    /// <summary>
    /// Makes the playground of a trained network. The weights are copied; the network stays the caller's.
    /// </summary>
    /// <param name="model">The network: LeNet-5, or another plan on square grey pictures of 28×28 and a margin.</param>
    /// <param name="samples">
    /// Digits of 28×28 to put on buttons, the first one of each class, ten at most; built-in digits where null.
    /// </param>
    /// <param name="classNames">The names of the classes; their numbers where null.</param>
    /// <param name="caption">What to look for; a sentence on how to use it where null.</param>
    /// <param name="learnFrom">
    /// Digits of 28×28 to train on in the page, the first 1,000; the first 200 of <paramref name="samples"/> are held
    /// out. The page carries all of them. Where null, it does not train.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There are no samples, or digits not of 28×28, or the names are not as many as the outputs.
    /// </exception>
    /// <exception cref="NotSupportedException">The page's script cannot run a layer; it is named.</exception>
    public static Playground Show(
        PlannedNetwork model, ImageSet? samples = null, IReadOnlyList<string>? classNames = null,
        string? caption = null, ImageSet? learnFrom = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        samples ??= BuiltInDigits.Generate(learnFrom is null ? 60 : HeldOutCount, DrawnDigits.TestSeed);
        var chosen = Choose(samples);
        var data = PlaygroundData.Of(model, chosen, classNames);
        if (learnFrom is not null)
            data = data.WithDigits(model, Checked(learnFrom).Take(LearnCount), samples.Take(HeldOutCount));
        using var input = chosen.ToTensor(data.Shown, 1, padding: (model.Plan.Height - Side) / 2);
        using var maps = model.Maps(input);
        return new Playground(
            MapStack.Of(maps, classNames: classNames), data, model.Plan.Name,
            caption ?? DefaultCaption
                + (learnFrom is { Name.Length: > 0 } ? $" Learn trains on {learnFrom.Name}." : ""));
    }

    /// <summary>Writes the playground as one page that needs no other file.</summary>
    /// <param name="path">The file; it is replaced where it exists.</param>
    /// <param name="model">The network.</param>
    /// <param name="samples">As for <see cref="Show"/>.</param>
    /// <param name="learnFrom">As for <see cref="Show"/>.</param>
    /// <exception cref="ArgumentException">As for <see cref="Show"/>.</exception>
    public static void Save(
        string path, PlannedNetwork model, ImageSet? samples = null, ImageSet? learnFrom = null) =>
        Show(model, samples, learnFrom: learnFrom).Save(path);

    /// <summary>Writes the playground as one page that needs no other file.</summary>
    /// <param name="path">The file; it is replaced where it exists.</param>
    public void Save(string path)
    {
        var page = $$"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width,initial-scale=1"/>
            <title>{{Markup.Escape(_name)}} playground</title><link rel="icon" href="data:,"/>
            <style>:root{color-scheme:light dark}
            body{max-width:1000px;margin:1rem auto;padding:0 0.6rem;font-family:{{Theme.Fonts}}}
            @media(prefers-color-scheme:dark){body{background:#0f1318;color:#c9d1da} }</style></head>
            <body>{{ToHtml()}}</body></html>

            """;
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page)));
    }

    /// <inheritdoc/>
    public override string ToHtml() => Markup.Figure(
        "<div class=\"lenetlab-playground\">"
        + $"{Drawing.Image(_still.Svg, _still.Width, _still.Height, _still.AltText)}</div>",
        Caption, $" data-lenetlab-playground=\"{_key}\"", $"<script>{_script}</script>");

    internal override string? Render(string mimeType) => mimeType == MimeTypes.Svg ? _still.Svg : base.Render(mimeType);

    /// <summary>The first sample of each class, in the classes' order, then others until there are ten.</summary>
    private static ImageSet Choose(ImageSet samples)
    {
        if (Checked(samples).Count <= SampleCount) return samples;
        var first =
            Enumerable.Range(0, samples.Classes).SelectMany(c => samples.IndicesOf(c, 1)).Take(SampleCount).ToList();
        return samples.Subset(first);
    }

    private static ImageSet Checked(ImageSet digits) =>
        digits.Count > 0 && (digits.Height, digits.Width, digits.Channels) == (Side, Side, 1) ? digits
            : throw new ArgumentException(
                $"The playground: expected digits of {Side}×{Side}, found {digits.Count} of "
                + $"{digits.Height}×{digits.Width}.");
}
