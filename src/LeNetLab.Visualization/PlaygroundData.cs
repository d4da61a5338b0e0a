using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using TorchSharp;

namespace LeNetLab.Visualization;

/// <summary>What the page carries, as JSON: the network's layers and weights, the samples, the colours.</summary>
internal sealed record PlaygroundData(
    IReadOnlyList<PlaygroundLayer> Layers, int Classes, double Mean, double Deviation, IReadOnlyList<string> Names,
    IReadOnlyList<int> Labels, int Shown, string Samples, string Colours, string Weights)
{
    private const int ColourSteps = 255;
    private const int Opening = 4;

    /// <summary>A hash of the rest; the page's script finds its figures by it.</summary>
    [JsonPropertyOrder(-1)]
    public string Key { get; init; } = "";

    /// <exception cref="ArgumentException">The names are not as many as the outputs.</exception>
    /// <exception cref="NotSupportedException">The script cannot run a layer; it is named.</exception>
    public static PlaygroundData Of(PlannedNetwork model, ImageSet samples, IReadOnlyList<string>? classNames)
    {
        var classes = model.Plan.Classes;
        classNames ??= [.. Enumerable.Range(0, classes).Select(c => c.ToString(CultureInfo.InvariantCulture))];
        if (classNames.Count != classes)
            throw new ArgumentException(
                $"The network has {classes} outputs; there are {classNames.Count} names.", nameof(classNames));
        var labels = Enumerable.Range(0, samples.Count).Select(samples.Label).ToList();
        if (labels.Find(label => label >= classes) is > 0 and var outside)
            throw new ArgumentException(
                $"A sample's label is {outside}; the network has {classes} outputs.", nameof(samples));
        return new PlaygroundData(
            PlaygroundLayer.Of(model.Plan, samples.Height), classes, Normalization.Mnist.Mean,
            Normalization.Mnist.StandardDeviation, classNames, labels, Math.Max(0, labels.IndexOf(Opening)),
            Convert.ToBase64String(samples.Pixels.Span), Colours64(), Weights64(model));
    }

    /// <summary>The colours of −1 to 1, so that the page's are those of <see cref="Palette.Diverging"/>.</summary>
    private static string Colours64()
    {
        var rgb = new byte[3 * ColourSteps];
        for (var i = 0; i < ColourSteps; i++)
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = Palette.Diverging.At((2.0 * i / (ColourSteps - 1)) - 1);
        return Convert.ToBase64String(rgb);
    }

    /// <summary>Every weight and bias in the layers' order, as little-endian float32.</summary>
    private static string Weights64(PlannedNetwork model)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var numbers = model.parameters().SelectMany(part => part.cpu().contiguous().data<float>().ToArray()).ToArray();
        return Convert.ToBase64String(MemoryMarshal.AsBytes(numbers.AsSpan()));
    }
}
