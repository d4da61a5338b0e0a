using LeNetLab.Models;

namespace LeNetLab.Tests.Core.Evaluation;

/// <summary>What a network might have said, made up with a seed.</summary>
internal static class RandomPredictions
{
    /// <summary>Outputs spread by <paramref name="spread"/>, labels drawn from their softmax: calibrated.</summary>
    public static Predictions Calibrated(int count, int seed, int classes = 10, double spread = 2)
    {
        var random = new Random(seed);
        var logits = new float[count * classes];
        var labels = new byte[count];
        for (var i = 0; i < count; i++)
        {
            var weights = new double[classes];
            for (var c = 0; c < classes; c++)
            {
                logits[i * classes + c] =
                    (float)(spread * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5));
                weights[c] = Math.Exp(logits[i * classes + c]);
            }

            var rest = random.NextDouble() * weights.Sum();
            var label = 0;
            while (label < classes - 1 && (rest -= weights[label]) > 0) label++;
            labels[i] = (byte)label;
        }

        return new Predictions(logits, labels, classes);
    }

    /// <summary>The same with every output multiplied.</summary>
    public static Predictions Times(this Predictions predictions, float factor) => new(
        [.. Enumerable.Range(
            0, predictions.Count).SelectMany(i => predictions.Logits(i).ToArray()).Select(x => x * factor)],
        [.. Enumerable.Range(0, predictions.Count).Select(i => (byte)predictions.Label(i))], predictions.Classes);

    /// <summary>Two outputs an image: class 0 has the probability given; right or wrong as given.</summary>
    public static Predictions OfTwo(params (double Confidence, bool Right)[] images) => new(
        [.. images.SelectMany(i => new[] { (float)Math.Log(i.Confidence / (1 - i.Confidence)), 0f })],
        [.. images.Select(i => i.Right ? (byte)0 : (byte)1)], 2);
}
