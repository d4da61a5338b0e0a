using System.Diagnostics;

namespace LeNetLab.Simd.Training;

/// <summary>
/// How many workers to use: found by trying, again and again, because another process may come or go. It costs nothing
/// but time which number is used, since the weights come out the same, bit for bit.
/// </summary>
internal sealed class WorkerChoice
{
    private const int Warmup = 8, Tries = 5, Period = 2_000;

    private readonly WorkerTeam _team;
    private readonly int[] _candidates;
    private readonly double[] _least;
    private int _step = -Warmup;
    private int _best;
    private long _began;

    /// <param name="team">Who works.</param>
    /// <param name="most">Workers that there is work for.</param>
    public WorkerChoice(WorkerTeam team, int most)
        : this(team, [.. Candidates(Math.Min(team.Size, most))])
    {
    }

    private WorkerChoice(WorkerTeam team, int[] candidates) =>
        (_team, _candidates, _least) = (team, candidates, new double[candidates.Length]);

    /// <summary>No choice: the whole team, always.</summary>
    public static WorkerChoice All(WorkerTeam team) => new(team, [team.Size]);

    /// <summary>Before a step.</summary>
    public void Begin()
    {
        _team.Workers = _candidates[Trying is var (candidate, _) ? candidate : _best];
        _began = Stopwatch.GetTimestamp();
    }

    /// <summary>After a full step.</summary>
    public void End()
    {
        if (Trying is var (candidate, attempt))
        {
            // The least: a step that another process held up tells little of those that follow.
            var seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
            _least[candidate] = attempt == 0 ? seconds : Math.Min(_least[candidate], seconds);
            if (candidate == _candidates.Length - 1 && attempt == Tries - 1)
                _best = Array.IndexOf(_least, _least.Min());
        }

        _step = _step == Period - 1 ? 0 : _step + 1;
    }

    // All, half of them, and so on down to one.
    private static IEnumerable<int> Candidates(int most)
    {
        for (var workers = most; workers > 1; workers /= 2) yield return workers;
        yield return 1;
    }

    // The candidates take turns, so that a disturbance meets them alike.
    private (int Candidate, int Attempt)? Trying =>
        _candidates.Length > 1 && _step >= 0 && _step < _candidates.Length * Tries
            ? (_step % _candidates.Length, _step / _candidates.Length)
            : null;
}
