namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// Carries weights between <see cref="LeNet5Original"/> and the same network as one that learns a pattern at a time.
/// </summary>
public static class PublishedWeights
{
    /// <summary>Copies the weights of the torch network.</summary>
    /// <param name="from">Float32 or Float64.</param>
    /// <param name="to">LeNet-5.</param>
    public static void Copy<T>(LeNet5Original from, PatternNetwork<T> to) where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var scope = NewDisposeScope();
        foreach (var (layer, parameters) in Pairs(from, to))
        {
            var numbers = cat([.. parameters.Select(p => p.detach().flatten())]).to(ScalarType.Float64).data<double>();
            for (var k = 0; k < layer.Weights.Length; k++) layer.Weights[k] = T.CreateChecked(numbers[k]);
        }
    }

    /// <summary>Copies the weights to the torch network.</summary>
    /// <param name="from">LeNet-5.</param>
    /// <param name="to">Of any precision.</param>
    public static void Copy<T>(PatternNetwork<T> from, LeNet5Original to) where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (layer, parameters) in Pairs(to, from))
        {
            var start = 0L;
            foreach (var parameter in parameters)
            {
                var numbers = layer.Weights.Skip((int)start).Take((int)parameter.numel())
                    .Select(w => double.CreateChecked(w)).ToArray();
                parameter.copy_(tensor(numbers).reshape(parameter.shape));
                start += parameter.numel();
            }
        }
    }

    // Both keep a layer's kernels, coefficients or weights first, then its biases, and the layers in the paper's order.
    private static IEnumerable<(PatternLayer<T> Layer, Tensor[] Parameters)> Pairs<T>(LeNet5Original model,
        PatternNetwork<T> network)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(network);
        var pairs = network.Layers.Zip(model.parameters().Chunk(2),
            (layer, parameters) => (layer, parameters: parameters.ToArray<Tensor>())).ToList();
        if (network.Layers.Count != 6
            || pairs.Any(pair => pair.parameters.Sum(p => p.numel()) != pair.layer.Weights.Length))
            throw new ArgumentException("The network that learns one pattern at a time is not LeNet-5.");
        return pairs;
    }
}
