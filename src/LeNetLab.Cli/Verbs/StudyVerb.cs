using LeNetLab.Course.Studies;

namespace LeNetLab.Cli.Verbs;

/// <summary><c>lenet study</c>: the long runs that two notebooks show.</summary>
internal static class StudyVerb
{
    private const string Description =
        "Make the long runs that two notebooks show: cures of overfitting, and readers of about the same size.";

    private const string Examples = """
          lenet study                              all of them, two seeds each, to studies.json
          lenet study --study cures --seeds 1      one study, each run once

        Stopped or killed, the same line goes on with the runs that are missing.
        """;

    public static Command Create()
    {
        var data = Options.Data();
        var seeds = Options.Whole("--seeds", "How often each is trained: with the seeds 1 to N.", 2);
        var study = Options.Choice("--study", "One of them alone.", ["all", Trial.Cures, Trial.Readers]);
        Option<string> output = new("--output", "-o")
        {
            Description = "The results file. Runs that are in it are not done again.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "studies.json",
        };
        var verb = new Verb("study", Description, Examples) { data, seeds, study, output };
        verb.SetAction(async (result, cancellationToken) =>
        {
            var (screen, path, which) = (new Screen(json: false), result.GetValue(output)!, result.GetValue(study)!);
            OutputFile.Probe(path);
            var options = DigitSource.For(result.GetValue(data), drawn: DigitSource.ToTrain(null));
            var digits = await DigitSource.LoadAsync(screen, options, cancellationToken).ConfigureAwait(false);
            var trials = Trial.All.Where(t => which == "all" || t.Study == which).ToList();
            TrialResults.Run(digits, path, trials, result.GetValue(seeds), run => screen.Say(
                $"{run.Study}: {run.Name}, {run.Digits:N0} digits, seed {run.Seed}: " +
                Invariant($"{run.TestAccuracy * 100:0.00} %   {run.Seconds:0.0} s")), cancellationToken);
            screen.Say(cancellationToken.IsCancellationRequested
                ? "Stopped. The same call goes on where it was." : $"Results: {path}");
            return cancellationToken.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Fine;
        });
        return verb;
    }
}
