using System.Globalization;
using System.Text;
using static System.FormattableString;

namespace LeNetLab.Benchmarks.Compare;

/// <summary>A comparison as a table to read.</summary>
internal static class ComparisonTable
{
    private static readonly string[] Heads = ["contender", "threads", "rounds", "median s", "from", "to",
        "ratio", "loss"];

    public static string Of(IReadOnlyList<Entry> entries, int digitCount)
    {
        var ours = entries.FirstOrDefault(entry => entry.Name == Contenders.Ours)?.Seconds;
        var rows = entries.Where(entry => entry.Seconds is not null).Select(entry => Row(entry, ours)).ToList();
        var text = new StringBuilder();
        if (rows.Count > 0) Append(text, [Heads, .. rows]);
        foreach (var entry in entries) text.AppendLine(Note(entry, digitCount));
        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<string[]> rows)
    {
        var widths = Heads.Select((_, column) => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
        {
            text.Append(row[0].PadRight(widths[0]));
            for (var column = 1; column < row.Length; column++)
                text.Append("  ").Append(row[column].PadLeft(widths[column]));
            text.AppendLine();
        }

        text.AppendLine();
    }

    private static string[] Row(Entry entry, double? ours) =>
    [
        entry.Name, Invariant($"{entry.Contender!.Threads}"), Invariant($"{entry.Epochs.Count}"),
        Seconds(entry.Seconds!.Value), Seconds(entry.Epochs.Min(e => e.Seconds)),
        Seconds(entry.Epochs.Max(e => e.Seconds)),
        ours is null ? "" : Seconds(entry.Seconds.Value / ours.Value),
        double.IsNaN(entry.Epochs[^1].Loss) ? "" : Invariant($"{entry.Epochs[^1].Loss:0.000}"),
    ];

    private static string Note(Entry entry, int digitCount) => entry.WhyNot is { } reason
        ? $"{entry.Name} is unavailable: {reason}."
        : Invariant($"{entry.Name}: {entry.Contender!.Description}")
            + (entry.Count < digitCount
                ? Invariant($"; run on {entry.Count:N0} digits, and its times scaled to {digitCount:N0}") : "");

    private static string Seconds(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
