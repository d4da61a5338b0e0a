namespace LeNetLab.Course.Variants;

/// <summary>One variant, trained once and tested.</summary>
/// <param name="Variant">Its key, as in <see cref="LeNetVariants"/>.</param>
/// <param name="Seed">What its first weights and the order of the digits were drawn from.</param>
/// <param name="Accuracy">Share of the test digits read right, 0…1.</param>
/// <param name="Wrong">How many were read wrong.</param>
/// <param name="Loss">Mean cross-entropy of the test digits, in nats.</param>
/// <param name="TrainLoss">Mean cross-entropy of the last epoch's batches as they were learnt from, in nats.</param>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="MultiplyAdds">Multiply-adds of one forward pass of one image.</param>
/// <param name="Seconds">How long the training took: the only figure here that varies between machines and
/// days.</param>
public sealed record VariantRun(string Variant, int Seed, double Accuracy, int Wrong, double Loss, double TrainLoss,
    long Parameters, long MultiplyAdds, double Seconds);

/// <summary>A variant's runs in one line.</summary>
/// <param name="Variant">Its key.</param>
/// <param name="Runs">How many there are.</param>
/// <param name="MeanAccuracy">The mean of their accuracies, 0…1.</param>
/// <param name="Spread">Sample standard deviation of the accuracies over the seeds; NaN for a single run.</param>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="MultiplyAdds">Multiply-adds of one forward pass of one image.</param>
public sealed record VariantSummary(
    string Variant, int Runs, double MeanAccuracy, double Spread, long Parameters, long MultiplyAdds)
{
    /// <summary>Mean and spread for a table, as "98.91 ± 0.05 %".</summary>
    public string Accuracy => double.IsNaN(Spread)
        ? FormattableString.Invariant($"{MeanAccuracy * 100:0.00} %")
        : FormattableString.Invariant($"{MeanAccuracy * 100:0.00} ± {Spread * 100:0.00} %");
}

/// <summary>What several LeNets reached after the same training, from <c>lenet variants</c>.</summary>
/// <param name="Data">The digits, in words.</param>
/// <param name="Training">The training that all had, in words.</param>
/// <param name="Runs">The runs, variant by variant.</param>
public sealed record VariantResults(string Data, string Training, IReadOnlyList<VariantRun> Runs)
{
    private const string RecordedName = "variants.json", Command = "lenet variants";

    /// <summary>The results that come with the library; data/README.md says how they were made.</summary>
    public static VariantResults Recorded() =>
        RecordedJson.Recorded<VariantResults>(RecordedName, Command, IsPlausible);

    /// <summary>Reads a results file.</summary>
    /// <exception cref="DataSetException">It is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static VariantResults Load(string path) =>
        RecordedJson.Load<VariantResults>(path, Command, IsPlausible);

    /// <summary>Each variant's mean and spread, in the order in which the file has them.</summary>
    public IReadOnlyList<VariantSummary> Summaries() =>
        [.. Runs.GroupBy(run => run.Variant, StringComparer.Ordinal).Select(Summarize)];

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path) => RecordedJson.Write(path, this);

    private static bool IsPlausible(VariantResults results) =>
        results.Runs.All(run => run is { Accuracy: >= 0 and <= 1, Wrong: >= 0 });

    private static VariantSummary Summarize(IGrouping<string, VariantRun> runs)
    {
        var accuracies = runs.Select(run => run.Accuracy).ToList();
        var mean = accuracies.Average();
        var spread = accuracies.Count == 1 ? double.NaN
            : Math.Sqrt(accuracies.Sum(a => (a - mean) * (a - mean)) / (accuracies.Count - 1));
        return new VariantSummary(runs.Key, accuracies.Count, mean, spread, runs.First().Parameters,
            runs.First().MultiplyAdds);
    }
}
