using System.Buffers.Text;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using LeNetLab.Handwriting;
using TorchSharp;

namespace LeNetLab.Visualization;

/// <summary>
/// What the page carries, as JSON: the network's layers and weights, the samples, the colours. Bytes are in base64url:
/// the serializer writes base64's plus sign in six characters.
/// </summary>
internal sealed record PlaygroundData(
    IReadOnlyList<PlaygroundLayer> Layers, int Classes, double Mean, double Deviation, IReadOnlyList<string> Names,
    IReadOnlyList<int> Labels, int Shown, string Samples, string Colours, string Weights)
{
    private const int ColourSteps = 255;
    private const int Opening = 4;

    /// <summary>A hash of the rest; the page's script finds its figures by it.</summary>
    [JsonPropertyOrder(-1)]
    public string Key { get; init; } = "";

    /// <summary>
    /// The digits that the page trains on, then those held out: four bits for a pixel, compressed by zlib. Sixteen
    /// greys are enough to learn from, and take less than half the size.
    /// </summary>
    public string? Digits { get; init; }

    /// <summary>Their labels.</summary>
    public IReadOnlyList<int>? DigitLabels { get; init; }

    /// <summary>How far to believe the answer; null where the weights are not the library's.</summary>
    public PlaygroundJudge? Judge { get; init; }

    /// <summary>How many of them are held out.</summary>
    public int Held { get; init; }

    /// <summary>The text that a file of this network's weights has.</summary>
    public IReadOnlyDictionary<string, string>? About { get; init; }

    /// <summary>What such a file is called.</summary>
    public string? File { get; init; }

    /// <exception cref="ArgumentException">The names are not as many as the outputs.</exception>
    /// <exception cref="NotSupportedException">The script cannot run a layer; it is named.</exception>
    public static PlaygroundData Of(PlannedNetwork model, ImageSet samples, IReadOnlyList<string>? classNames)
    {
        var classes = model.Plan.Classes;
        classNames ??= [.. Enumerable.Range(0, classes).Select(c => c.ToString(CultureInfo.InvariantCulture))];
        if (classNames.Count != classes)
            throw new ArgumentException(
                $"The network has {classes} outputs; there are {classNames.Count} names.", nameof(classNames));
        var labels = LabelsOf(classes, samples);
        var numbers = Numbers(model);
        return new PlaygroundData(
            PlaygroundLayer.Of(model.Plan, samples.Height), classes, Normalization.Mnist.Mean,
            Normalization.Mnist.StandardDeviation, classNames, labels, Math.Max(0, labels.IndexOf(Opening)),
            Base64Url.EncodeToString(samples.Pixels.Span), Colours64(),
            Base64Url.EncodeToString(MemoryMarshal.AsBytes(numbers.AsSpan())))
        {
            Judge = PlaygroundJudge.Of(model, numbers),
        };
    }

    /// <summary>The same with digits to learn from, and others held out.</summary>
    /// <exception cref="ArgumentException">A label is not below the number of outputs.</exception>
    public PlaygroundData WithDigits(PlannedNetwork model, ImageSet learnFrom, ImageSet heldOut)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(Nibbles(learnFrom));
            zlib.Write(Nibbles(heldOut));
        }

        return this with
        {
            Digits = Base64Url.EncodeToString(packed.GetBuffer().AsSpan(0, (int)packed.Length)),
            DigitLabels = LabelsOf(Classes, learnFrom, heldOut),
            Held = heldOut.Count,
            About = model.Choices().ToDictionary(),
            File = string.Concat(model.Plan.Name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'))
                + ".safetensors",
        };
    }

    private static byte[] Nibbles(ImageSet digits) =>
    [
        .. digits.Pixels.ToArray().Select(v => ((v * 15) + 127) / 255).Chunk(2)
            .Select(two => (byte)((two[0] << 4) | two[1])),
    ];

    private static List<int> LabelsOf(int classes, params IReadOnlyList<ImageSet> sets)
    {
        var labels = sets.SelectMany(set => set.Labels.ToArray()).Select(label => (int)label).ToList();
        return labels.Find(label => label >= classes) is > 0 and var outside
            ? throw new ArgumentException($"A sample's label is {outside}; the network has {classes} outputs.")
            : labels;
    }

    /// <summary>The colours of −1 to 1, so that the page's are those of <see cref="Palette.Diverging"/>.</summary>
    private static string Colours64()
    {
        var rgb = new byte[3 * ColourSteps];
        for (var i = 0; i < ColourSteps; i++)
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = Palette.Diverging.At((2.0 * i / (ColourSteps - 1)) - 1);
        return Base64Url.EncodeToString(rgb);
    }

    /// <summary>Every weight and bias in the layers' order; the page has them as little-endian float32.</summary>
    private static float[] Numbers(PlannedNetwork model)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        return [.. model.parameters().SelectMany(part => part.cpu().contiguous().data<float>().ToArray())];
    }
}

/// <summary>The numbers of <see cref="DigitAnswer"/>, by which the page judges a drawing as the library does.</summary>
internal sealed record PlaygroundJudge(
    IReadOnlyList<double> Weights, double Bend, double Steeper, double Least, IReadOnlyList<IReadOnlyList<float>> Views)
{
    /// <summary>They belong to the library's own weights: null for others.</summary>
    public static PlaygroundJudge? Of(PlannedNetwork model, float[] numbers)
    {
        var library = NetworkWeights.Pretrained();
        var own = library.Arrays.SelectMany(array => array.Values.ToArray());
        if ((model as LeNet5)?.Options != library.LeNet5 || !numbers.SequenceEqual(own)) return null;
        var views =
            DigitAnswer.Changes.Select(change => change.Inverse()).Select(m => new[] { m.Xx, m.Xy, m.Yx, m.Yy });
        return new PlaygroundJudge(
            DigitAnswer.Weights, DigitAnswer.Bend, DigitAnswer.Steeper, DigitAnswer.LeastCertainty, [.. views]);
    }
}
