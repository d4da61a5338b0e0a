using LeNetLab.Models;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Simd;

/// <summary>Small networks of all kinds of layers, and what torch computes for them.</summary>
internal static class RandomPlans
{
    public static NetworkPlan Make(Random random, bool dropout = true, int? channels = null)
    {
        var layers = new List<Layer>();
        var maps = channels ?? (random.Next(3) == 0 ? 3 : 1);
        int first = maps, height = random.Next(6, 20), width = random.Next(3) == 0 ? random.Next(6, 20) : height;
        var (rows, columns) = (height, width);
        for (var i = random.Next(4); i > 0; i--)
        {
            var name = $"L{layers.Count}";
            if (random.Next(3) > 0)
            {
                var kernel = random.Next(1, Math.Min(8, Math.Min(rows, columns) + 1));
                var padding = random.Next(3) == 0 ? random.Next(4) : 0;
                var number = random.Next(1, 9);
                var below = maps;
                IReadOnlyList<int>[]? table = random.Next(3) > 0 ? null
                    : [.. Enumerable.Range(0, number).Select(_ => Some(below))];
                layers.Add(Layer.Convolution(name, number, kernel, Squashing(), padding, table));
                (rows, columns, maps) = (rows + 2 * padding - kernel + 1, columns + 2 * padding - kernel + 1, number);
            }
            else if (Math.Min(rows, columns) > 1)
            {
                var share = random.Next(1, 3);
                var trained = random.Next(3) == 0;
                layers.Add(trained ? Layer.Subsample(name, maps * share, Squashing())
                    : Layer.Pool(name, (Pooling)random.Next(2)));
                (rows, columns, maps) = (rows / 2, columns / 2, trained ? maps * share : maps);
            }
        }

        for (var i = random.Next(3); i > 0; i--)
            layers.Add(Layer.Full($"L{layers.Count}", random.Next(1, 40), Squashing()));
        if (dropout)
            for (var i = 0; i < layers.Count; i++)
                if (random.Next(5) == 0) layers[i] = layers[i] with { Dropout = 0.25 };
        layers.Add(Layer.Output(random.Next(2, 13)));
        return new NetworkPlan("random", first, height, width, layers);

        // No ReLU: where a sum is 0 but for rounding, its slope is a matter of luck.
        Activation? Squashing() => random.Next(4) switch
        {
            0 => null,
            1 => Activation.Tanh,
            2 => Activation.Sigmoid,
            _ => Activation.ScaledTanh,
        };

        int[] Some(int of)
        {
            var some = Enumerable.Range(0, of).Where(_ => random.Next(2) == 0).ToArray();
            return some.Length > 0 ? some : [random.Next(of)];
        }
    }

    /// <summary>The plan layer by layer in torch, with the masks of the dropout by level.</summary>
    public static Tensor Outputs(NetworkPlan plan, Tensor x, Tensor[] parameters, Dictionary<int, double[]> masks)
    {
        var (at, level) = (0, 0);
        foreach (var (layer, below) in plan.Layers.Zip(plan.Summary()))
        {
            Tensor? weight = layer.Pooling is null ? parameters[at++] : null,
            bias = weight is null ? null : parameters[at++];
            if (layer.Sources is { } table)
                weight = weight! * tensor([.. table.SelectMany(seen =>
                    Enumerable.Range(0, below.Maps).Select(c => seen.Contains(c) ? 1.0 : 0))],
                        [layer.Maps, below.Maps, 1, 1]);
            x = layer switch
            {
                { Kind: LayerKind.Full } => nn.functional.linear(x.dim() == 2 ? x : x.flatten(1), weight!, bias),
                { Kind: LayerKind.Convolution } =>
                    nn.functional.conv2d(x, weight!, bias, padding: [layer.Padding, layer.Padding]),
                { Pooling: { } pooling } => pooling.Apply(x),
                _ => nn.functional.conv2d(4 * nn.functional.avg_pool2d(x, 2), weight!, bias, groups: below.Maps),
            };
            if (layer.Activation is { } activation) x = activation.Apply(x);
            level++;
            if (layer.Dropout > 0) x *= tensor(masks[++level], x.shape);
        }

        return x.flatten(1);
    }
}
