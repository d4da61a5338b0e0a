namespace LeNetLab.Visualization.Analysis;

/// <summary>A piece of an image that a map of a layer answered to.</summary>
/// <param name="Image">Index of the image in its set.</param>
/// <param name="Row">Row of the unit in the map.</param>
/// <param name="Column">Column of the unit in the map.</param>
/// <param name="Answer">The unit's value; in C1, C3 and C5 the weighted sum before it is squashed.</param>
/// <param name="Pixels">The bytes that the unit sees, Size×Size of its receptive field.</param>
public sealed record Patch(int Image, int Row, int Column, float Answer, byte[] Pixels);

/// <summary>Finds what the maps of a layer answer to most strongly.</summary>
public static class StrongestPatches
{
    private const int BatchSize = 125;

    /// <summary>
    /// For each map of a layer the patches with the highest answers, best first. Each image gives a map one patch at
    /// most, so that the list shows different digits.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Where to look.</param>
    /// <param name="layer">A layer with maps, by the paper's name: C1, S2, C3, S4 or C5.</param>
    /// <param name="count">Patches a map.</param>
    public static IReadOnlyList<IReadOnlyList<Patch>> Find(LeNet5 model, ImageSet images, string layer, int count)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        var field = model.Plan.ReceptiveField(layer);
        var found = new List<List<(int Image, int Place, float Answer)>>();
        var width = 0;
        for (var start = 0; start < images.Count; start += BatchSize)
        {
            using var scope = NewDisposeScope();
            var size = Math.Min(BatchSize, images.Count - start);
            using var layers = model.Maps(images.ToTensor(start, size));
            using var maps = BeforeSquashing(model, layers, layer);            // [B, maps, h, w]
            width = (int)maps.shape[3];
            var (best, place) = maps.flatten(2).max(2);                        // [B, maps] each
            var answers = best.cpu().contiguous().data<float>().ToArray();
            var places = place.cpu().contiguous().data<long>().ToArray();
            var channels = (int)maps.shape[1];
            while (found.Count < channels) found.Add([]);
            for (var i = 0; i < answers.Length; i++)
                found[i % channels].Add((start + i / channels, (int)places[i], answers[i]));
        }

        return [.. found.Select(map => (IReadOnlyList<Patch>)[.. map
            .OrderByDescending(p => p.Answer).ThenBy(p => p.Image).Take(count)
            .Select(p => new Patch(p.Image, p.Place / width, p.Place % width, p.Answer,
                Cut(images, p.Image, p.Place / width * field.Stride, p.Place % width * field.Stride, field.Size)))])];
    }

    // Many units answer with 1, to all the digits a float can tell; their sums still say which patch suited them more.
    private static Tensor BeforeSquashing(LeNet5 model, LayerMaps layers, string layer)
    {
        using var noGradient = no_grad();
        return layer.ToUpperInvariant() switch
        {
            "C1" => model.C1.call(layers["Input"]),
            "C3" => model.C3.call(layers["S2"]),
            "C5" => model.C5.call(layers["S4"]),
            _ => layers[layer].alias(),
        };
    }

    // The network sees the image with a margin of two pixels of background.
    private static byte[] Cut(ImageSet images, int index, int top, int left, int size)
    {
        const int Margin = 2;
        var image = images.Image(index);
        var patch = new byte[size * size];
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var (row, column) = (top + y - Margin, left + x - Margin);
                if (row >= 0 && row < images.Height && column >= 0 && column < images.Width)
                    patch[y * size + x] = image[row * images.Width + column];
            }
        }

        return patch;
    }
}
