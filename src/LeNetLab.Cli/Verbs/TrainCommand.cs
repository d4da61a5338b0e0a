namespace LeNetLab.Cli.Verbs;

/// <summary>Trains, tests, and writes the weights.</summary>
internal sealed class TrainCommand
{
    public required DataSet Set { get; init; }

    public required string? Data { get; init; }

    public required int? Take { get; init; }

    /// <summary>How many drawn digits are trained on beside those of the set.</summary>
    public required int Drawn { get; init; }

    public required int HeldOut { get; init; }

    public required string Output { get; init; }

    /// <summary>Whether weights of an earlier run are replaced whatever they are.</summary>
    public required bool Overwrite { get; init; }

    public required LeNet5Options Network { get; init; }

    public required TrainingOptions Training { get; init; }

    public required string Backend { get; init; }

    /// <summary>How a folder's pictures are prepared.</summary>
    public required Preparation Prepare { get; init; }

    public required string CommandLine { get; init; }

    public required bool Json { get; init; }

    public async Task<int> RunAsync(Screen screen, CancellationToken cancellationToken)
    {
        OutputFile.Probe(Output);
        if (Training.Checkpoint is { } checkpoint) OutputFile.Probe(checkpoint);

        var options = DigitSource.For(Data, Set, DigitSource.ToTrain(Take));
        var preparation = DigitSource.IsPictures(options) ? Prepare : Set.Preparation;
        var digits = await DigitSource.LoadAsync(
            screen, options, cancellationToken, preparation).ConfigureAwait(false);
        var (train, heldOut) = Split(digits.Train.Take(Take ?? int.MaxValue));
        if (train.Count < digits.Train.Count)
            screen.Say($"Training on {train.Count:N0} of " +
                $"them{(heldOut is null ? "" : Invariant($", {heldOut.Count:N0} held out"))}.");

        if (Drawn > 0) train = WithDrawn(train, cancellationToken);

        var plan = NetworkPlan.LeNet5(Network with { Classes = digits.Train.Classes });
        var network = new NetworkWeights(plan, Network.Initialization, Training.Seed)
        {
            ClassNames = digits.Train.ClassNames,
            Preparation = preparation,
        };
        var training = Training with { Backend = BackendChoice.ForTraining(screen, Backend, plan, train, Training) };
        var history = await screen.WithBarAsync("Training", bar => Task.Run(
            () =>
                Trainer.Fit(network, train, heldOut, training, new TrainingBar(screen, bar, training),
                    cancellationToken),
            CancellationToken.None)).ConfigureAwait(false);

        if (history.Stopped == StopReason.Cancelled) return Stopped(screen, network, history, digits);
        var test = digits.Test.Count == 0 ? null : await InferenceBar.RunAsync(
            screen, network, digits.Test, training.Backend, Training.Device, cancellationToken).ConfigureAwait(false);
        var written = Save(screen, network, history, digits, test);
        screen.Say(Summary(history));
        screen.Say(test is null ? $"Not tested: there are no test pictures. {DigitSource.HowToTest}"
            : $"Test accuracy {test.Accuracy * 100:0.00} % ({test.Mistakes().Count:N0} of {test.Count:N0} " +
                $"wrong), loss {test.CrossEntropy:0.0000}.");
        screen.Say($"Weights: {written}");
        if (Json) Screen.Write(Document(history, digits, test, written));
        return ExitCode.Fine;
    }

    private (ImageSet Train, ImageSet? HeldOut) Split(ImageSet all)
    {
        if (HeldOut == 0) return (all, null);
        if (HeldOut >= all.Count)
            throw new UserMistakeException(
                Invariant($"--held-out: expected fewer than the {all.Count:N0} training digits, found {HeldOut:N0}."));
        return all.Split(HeldOut, Training.Seed);
    }

