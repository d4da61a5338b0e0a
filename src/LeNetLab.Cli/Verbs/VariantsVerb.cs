using LeNetLab.Course.Variants;

namespace LeNetLab.Cli.Verbs;

/// <summary><c>lenet variants</c>: the LeNets of several tutorials, trained alike.</summary>
internal static class VariantsVerb
{
    private const string Description =
        "Train the LeNets of several tutorials in the same way, with several seeds, and compare them.";

    private const string Examples = """
          lenet variants                           all of them, three seeds each, to variants.json
          lenet variants --variant d2l --seeds 1   one of them, once
          lenet variants --data builtin --limit 2000 --epochs 2 --output small.json

        Stopped or killed, the same line goes on where it was.
        """;

    public static Command Create()
    {
        var data = Options.Data();
        var take = Options.OptionalWhole("--limit", "Use the first N training digits only.");
        var epochs = Options.Whole("--epochs", "Passes over the training digits.", 5);
        var seeds = Options.Whole("--seeds", "How often each is trained: with the seeds 1 to N.", 3);
        var variant = Options.Choice("--variant", "One of them alone.",
            ["all", .. LeNetVariants.All.Select(v => v.Key)]);
        Option<string> output = new("--output", "-o")
        {
            Description = "The results file. Runs that are in it are not done again.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "variants.json",
        };
        var verb = new Verb("variants", Description, Examples) { data, take, epochs, seeds, variant, output };
        verb.SetAction((result, cancellationToken) => RunAsync(new Screen(json: false), result.GetValue(data),
            result.GetValue(take), result.GetValue(epochs), result.GetValue(seeds), result.GetValue(variant)!,
            result.GetValue(output)!, cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(Screen screen, string? data, int? take, int epochs, int seeds, string which,
        string output, CancellationToken cancellationToken)
    {
        OutputFile.Probe(output);
        var options = DigitSource.For(data, drawn: DigitSource.ToTrain(take));
        var digits = await DigitSource.LoadAsync(screen, options, cancellationToken).ConfigureAwait(false);
        var training = new TrainingOptions
        {
            Epochs = epochs,
            LearningRate = 0.002,
            Schedule = LearningRateSchedule.Cosine()
        };
        var study = new VariantStudy(digits with { Train = digits.Train.Take(take ?? int.MaxValue) }, training, output);
        screen.Say($"All alike: {study.Results.Training}.");

        foreach (var variant in LeNetVariants.All.Where(v => which == "all" || v.Key == which))
        {
            for (var seed = 1; seed <= seeds; seed++)
            {
                if (!await RunOneAsync(screen, study, variant, seed, cancellationToken).ConfigureAwait(false))
                {
                    screen.Say("Stopped. The same call goes on where it was.");
                    return ExitCode.Cancelled;
                }
            }
        }

        Show(screen, study.Results);
        screen.Say($"Results: {output}");
        return ExitCode.Fine;
    }

    /// <returns>False where it was cancelled.</returns>
    private static async Task<bool> RunOneAsync(
        Screen screen, VariantStudy study, LeNetVariant variant, int seed, CancellationToken cancellationToken)
    {
        var name = Invariant($"{variant.Name}, seed {seed}");
        if (study.Find(variant, seed) is { } there)
        {
            screen.Say($"{name}: {there.Accuracy * 100:0.00} % (already done)");
            return true;
        }

        var run = await screen.WithBarAsync(name, bar => Task.Run(
            () => study.Run(variant, seed, new VariantBar(bar, name), cancellationToken),
            CancellationToken.None)).ConfigureAwait(false);
        if (run is null) return false;
        screen.Say(
            $"{name}: {run.Accuracy * 100:0.00} %, {run.Wrong:N0} wrong, loss {run.Loss:0.0000}   {run.Seconds:0.0} s");
        return true;
    }

    private static void Show(Screen screen, VariantResults results)
    {
        screen.Say();
        foreach (var summary in results.Summaries())
            screen.Say($"{summary.Variant,-12} {summary.Accuracy,16}   {summary.Parameters,8:N0} parameters   " +
                $"{summary.MultiplyAdds,9:N0} multiply-adds   {summary.Runs} runs");
    }

    private sealed class VariantBar(IBar bar, string name) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => bar.Set(
            (value.Epoch - 1 + ((double)value.Step / value.Steps)) / value.Epochs,
            Invariant($"{name}   epoch {value.Epoch} of {value.Epochs}   loss {value.Loss:0.0000}"));
    }
}
