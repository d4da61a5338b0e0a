namespace LeNetLab.Visualization.Analysis;

/// <summary>
/// Makes a network more or less sure of everything it says, and changes nothing of what it says: every output is
/// divided by one number, the temperature, before the softmax (Guo et al. 2017, section 4.2).
/// </summary>
public sealed class TemperatureScaling
{
    // Beyond these nothing is to be gained: they are reached only where every held-out image is read right, or by a
    // network that knows nothing at all.
    private static readonly double LowestLog = Math.Log(0.01), HighestLog = Math.Log(100);

    /// <summary>Scaling by a known temperature.</summary>
    /// <param name="temperature">Above 0. Above 1 the network becomes less sure, below 1 surer.</param>
    public TemperatureScaling(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        if (!double.IsFinite(temperature))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "A temperature is finite.");
        Temperature = temperature;
    }

    /// <summary>What the outputs are divided by.</summary>
    public double Temperature { get; }

    /// <summary>
    /// Finds the temperature of the lowest cross-entropy, by golden section on its logarithm. The cross-entropy is
    /// convex in 1 / temperature, so there is one valley.
    /// </summary>
    /// <param name="heldOut">Predictions for images used neither for training nor for reporting.</param>
    /// <returns>A scaling of 0.01…100; the ends mean no optimum (as when all are classified correctly).</returns>
    /// <exception cref="ArgumentException">There is no image.</exception>
    public static TemperatureScaling Fit(Predictions heldOut)
    {
        ArgumentNullException.ThrowIfNull(heldOut);
        if (heldOut.Count == 0)
            throw new ArgumentException("A temperature is fitted on held-out images; there are none.", nameof(heldOut));
        var golden = (Math.Sqrt(5) - 1) / 2;
        var (low, high) = (LowestLog, HighestLog);
        var (left, right) = (high - golden * (high - low), low + golden * (high - low));
        var (atLeft, atRight) = (CrossEntropy(heldOut, left), CrossEntropy(heldOut, right));
        while (high - low > 1e-6)
        {
            if (atLeft <= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - golden * (high - low);
                atLeft = CrossEntropy(heldOut, left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + golden * (high - low);
                atRight = CrossEntropy(heldOut, right);
            }
        }

        return new TemperatureScaling(Math.Exp((low + high) / 2));
    }

    /// <summary>The same verdicts with other probabilities.</summary>
    /// <param name="predictions">What the network said; stays as it is.</param>
    /// <returns>The outputs divided by the temperature. <see cref="Predictions.Predicted"/> is unchanged.</returns>
    public Predictions Apply(Predictions predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var logits = new float[predictions.Count * predictions.Classes];
        var labels = new byte[predictions.Count];
        for (var i = 0; i < predictions.Count; i++)
        {
            labels[i] = (byte)predictions.Label(i);
            var scaled = logits.AsSpan(i * predictions.Classes, predictions.Classes);
            var source = predictions.Logits(i);
            for (var c = 0; c < source.Length; c++) scaled[c] = (float)(source[c] / Temperature);
            // Rounding can make two neighbouring numbers equal, and of equals the first wins.
            var best = predictions.Predicted(i);
            var now = Predictions.ArgMax(scaled);
            if (now != best) scaled[best] = MathF.BitIncrement(scaled[now]);
        }

        return new Predictions(logits, labels, predictions.Classes);
    }

    private static double CrossEntropy(Predictions predictions, double logTemperature)
    {
        double sum = 0, sharpness = Math.Exp(-logTemperature);
        for (var i = 0; i < predictions.Count; i++)
        {
            var logits = predictions.Logits(i);
            double largest = logits[predictions.Predicted(i)], exponentials = 0;
            foreach (var logit in logits) exponentials += Math.Exp((logit - largest) * sharpness);
            sum += Math.Log(exponentials) + (largest - logits[predictions.Label(i)]) * sharpness;
        }

        return sum / predictions.Count;
    }
}
