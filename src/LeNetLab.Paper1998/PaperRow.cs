namespace LeNetLab.Paper1998;

/// <summary>A classifier of the paper's table, or a change of LeNet-5 that one wants to know the price of.</summary>
public abstract record PaperRow
{
    /// <summary>Its name on the command line and in file names: small letters, digits and hyphens.</summary>
    public required string Key { get; init; }

    /// <summary>What a reader calls it, as the paper's Fig. 9 does.</summary>
    public required string Title { get; init; }

    /// <summary>The paper's test error in per cent (Fig. 9); null where the paper has no such row.</summary>
    public double? PublishedErrorPercent { get; init; }

    /// <summary>
    /// The key of the row of Fig. 9 that this one changes in a thing or two, to explain a difference; null where it is
    /// no such change.
    /// </summary>
    public string? Explains { get; init; }

    /// <summary>Whether it learns from distorted copies too.</summary>
    public bool Distortions { get; init; }

    /// <summary>Runs with different seeds that are worth their time; 1 where nothing is drawn.</summary>
    public int Seeds { get; init; } = 1;

    private protected static double ErrorPercent(Predictions predictions) =>
        100.0 * predictions.Mistakes().Count / predictions.Count;

    /// <summary>Learns and reads.</summary>
    /// <exception cref="OperationCanceledException">It was stopped; what it kept lets the next call go on.</exception>
    public abstract PaperOutcome Run(PaperRun run);
}

/// <summary>What a row is run on.</summary>
/// <param name="Train">Images to learn from, as MNIST has them.</param>
/// <param name="Test">Images to be read.</param>
/// <param name="Seed">Decides everything that is drawn.</param>
/// <param name="Checkpoint">A file for what must be kept to go on after being killed; null for none.</param>
/// <param name="Progress">Told how far it is.</param>
/// <param name="CancellationToken">Stops it.</param>
public sealed record PaperRun(ImageSet Train, ImageSet Test, int Seed, string? Checkpoint = null,
    IProgress<PaperProgress>? Progress = null, CancellationToken CancellationToken = default);

/// <summary>How far a run is.</summary>
/// <param name="Share">0 to 1.</param>
/// <param name="Text">What it has come to, in a few words.</param>
/// <param name="Milestone">Whether the text is worth a line of its own.</param>
public sealed record PaperProgress(double Share, string Text, bool Milestone);

/// <summary>What a run came to.</summary>
/// <param name="Test">The test images as they were read.</param>
/// <param name="TrainErrorPercent">Per cent of training images misread at the end; null if not measured.</param>
/// <param name="Parameters">Trainable numbers, or numbers that must be kept.</param>
/// <param name="MultiplyAdds">Multiply-adds to read one image.</param>
/// <param name="Settings">What was chosen, in words.</param>
public sealed record PaperOutcome(Predictions Test, double? TrainErrorPercent, long Parameters, long MultiplyAdds,
    IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>Test images read wrong after each pass, of 100.</summary>
    public IReadOnlyList<double> TestErrorByPass { get; init; } = [];

    /// <summary>Training patterns read wrong in each pass, of 100.</summary>
    public IReadOnlyList<double> TrainErrorByPass { get; init; } = [];

    /// <summary>Images learnt from.</summary>
    public required int TrainImages { get; init; }

    /// <summary>Seconds that all passes took, those before a restart too; null where there are no passes.</summary>
    public double? SecondsOfPasses { get; init; }
}
