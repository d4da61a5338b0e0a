namespace LeNetLab.Course.Exercises;

/// <summary>
/// Which LeNet-5 a network is, found out by what it does: its weights are put into each of the library's forms, and the
/// one that gives the same outputs is the one. So a reader's own network is judged as fairly as a LeNet5.
/// </summary>
/// <param name="Activation">Its squashing function; null where no form gives its outputs.</param>
/// <param name="Pooling">Its pooling; null where no form gives its outputs.</param>
/// <param name="Parameters">The number of its parameters.</param>
/// <param name="Problem">What keeps it from being any LeNet-5, or null.</param>
internal sealed record NetworkForm(Activation? Activation, Pooling? Pooling, long Parameters, string? Problem)
{
    private const double Tolerance = 1e-4;

    /// <summary>Tries a network on a few images.</summary>
    public static NetworkForm Of(nn.Module<Tensor, Tensor> network, ImageSet images)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var own = network.parameters().ToArray();
        var count = own.Sum(p => p.numel());
        foreach (var activation in Enum.GetValues<Activation>())
        {
            foreach (var pooling in Enum.GetValues<Pooling>())
            {
                using var form = new LeNet5(new LeNet5Options(activation, pooling, images.Classes));
                var weights = form.parameters().ToArray();
                // C5's window fits at one place, so a full layer on all of S4, as in PyTorch's introduction, is the
                // same.
                if (!own.Select(Form).SequenceEqual(weights.Select(Form)))
                    return new NetworkForm(null, null, count, Different(count, weights.Sum(p => p.numel())));
                for (var i = 0; i < own.Length; i++) weights[i].copy_(own[i].reshape(weights[i].shape));
                var (input, wasTraining) = (images.ToTensor(), network.training);
                network.eval();
                var (got, expected) = (network.call(input), form.call(input));
                network.train(wasTraining);
                if (!got.shape.SequenceEqual(expected.shape))
                    return new NetworkForm(null, null, count, $"It gives [{string.Join(", ", got.shape)}] for " +
                        $"{images.Count} images. Ten logits for each are wanted, [{images.Count}, {images.Classes}].");
                if (Same(got, expected)) return new NetworkForm(activation, pooling, count, null);
                if (Same(got, expected.relu()))
                    return new NetworkForm(null, null, count, "It squashes its outputs too: a ReLU behind the last " +
                        "layer throws away every negative logit. The outputs stay as they are.");
                if (Same(got, expected.softmax(1)) || Same(got, expected.log_softmax(1)))
                    return new NetworkForm(null, null, count, "It ends in a softmax. The network of this course " +
                        "gives logits: the loss takes the softmax by itself, and a second one would flatten its " +
                        "gradient.");
            }
        }

        return new NetworkForm(null, null, count, null);
    }

    /// <summary>Hints at what a network lacks to have ReLU and max pooling; null if nothing.</summary>
    public static string? MissingForReluAndMax(Activation activation, Pooling pooling) => (activation, pooling) switch
    {
        (Models.Activation.Relu, Models.Pooling.Max) => null,
        (Models.Activation.Relu, _) => "The ReLU is there. But the subsampling layers still take the mean of four " +
            "pixels; max pooling takes the largest.",
        (_, Models.Pooling.Max) =>
            "The max pooling is there. But the layers still squash by tanh, and ReLU is max(0, a).",
        _ => "That network still squashes by tanh and takes means of four pixels. `LeNet5Options` has both choices; " +
            "in a `forward` of your own they are `.relu()` and `functional.max_pool2d(x, 2)`.",
    };

    // One row of weights for each unit; what a row is of is said by its length.
    private static (long Units, long Numbers) Form(Tensor t) => (t.shape[0], t.numel());

    private static bool Same(Tensor a, Tensor b) =>
        (a - b).abs().max().to_type(ScalarType.Float32).item<float>() <= Tolerance;

    private static string Different(long found, long expected) => found == expected
        ? "Its layers are not LeNet-5's, although it has as many parameters: keep their order and their shapes."
        : FormattableString.Invariant($"Its layers are not LeNet-5's: it has {found:N0} parameters, and LeNet-5 has ") +
            FormattableString.Invariant($"{expected:N0}. Only squashing and pooling are to change, ") +
            "and neither has weights.";
}
