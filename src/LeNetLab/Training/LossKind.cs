namespace LeNetLab.Training;

/// <summary>What a training makes small: the mean of it over the images.</summary>
internal enum LossKind
{
    /// <summary>−ln of the probability that a softmax of the outputs gives the right class, in nats.</summary>
    CrossEntropy,

    /// <summary>
    /// ½ Σ (x − t)² over the outputs x, with targets t of +1 for the right class and −1 for the others.
    /// </summary>
    SquaredError,
}

/// <summary>The losses themselves.</summary>
internal static class Losses
{
    /// <summary>Of outputs [N, classes] and labels [N], one number.</summary>
    public static Tensor Of(this LossKind kind, Tensor outputs, Tensor labels) => kind switch
    {
        LossKind.CrossEntropy => nn.functional.cross_entropy(outputs, labels),
        LossKind.SquaredError =>
            (outputs - (2 * nn.functional.one_hot(labels, outputs.shape[1]) - 1)).square()
                .sum() / (2 * labels.shape[0]),
    };

    /// <summary>Of what a network said of a set.</summary>
    public static double Of(this LossKind kind, Predictions predictions) =>
        kind == LossKind.CrossEntropy ? predictions.CrossEntropy : predictions.SquaredError;
}
