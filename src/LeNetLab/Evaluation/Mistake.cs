namespace LeNetLab.Evaluation;

/// <summary>One image that was read wrong.</summary>
/// <param name="Index">Its index in the set.</param>
/// <param name="Truth">Its class.</param>
/// <param name="Read">The class that it was read as.</param>
/// <param name="Confidence">The probability given to the class read, 0…1.</param>
public sealed record Mistake(int Index, int Truth, int Read, double Confidence)
{
    /// <summary>All mistakes of a network, the most confident first.</summary>
    /// <param name="predictions">What the network said.</param>
    public static IReadOnlyList<Mistake> AllOf(Predictions predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return [.. predictions.Mistakes()
            .Select(i => new Mistake(i, predictions.Label(i), predictions.Predicted(i), predictions.Confidence(i)))
            .OrderByDescending(m => m.Confidence)];
    }
}
