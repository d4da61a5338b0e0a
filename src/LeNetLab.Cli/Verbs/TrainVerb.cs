namespace LeNetLab.Cli.Verbs;

/// <summary><c>lenet train</c>: its options, and what they mean to the trainer.</summary>
internal static class TrainVerb
{
    private const string Description = "Train LeNet-5 and write its weights.";

    private const string Examples = """
          lenet train                                       5 epochs, to lenet5.safetensors
          lenet train --epochs 20 --schedule cosine --augment mild --held-out 5000 --patience 5
          lenet train --recipe fast                         99 % of MNIST's test set within seconds, on two cores
          lenet train --activation relu --pooling max --output relu.safetensors
          lenet train --activation sigmoid --init xavier
          lenet train --checkpoint run.ckpt --epochs 50     stopped or killed, the same line goes on where it was
          lenet train --data builtin --limit 2000            small, to see it work
          lenet train --set emnist-letters --data ../emnist 26 letters instead of ten digits
          lenet train --data pictures                       classes of your own: pictures/NAME/*.png

        Ctrl-C stops after the step under way and writes the weights as they are; a second Ctrl-C kills.
        """;

    private const int FastEpochs = 2;
    private const double FastRate = 5e-3;
    private const string FastSchedule = "one-cycle", FastAugmentation = "planar";
    private const string FastActivation = "relu", FastPooling = "max", FastInitialization = "xavier";

    private static string FastDefaults => FormattableString.Invariant(
        $"--epochs {FastEpochs} --lr {FastRate} --schedule {FastSchedule} ")
        + $"--augment {FastAugmentation} --activation {FastActivation} --pooling {FastPooling} "
        + $"--init {FastInitialization}";

    public static Command Create()
    {
        var recipe = Options.Choice(
            "--recipe", $"fast has other defaults: {FastDefaults}. What you give yourself still applies.", "usual",
            "fast");
        var set = Options.Set();
        var data = Options.Data(pictures: true);
        var take = Options.OptionalWhole("--limit", "Use the first N training digits only.");
        var drawn = Options.Whole(
            "--drawn", "Train on N more digits, drawn by a program in hands of many countries.", 0, least: 0);
        var epochs = Options.Whole("--epochs", "Passes over the training digits.", 5);
        var batch = Options.Whole("--batch", "Images per step.", 64);
        var rate = Options.Number("--lr", "Learning rate.", 1e-3);
        var optimizer = Options.Choice("--optimizer", "The optimiser.", "adam", "adamw", "sgd");
        var schedule = Options.Choice("--schedule", "How the learning rate changes during the training.", "constant",
            "cosine", "one-cycle");
        var activation = Options.Choice("--activation", "The activation function.", "tanh", "relu", "sigmoid");
        var pooling = Options.Choice("--pooling", "How S2 and S4 pool.", "average", "max");
        var initial = Options.Choice("--init", "Initialisation: how the first weights are drawn.", "torch",
            "xavier", "keras");
        var distort = Options.Choice("--augment", "Augmentation: distort the images, differently in each epoch.",
            "none", "mild", "strong", "planar", "world");
        var decay = Options.Number("--weight-decay", "Weight decay.", 0, mayBeZero: true);
        var seed = Options.Whole("--seed", "Equal seeds give equal weights, bit for bit.", 1998, least: 0);
        var heldOut = Options.Whole(
            "--held-out", "Training digits to hold out; the epoch that is best on them is kept.", 0, least: 0);
        var patience = Options.OptionalWhole(
            "--patience", "Stop after N epochs without a better loss on the digits held out.");
        Option<string?> checkpoint = new("--checkpoint")
        {
            Description = "Save the state here after every epoch; an existing file is resumed.",
            HelpName = "FILE",
        };
        Option<string> output = new("--output", "-o")
        {
            Description = "Where the weights go (safetensors, as PyTorch reads them).",
            HelpName = "FILE",
            DefaultValueFactory = _ => "lenet5.safetensors",
        };
        Option<bool> overwrite = new("--overwrite")
        {
            Description = "Replace weights of an earlier run even if they may be better. Without it they are kept, " +
                "and the new ones get a name with a number.",
        };
        Fast(recipe, epochs, FastEpochs);
        Fast(recipe, rate, FastRate);
        Fast(recipe, schedule, FastSchedule);
        Fast(recipe, distort, FastAugmentation);
        Fast(recipe, activation, FastActivation);
        Fast(recipe, pooling, FastPooling);
        Fast(recipe, initial, FastInitialization);
        var backend = Options.Choice("--backend",
            "What trains: simd, on all cores, or torch; results differ only by rounding. auto is simd where it can.",
            BackendChoice.Words);
        var prepare = Options.Choice("--prepare",
            "How pictures of a folder are prepared: whole, or the character found in each as in mnist or emnist.",
            "whole", "mnist", "emnist");
        var device = Options.Device();
        var json = Options.Json();
        var verb = new Verb("train", Description, Examples)
        {
            recipe, set, data, take, drawn, epochs, batch, rate, optimizer, schedule, activation, pooling, initial,
            distort, decay, seed, heldOut, patience,
            backend, prepare, device, checkpoint, output, overwrite, json,
        };
        verb.Validators.Add(result =>
        {
            if (result.GetResult(patience) is not null && result.GetResult(heldOut) is null or { Implicit: true })
                result.AddError("--patience: expected --held-out N beside it, found none.");
        });
        verb.SetAction((result, cancellationToken) =>
        {
            var command = new TrainCommand
            {
                Set = result.GetValue(set)!,
                Data = result.GetValue(data),
                Take = result.GetValue(take),
                Drawn = result.GetValue(drawn),
                HeldOut = result.GetValue(heldOut),
                Output = result.GetValue(output)!,
                Overwrite = result.GetValue(overwrite),
                Network = new LeNet5Options(Enum.Parse<Activation>(result.GetValue(activation)!, ignoreCase: true),
                    Enum.Parse<Pooling>(result.GetValue(pooling)!, ignoreCase: true), result.GetValue(set)!.Classes,
                    Enum.Parse<Initialization>(result.GetValue(initial)!, ignoreCase: true)),
                Training = new TrainingOptions
                {
                    Epochs = result.GetValue(epochs),
                    BatchSize = result.GetValue(batch),
                    LearningRate = result.GetValue(rate),
                    Optimizer = Enum.Parse<OptimizerKind>(result.GetValue(optimizer)!, ignoreCase: true),
                    Schedule = ScheduleOf(result.GetValue(schedule)!),
                    Augmentation = RangesOf(result.GetValue(distort)!),
                    WeightDecay = result.GetValue(decay),
                    Seed = result.GetValue(seed),
                    Patience = result.GetValue(patience),
                    Checkpoint = result.GetValue(checkpoint),
                    Device = Options.DeviceOf(result.GetValue(device)!),
                },
                Backend = result.GetValue(backend)!,
                Prepare = Enum.Parse<Preparation>(result.GetValue(prepare)!, ignoreCase: true),
                CommandLine = Spell(result, set, take, drawn, epochs, batch, rate, optimizer, schedule, activation,
                    pooling, initial, distort, decay, seed, heldOut, patience, backend, device),
                Json = result.GetValue(json),
            };
            return command.RunAsync(new Screen(command.Json), cancellationToken);
        });
        return verb;
    }

