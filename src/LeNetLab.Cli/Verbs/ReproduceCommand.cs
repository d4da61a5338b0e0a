using System.Diagnostics;
using LeNetLab.Paper1998;
using LeNetLab.Paper1998.Networks;
using LeNetLab.Paper1998.OnlineSgd;

namespace LeNetLab.Cli.Verbs;

/// <summary>One call of <c>lenet reproduce</c>.</summary>
internal sealed class ReproduceCommand
{
    private const string SeedKey = "run";

    public required IReadOnlyList<PaperRow> Rows { get; init; }

    public int? Seeds { get; init; }

    public int? Take { get; init; }

    public int? Passes { get; init; }

    public string? Data { get; init; }

    /// <summary>Where results go; null for those of the clone.</summary>
    public string? OutputOption { get; init; }

    public string? Weights { get; init; }

    private string Output => OutputOption ?? Path.Combine(Repository.Find().Root, "data", "results");

    public async Task<int> RunAsync(bool onlyList, CancellationToken cancellationToken)
    {
        var screen = new Screen(json: false);
        if (onlyList) return List(screen);
        OutputFile.Probe(Path.Combine(Output, "probe.json"));
        if (Weights is not null) OutputFile.Probe(Weights);
        var digits = await DigitSource.LoadAsync(screen, DigitSource.For(Data),
            cancellationToken).ConfigureAwait(false);
        if (WhyNotThePapers(digits) is { } reason)
        {
            if (OutputOption is null) throw new UserMistakeException($"{reason}, and the clone's results are those " +
                "of the paper's recipe on MNIST. Name another folder with --output.");
            screen.Say($"{reason}: what comes out cannot be held against the paper.");
        }

        foreach (var row in Rows.Select(Shortened))
        {
            for (var seed = 1; seed <= (Seeds ?? row.Seeds); seed++)
            {
                var path = Path.Combine(Output, PaperResult.FileName(row.Key, seed));
                if (!File.Exists(path) || (seed == (Seeds ?? row.Seeds) && WantsWeights(row) && !HasWeights(seed)))
                    await RunAsync(screen, row, digits, seed, path, cancellationToken).ConfigureAwait(false);
                else screen.Say($"{row.Key}, seed {seed}: there already ({path})");
                // Also what a run left that was killed after it had written its result.
                foreach (var left in Directory.EnumerateFiles(Output, $"{Checkpoint(row, seed)}*")) File.Delete(left);
            }
        }

        return ExitCode.Fine;
    }

    /// <summary>Why these runs are not the paper's, or null: they must not mix with its results.</summary>
    private string? WhyNotThePapers(DigitSets digits)
    {
        if (digits.Origin == DigitsOrigin.BuiltIn) return "These digits are not MNIST";
        if ((digits.Train.Count, digits.Test.Count) != (60_000, 10_000))
            return $"This is not the whole of MNIST ({digits.Train.Count} and {digits.Test.Count} digits)";
        if (Take is not null) return "--limit leaves training digits out";
        return Passes is null ? null : "--passes changes the schedule";
    }

    private int List(Screen screen)
    {
        var results = Directory.Exists(Output) ? PaperResults.Read(Output) : null;
        screen.Say("row                        paper      here   runs");
        foreach (var row in Rows)
        {
            var error = results?.TestError(row.Key);
            screen.Say($"{row.Key,-24}  {Percent(row.PublishedErrorPercent),6}  {Percent(error?.Mean),8}   " +
                $"{results?[row.Key].Count ?? 0,4}   {row.Title}");
        }

        return ExitCode.Fine;
    }

    private static string Checkpoint(PaperRow row, int seed) => $".{PaperResult.FileName(row.Key, seed)}.checkpoint";

    private async Task RunAsync(
        Screen screen, PaperRow row, DigitSets digits, int seed, string path, CancellationToken cancellationToken)
    {
        screen.Say($"{row.Key}, seed {seed}: {row.Title}");
        var checkpoint = Path.Combine(Output, Checkpoint(row, seed));
        var watch = Stopwatch.StartNew();
        var outcome = await screen.WithBarAsync(row.Key, bar => Task.Run(
            () => row.Run(new PaperRun(digits.Train.Take(Take ?? int.MaxValue), digits.Test, seed, checkpoint,
                new Report(screen, bar), cancellationToken)),
            cancellationToken)).ConfigureAwait(false);
        var result = PaperResult.Of(row, seed, outcome, DigitSource.NameOf(digits), watch.Elapsed.TotalSeconds);
        // The result last: a run that has one is done.
        if (WantsWeights(row)) SaveWeights((NetworkRow)row, digits, seed, checkpoint);
        if (!File.Exists(path)) OutputFile.Guard(Output, () => result.Write(Output));
        screen.Say(
            $"  test error {Percent(result.TestErrorPercent)}, training error {Percent(result.TrainErrorPercent)}");
    }

    private void SaveWeights(NetworkRow row, DigitSets digits, int seed, string checkpoint)
    {
        // All passes are in the checkpoint, so nothing is learnt again.
        var (trained, _) = row.Train(
            new PaperRun(digits.Train.Take(Take ?? int.MaxValue), digits.Test, seed, checkpoint));
        using var model = new LeNet5Original();
        PublishedWeights.Copy(trained, model);
        OutputFile.Guard(Weights!, () => ModelWeights.Save(model, Weights!, [new(SeedKey, Mark(seed))]));
    }

    private bool WantsWeights(PaperRow row) => Weights is not null && row is NetworkRow { Key: PaperTable.LeNet5Key };

    /// <summary>Whether the file of weights is that of this run.</summary>
    private bool HasWeights(int seed)
    {
        try
        {
            return File.Exists(Weights) && SafeTensorsFile.Read(Weights).Metadata.TryGetValue(SeedKey, out var found)
                && found == Mark(seed);
        }
        catch (SafeTensorsFormatException)
        {
            return false;
        }
    }

    private static string Mark(int seed) => $"{PaperTable.LeNet5Key}, seed {seed}";

    private PaperRow Shortened(PaperRow row) => Passes is { } passes && row is NetworkRow network
        ? network.WithPasses(passes) : row;

    private static string Percent(double? value) => value is { } v ? FormattableString.Invariant($"{v:0.00} %") : "–";

    private sealed class Report(Screen screen, IBar bar) : IProgress<PaperProgress>
    {
        void IProgress<PaperProgress>.Report(PaperProgress value)
        {
            bar.Set(value.Share, value.Text);
            if (value.Milestone) screen.Say($"  {value.Text}");
        }
    }
}
