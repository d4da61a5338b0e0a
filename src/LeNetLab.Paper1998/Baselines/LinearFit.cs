namespace LeNetLab.Paper1998.Baselines;

/// <summary>How the weights of a linear classifier are found.</summary>
public enum LinearFit
{
    /// <summary>The least squares of outputs minus targets ±1, solved directly.</summary>
    LeastSquares,

    /// <summary>The same squared error, descended pattern by pattern (the delta rule).</summary>
    LinearDescent,

    /// <summary>Squared error of squashed outputs, 1.7159·tanh(⅔·a), pattern by pattern.</summary>
    SigmoidDescent,

    /// <summary>Cross-entropy of the softmax of the outputs, pattern by pattern; what is done today.</summary>
    SoftmaxDescent,
}
