namespace LeNetLab.Visualization.Analysis;

/// <summary>What one layer answered to every image of a set: each image as a point in that layer's space.</summary>
public static class LayerOutputs
{
    private const int BatchSize = 125;

    /// <summary>[images, units]; the maps of a layer lie one after the other, in rows.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">What to read.</param>
    /// <param name="layer">The layer, by the paper's name; Input gives the pixels.</param>
    /// <exception cref="KeyNotFoundException">There is no such layer.</exception>
    public static double[,] Of(LeNet5 model, ImageSet images, string layer)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        double[,]? points = null;
        for (var start = 0; start < images.Count; start += BatchSize)
        {
            using var scope = NewDisposeScope();
            using var noGradient = no_grad();
            var count = Math.Min(BatchSize, images.Count - start);
            var answer = model.Answer(images.ToTensor(start, count), layer).flatten(1);
            var units = (int)answer.shape[1];
            var numbers = answer.contiguous().data<float>().ToArray();
            points ??= new double[images.Count, units];
            for (var i = 0; i < numbers.Length; i++) points[start + i / units, i % units] = numbers[i];
        }

        return points ?? new double[0, 0];
    }
}