    /// <summary>With drawn digits of a seed that the drawn training and test digits do not have.</summary>
    private ImageSet WithDrawn(ImageSet train, CancellationToken cancellationToken)
    {
        if (Set != DataSetCatalog.Mnist)
            throw new UserMistakeException($"--drawn: expected a set of MNIST's digits, found {Set.Name}.");
        var drawn = BuiltInDigits.Generate(Drawn, Training.Seed, cancellationToken);
        return new ImageSet([.. train.Pixels.Span, .. drawn.Pixels.Span],
            [.. train.Labels.Span, .. drawn.Labels.Span], name: $"{train.Name} and {drawn.Name}");
    }

    private int Stopped(Screen screen, NetworkWeights network, TrainingHistory history, DigitSets digits)
    {
        var written = Save(screen, network, history, digits, null);
        var which = HeldOut > 0 && history.Count > 0
            ? Invariant($"those of epoch {history.Best!.Epoch}, the best so far") : "as they were at that step";
        screen.Say($"Stopped in epoch {history.Count + 1} of {Training.Epochs}. Weights ({which}): {written}");
        if (Training.Checkpoint is { } checkpoint && File.Exists(checkpoint))
            screen.Say($"The same call goes on after epoch {history.Count}, from {checkpoint}.");
        if (Json) Screen.Write(Document(history, digits, null, written));
        return ExitCode.Cancelled;

    }

    private string Summary(TrainingHistory history)
    {
        if (history.Stopped == StopReason.NoImprovement)
            return Invariant($"No better loss on the digits held out for {Training.Patience} epochs: ") +
                Invariant($"stopped after {history.Count}, kept epoch {history.Best!.Epoch}.");
        return HeldOut > 0 ? Invariant($"Kept epoch {history.Best!.Epoch}, the best on the digits held out.")
            : Invariant($"{history.Count} of {Training.Epochs} epochs done.");
    }

    /// <returns>Where they are.</returns>
    private string Save(
        Screen screen, NetworkWeights network, TrainingHistory history, DigitSets digits, Predictions? test)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["command"] = CommandLine,
            ["seed"] = Training.Seed.ToString(CultureInfo.InvariantCulture),
            ["normalization"] = Invariant($"x = (v/255 - {Training.Normalization.Mean}) / ") + Invariant(
                $"{Training.Normalization.StandardDeviation}, 2 pixels of background around"),
            ["data"] = DigitSource.NameOf(digits),
            ["epochs"] = Invariant($"{history.Count} of {Training.Epochs}"),
        };
        if (test is not null) metadata["test_accuracy"] = Invariant($"{test.Accuracy}");
        var path = Overwrite ? Output : EarlierWeights.Keep(screen, Output, metadata);
        OutputFile.Guard(path, () => network.Save(path, metadata));
        return path;
    }

    private JsonObject Document(TrainingHistory history, DigitSets digits, Predictions? test, string path) => new()
    {
        ["command"] = CommandLine,
        ["data"] = DigitSource.NameOf(digits),
        ["backend"] = history.Backend,
        ["epochs"] = new JsonArray([.. history.Select(e => (JsonNode)new JsonObject
        {
            ["epoch"] = e.Epoch,
            ["learningRate"] = e.LearningRate,
            ["trainLoss"] = NumberOrNull(e.TrainLoss),
            ["trainAccuracy"] = NumberOrNull(e.TrainAccuracy),
            ["heldOutLoss"] = NumberOrNull(e.ValidationLoss),
            ["heldOutAccuracy"] = NumberOrNull(e.ValidationAccuracy),
            ["seconds"] = Math.Round(e.Seconds, 3),
        })]),
        ["stopped"] = history.Stopped switch
        {
            StopReason.Completed => "completed",
            StopReason.NoImprovement => "noImprovement",
            _ => "cancelled",
        },
        ["testAccuracy"] = test?.Accuracy,
        ["testLoss"] = test?.CrossEntropy,
        ["weights"] = Path.GetFullPath(path),
    };

    // JSON has no word for "not a number".
    private static JsonNode? NumberOrNull(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