    /// <summary>Gives an option another default where the recipe is fast.</summary>
    private static void Fast<T>(Option<string> recipe, Option<T> option, T value)
    {
        var usual = option.DefaultValueFactory!;
        // The word itself: to ask for the value of an option that was called wrongly is an error.
        option.DefaultValueFactory = result =>
            result.GetResult(recipe) is { Tokens: [{ Value: "fast" }] } ? value : usual(result);
    }

    private static LearningRateSchedule ScheduleOf(string word) => word switch
    {
        "cosine" => LearningRateSchedule.Cosine(),
        "one-cycle" => LearningRateSchedule.OneCycle(),
        _ => LearningRateSchedule.Constant,
    };

    private static DistortionRanges? RangesOf(string word) => word switch
    {
        "mild" => DistortionRanges.Mild,
        "strong" => DistortionRanges.Strong,
        "planar" => DistortionRanges.Planar,
        "world" => DistortionRanges.World,
        _ => null,
    };

    /// <summary>
    /// The call with everything that decides the weights, defaults included, since a default may change; but without
    /// paths, which mean nothing elsewhere.
    /// </summary>
    private static string Spell(ParseResult result, params Option[] options)
    {
        var words = new List<string> { "lenet train" };
        foreach (var option in options)
        {
            object? value = option switch
            {
                Option<int> whole => result.GetValue(whole),
                Option<int?> optional => result.GetValue(optional),
                Option<double> number => result.GetValue(number),
                Option<string> word => result.GetValue(word),
                // What is trained on without being asked for goes without saying.
                Option<DataSet> chosen =>
                    result.GetValue(chosen) is { } other && other != DataSetCatalog.Mnist ? other.Folder : null,
                _ => null,
            };
            if (value is not null) words.Add(FormattableString.Invariant($"{option.Name} {value}"));
        }

        return string.Join(' ', words);
    }
}
