using System.Diagnostics;
using static System.FormattableString;

namespace LeNetLab.Benchmarks.Compare;

/// <summary>
/// Epochs of all contenders in turns: a first one of each, a second one of each, and so on. So whatever else the
/// machine does meets all of them alike.
/// </summary>
/// <param name="contenders">Makes them.</param>
/// <param name="rounds">How many rounds; null for as many as there is time for.</param>
/// <param name="watch">Runs since the program began.</param>
/// <param name="say">Told what comes in.</param>
internal sealed class Comparison(Contenders contenders, int? rounds, Stopwatch watch, Action<string> say)
{
    private const int LeastRounds = 3;
    private const int MostRounds = 9;
    private const int WarmUpCount = 2_048;

    // Seconds. An epoch that seems too long is run on a share of the digits, as many as fill a turn; a cheap one has
    // its three rounds whatever the time.
    private const double TooLong = 45;
    private const double Turn = 30;
    private const double Cheap = 12;

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(270);

    public IReadOnlyList<Entry> Run(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var entries = names.Select(name => new Entry(name)).ToList();
        foreach (var entry in entries) Try(entry, () => WarmUp(entry, cancellationToken));
        for (var round = 1; entries.Any(entry => entry.WhyNot is null) && GoesOn(round, entries); round++)
        {
            foreach (var entry in entries.Where(entry => entry.WhyNot is null && HasTurn(entry, round)))
                Try(entry, () => TakeTurn(entry, round, cancellationToken));
        }

        return entries;
    }

    private bool GoesOn(int round, IReadOnlyList<Entry> entries) => rounds is { } asked ? round <= asked
        : round <= LeastRounds || (round <= MostRounds && Fits(entries.Sum(LastTurn)));

    private bool HasTurn(Entry entry, int round) =>
        rounds is not null || round == 1 || LastTurn(entry) <= Cheap || Fits(LastTurn(entry));

    private bool Fits(double seconds) => watch.Elapsed + TimeSpan.FromSeconds(seconds) <= Time;

    private double LastTurn(Entry entry) =>
        entry.Epochs.Count == 0 ? 0 : entry.Epochs[^1].Seconds * entry.Count / contenders.DigitCount;

    /// <summary>Twice: the first pays for what is done once, the second tells how fast it is.</summary>
    private void WarmUp(Entry entry, CancellationToken cancellationToken)
    {
        say($"{entry.Name}: warming up");
        entry.Contender = contenders.Create(entry.Name);
        var all = contenders.DigitCount;
        var few = Math.Min(WarmUpCount, all);
        entry.Contender.Run(few, cancellationToken);
        var expected = entry.Contender.Run(few, cancellationToken).Seconds * all / few;
        entry.Count = rounds is null && expected > TooLong ? Math.Max(few, (int)(all * Turn / expected)) : all;
    }

    private void TakeTurn(Entry entry, int round, CancellationToken cancellationToken)
    {
        // What the one before has left behind is not cleared away at this one's expense.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var epoch = entry.Contender!.Run(entry.Count, cancellationToken);
        entry.Add(epoch with { Seconds = epoch.Seconds * contenders.DigitCount / entry.Count });
        say(Invariant($"round {round}  {entry.Name}: {entry.Epochs[^1].Seconds:0.00} s"));
    }

    private void Try(Entry entry, Action work)
    {
        try
        {
            work();
        }
        catch (ContenderException e)
        {
            entry.WhyNot = e.Message;
            say($"{entry.Name}: {e.Message}");
        }
    }
}
