namespace LeNetLab.Visualization.Analysis;

/// <summary>One bin of a reliability diagram.</summary>
/// <param name="From">The bin holds confidences above this (the first bin: from 0 on), 0…1.</param>
/// <param name="To">The bin holds confidences up to and including this, 0…1.</param>
/// <param name="Count">Images in the bin.</param>
/// <param name="Confidence">Mean probability that was given to the class read, 0…1; NaN where the bin is empty.</param>
/// <param name="Accuracy">Share of the bin's images that were read right, 0…1; NaN where the bin is empty.</param>
public sealed record ReliabilityBin(double From, double To, int Count, double Confidence, double Accuracy);

/// <summary>
/// How sure a network was against how often it was right, in bins of equal width (Guo et al., "On Calibration of Modern
/// Neural Networks", 2017, section 2). In a calibrated network the two agree in every bin.
/// </summary>
public sealed class ReliabilityDiagram
{
    private ReliabilityDiagram(IReadOnlyList<ReliabilityBin> bins) => Bins = bins;

    /// <summary>The bins, from the least sure to the surest.</summary>
    public IReadOnlyList<ReliabilityBin> Bins { get; }

    /// <summary>Images in all bins.</summary>
    public int Count => Bins.Sum(bin => bin.Count);

    /// <summary>
    /// The mean over the images of |accuracy − confidence| of their bin, 0…1 (Guo et al. 2017, equation 3); NaN where
    /// there is no image. It depends on the number of bins, and where images are few it is above 0 by chance alone.
    /// </summary>
    public double ExpectedCalibrationError =>
        Bins.Where(bin => bin.Count > 0).Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.Confidence)) / Count;

    /// <summary>Sorts predictions into bins by confidence, the largest probability of an image.</summary>
    /// <param name="predictions">What the network said.</param>
    /// <param name="bins">Number of bins, at least 1; Guo et al. use 15.</param>
    public static ReliabilityDiagram Of(Predictions predictions, int bins = 15)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var confidences = Confidences(predictions);
        var right = Enumerable.Range(0, predictions.Count).Select(predictions.IsRight).ToArray();
        return new ReliabilityDiagram(Sort(confidences, right, bins));
    }

    /// <summary>
    /// The expected calibration error that a perfectly calibrated network of the same confidences would show by chance
    /// alone: the mean over repeats in which each image is right with the probability that the network claims. A
    /// measured error is news only where it is well above this.
    /// </summary>
    /// <param name="predictions">What the network said; its labels are not used.</param>
    /// <param name="bins">Number of bins, at least 1.</param>
    /// <param name="seed">Same seed, same result.</param>
    /// <param name="repeats">How often, at least 1.</param>
    /// <returns>0…1; NaN where there is no image.</returns>
    public static double ErrorByChance(Predictions predictions, int bins = 15, ulong seed = 1998, int repeats = 100)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        var confidences = Confidences(predictions);
        var random = new SeededRandom(seed);
        var right = new bool[confidences.Length];
        double sum = 0;
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            for (var i = 0; i < right.Length; i++) right[i] = random.Chance(confidences[i]);
            sum += new ReliabilityDiagram(Sort(confidences, right, bins)).ExpectedCalibrationError;
        }

        return sum / repeats;
    }

    private static double[] Confidences(Predictions predictions) =>
        [.. Enumerable.Range(0, predictions.Count).Select(predictions.Confidence)];

    private static ReliabilityBin[] Sort(double[] confidences, bool[] right, int bins)
    {
        var counts = new int[bins];
        var hits = new int[bins];
        var sums = new double[bins];
        for (var i = 0; i < right.Length; i++)
        {
            var bin = Math.Clamp((int)Math.Ceiling(confidences[i] * bins) - 1, 0, bins - 1);
            counts[bin]++;
            sums[bin] += confidences[i];
            if (right[i]) hits[bin]++;
        }

        return [.. Enumerable.Range(0, bins).Select(b => new ReliabilityBin(
            (double)b / bins, (b + 1.0) / bins, counts[b], sums[b] / counts[b], (double)hits[b] / counts[b]))];
    }
}
