namespace LeNetLab.Paper1998.Baselines;

/// <summary>The pairs of classes i &lt; j in order 0/1, 0/2, … 8/9, and what their units decide together.</summary>
internal static class ClassPairs
{
    public static (int First, int Second)[] Of(int classes) =>
        [.. from i in Enumerable.Range(0, classes) from j in Enumerable.Range(i + 1, classes - i - 1) select (i, j)];

    /// <summary>Computes class scores from the pairs' outputs: above 0 speaks for the first of a pair.</summary>
    public static void Decide(
        ReadOnlySpan<float> outputs, (int First, int Second)[] pairs, PairwiseDecision decision, Span<float> scores)
    {
        scores.Clear();
        for (var p = 0; p < pairs.Length; p++)
        {
            var output = decision == PairwiseDecision.SumOfOutputs ? outputs[p] : MathF.Tanh(outputs[p]);
            scores[pairs[p].First] += output;
            scores[pairs[p].Second] -= output;
        }

        if (decision != PairwiseDecision.Votes) return;
        // Squashed to less than half a vote, the sums only decide between equal numbers of votes.
        foreach (ref var score in scores) score *= 0.49f / pairs.Length;
        for (var p = 0; p < pairs.Length; p++) scores[outputs[p] > 0 ? pairs[p].First : pairs[p].Second]++;
    }
}
