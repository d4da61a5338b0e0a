using LeNetLab.Models;

namespace LeNetLab.Evaluation;

/// <summary>How sure a network was of one image, in two ways.</summary>
public static class ScoreExtensions
{
    /// <summary>The largest of an image's probabilities, 1/classes…1.</summary>
    /// <param name="predictions">What the network said.</param>
    /// <param name="image">The image's index.</param>
    public static double Confidence(this Predictions predictions, int image)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return predictions.Probabilities(image)[predictions.Predicted(image)];
    }

    /// <summary>The difference of the two largest outputs: the paper's rejection score (1998, section III-D).</summary>
    /// <param name="predictions">What the network said.</param>
    /// <param name="image">The image's index.</param>
    /// <exception cref="ArgumentException">There is only one output.</exception>
    public static double Margin(this Predictions predictions, int image)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        if (predictions.Classes < 2)
            throw new ArgumentException("A margin needs two outputs; there is one.", nameof(predictions));
        float first = float.NegativeInfinity, second = float.NegativeInfinity;
        foreach (var logit in predictions.Logits(image))
        {
            if (logit > first) (first, second) = (logit, first);
            else if (logit > second) second = logit;
        }

        return (double)first - second;
    }
}
