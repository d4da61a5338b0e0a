using LeNetLab.Paper1998;

namespace LeNetLab.Cli.Verbs;

/// <summary><c>lenet reproduce</c>: the paper's table, run again.</summary>
internal static class ReproduceVerb
{
    private const string Description = "Run rows of the 1998 paper's table again, and keep what came out.";

    private const string Examples = """
          lenet reproduce --list                     every row, its published error, and what has been run
          lenet reproduce lenet-5 --seeds 3          LeNet-5 as published, three times
          lenet reproduce linear pairwise-linear
          lenet reproduce lenet-5 --limit 2000 --passes 3 --output /tmp/short      a short version, to see it work

        Each run writes one file; runs whose file exists are skipped. The same line resumes a stopped run after its last
        whole pass.
        """;

    public static Command Create()
    {
        var rows = new Argument<string[]>("ROW")
        {
            Description = "Rows to run; every row where none is named.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var seeds = Options.OptionalWhole(
            "--seeds", "Runs of each row, with the seeds 1 to N. Default: what the row is worth.");
        var take = Options.OptionalWhole("--limit", "Use the first N training digits only.");
        var passes = Options.OptionalWhole("--passes", "Passes over the training digits. Default: the paper's 20.");
        var data = Options.Data();
        var output = new Option<string?>("--output")
        {
            Description = "Folder for the results. Default: data/results of the clone, for whole runs on MNIST.",
            HelpName = "DIR"
        };
        var weights = new Option<string?>("--weights")
        {
            Description = "Also write the weights of LeNet-5's last run, for LeNet5Original.",
            HelpName = "FILE"
        };
        var list = new Option<bool>("--list") { Description = "Only say which rows there are, and what has been run." };
        var verb = new Verb("reproduce", Description, Examples) { rows, seeds, take, passes, data, output,
            weights, list };
        verb.SetAction((result, cancellationToken) => new ReproduceCommand
        {
            Rows = Chosen(result.GetValue(rows) ?? []),
            Seeds = result.GetValue(seeds),
            Take = result.GetValue(take),
            Passes = result.GetValue(passes),
            Data = result.GetValue(data),
            OutputOption = result.GetValue(output),
            Weights = result.GetValue(weights),
        }.RunAsync(result.GetValue(list), cancellationToken));
        return verb;
    }

    private static IReadOnlyList<PaperRow> Chosen(string[] keys) =>
        keys.Length == 0 ? PaperTable.All : [.. keys.Select(key =>
            PaperTable.Find(key) ?? throw new UserMistakeException($"ROW: expected a row of lenet reproduce --list, " +
                $"such as {string.Join(", ", LikeIt(key))}, found '{key}'."))];

    /// <summary>The rows whose names begin most like it.</summary>
    private static IEnumerable<string> LikeIt(string key) => PaperTable.All.Select(row => row.Key)
        .OrderByDescending(known => known.AsSpan().CommonPrefixLength(key)).ThenBy(known => known.Length).Take(3);
}
