namespace LeNetLab.Visualization.Analysis;

/// <summary>One threshold of a reject curve.</summary>
/// <param name="Threshold">Images whose two largest outputs differ by less than this are rejected.</param>
/// <param name="Rejected">Share of all images that is rejected, 0…1.</param>
/// <param name="Error">Share of the accepted images that is read wrong, 0…1.</param>
public readonly record struct RiskCoveragePoint(double Threshold, double Rejected, double Error);

/// <summary>
/// What a reader gains by saying "I do not know": the errors among the images accepted against the share rejected. The
/// score is the difference of the two largest outputs (LeCun et al. 1998, section III-D and Fig. 10).
/// </summary>
public sealed class RiskCoverageCurve
{
    private RiskCoverageCurve(IReadOnlyList<RiskCoveragePoint> points) => Points = points;

    /// <summary>One point for each effective threshold, from nothing rejected to all but the surest.</summary>
    public IReadOnlyList<RiskCoveragePoint> Points { get; }

    /// <summary>Computes the curve.</summary>
    /// <param name="predictions">What the network said.</param>
    /// <exception cref="ArgumentException">There is no image, or only one output.</exception>
    public static RiskCoverageCurve Of(Predictions predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        if (predictions.Count == 0)
            throw new ArgumentException("A reject curve needs at least one image; there is none.", nameof(predictions));
        var scores = Enumerable.Range(0, predictions.Count).Select(predictions.Margin).ToArray();
        var order = Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).ToArray();
        var points = new List<RiskCoveragePoint>();
        var wrong = 0;
        for (var accepted = 1; accepted <= order.Length; accepted++)
        {
            var score = scores[order[accepted - 1]];
            if (!predictions.IsRight(order[accepted - 1])) wrong++;
            // A threshold cannot part images of equal score.
            if (accepted < order.Length && scores[order[accepted]] == score) continue;
            points.Add(new RiskCoveragePoint(score, 1 - (double)accepted / order.Length, (double)wrong / accepted));
        }

        points.Reverse();
        return new RiskCoverageCurve(points);
    }

    /// <summary>The smallest share that has to be rejected to get the errors among the rest down to a rate.</summary>
    /// <param name="error">The rate, 0…1; the paper's Fig. 10 uses 0.005.</param>
    /// <returns>0…1; 1 where no threshold reaches it.</returns>
    public double RejectedForError(double error)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(error);
        foreach (var point in Points)
            if (point.Error <= error) return point.Rejected;
        return 1;
    }
}
