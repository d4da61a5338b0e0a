using LeNetLab.Paper1998.Baselines;

namespace LeNetLab.Paper1998;

/// <summary>A row that is no network: it is fitted once, and nothing is kept on the way.</summary>
public sealed record BaselineRow : PaperRow
{
    /// <summary>Fits the classifier to images that have been prepared.</summary>
    public required Func<ImageSet, CancellationToken, IDigitClassifier> Train { get; init; }

    /// <summary>Makes of MNIST's images what the classifier takes; null leaves them as they are.</summary>
    public Func<ImageSet, ImageSet>? Prepare { get; init; }

    /// <summary>Learn from the first so many images only; null for all.</summary>
    public int? Take { get; init; }

    /// <summary>Whether to classify the training images too; not where each would find itself in memory.</summary>
    public bool ReadsTrainingImages { get; init; } = true;

    /// <summary>How it was fitted, in words.</summary>
    public required string Fit { get; init; }

    /// <inheritdoc/>
    public override PaperOutcome Run(PaperRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var token = run.CancellationToken;
        var (train, test) = (Prepared(run.Train.Take(Take ?? int.MaxValue)), Prepared(run.Test));
        run.Progress?.Report(new PaperProgress(0, "fitting", Milestone: false));
        var classifier = Train(train, token);
        run.Progress?.Report(new PaperProgress(0.5, "reading", Milestone: false));
        var read = classifier.Read(test, token);
        double? trainError = ReadsTrainingImages ? ErrorPercent(classifier.Read(train, token)) : null;
        return new PaperOutcome(read, trainError, classifier.Parameters, classifier.MultiplyAdds,
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["classifier"] = classifier.Description,
                ["fit"] = Fit
            })
        {
            TrainImages = train.Count,
        };
    }

    private ImageSet Prepared(ImageSet images) => Prepare is null ? images : Prepare(images);
}
