using System.Numerics.Tensors;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// Stochastic diagonal Levenberg-Marquardt (sect. III-B and appendix C): gradient descent one pattern at a time, where
/// each weight has a rate of its own, ε_k = η / (μ + h_k) (eq. 21). h_k is the mean over some patterns of the
/// Gauss-Newton estimate of the error's second derivative by that weight; it is taken anew before each pass and held
/// during it.
/// </summary>
public static class LevenbergMarquardt
{
    /// <summary>μ: keeps the step small where the error is flat.</summary>
    public const double Mu = 0.02;

    /// <summary>Patterns that h is estimated on.</summary>
    public const int Samples = 500;

    /// <summary>
    /// η of the paper's pass, from 1 on: 0.0005 twice, 0.0002 three times, 0.0001 three times, 0.00005 four times, then
    /// 0.00001.
    /// </summary>
    public static double Eta(int pass) => pass switch
    {
        <= 2 => 0.0005,
        <= 5 => 0.0002,
        <= 8 => 0.0001,
        <= 12 => 0.00005,
        _ => 0.00001,
    };

    /// <summary>Sets every weight's rate.</summary>
    /// <param name="network">Whose rates are set.</param>
    /// <param name="patterns">Writes one of them, from 0 on, and says its label.</param>
    /// <param name="samples">How many to estimate on.</param>
    /// <param name="eta">η.</param>
    /// <param name="mu">μ.</param>
    public static void SetRates<T>(PatternNetwork<T> network, PatternReader<T> patterns, int samples, double eta,
        double mu)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(patterns);
        foreach (var layer in network.Layers) Array.Clear(layer.Curvature);
        var picture = new T[network.Inputs];
        for (var i = 0; i < samples; i++)
        {
            var label = patterns(i, picture);
            network.AddCurvature(picture, label);
        }

        foreach (var layer in network.Layers)
        {
            TensorPrimitives.Divide(layer.Curvature, T.CreateChecked(samples), layer.Rates);
            TensorPrimitives.Add(layer.Rates, T.CreateChecked(mu), layer.Rates);
            TensorPrimitives.Divide(T.CreateChecked(eta), layer.Rates, layer.Rates);
        }
    }
}

/// <summary>Writes one pattern's picture and says its label.</summary>
/// <param name="number">Which.</param>
/// <param name="picture">Receives it.</param>
public delegate int PatternReader<T>(int number, Span<T> picture);
