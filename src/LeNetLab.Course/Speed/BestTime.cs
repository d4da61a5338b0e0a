using System.Diagnostics;

namespace LeNetLab.Course.Speed;

/// <summary>The time that a piece of work takes when nothing disturbs it.</summary>
internal static class BestTime
{
    /// <summary>Seconds of the best of a few tries, after one that does not count.</summary>
    /// <param name="work">What is timed.</param>
    /// <param name="tries">How many tries.</param>
    /// <param name="repeats">How often a try does it, for work that is short beside the clock's grain.</param>
    public static double Of(Action work, int tries, int repeats = 1)
    {
        work();
        var best = double.PositiveInfinity;
        for (var i = 0; i < tries; i++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var r = 0; r < repeats; r++) work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds / repeats);
        }

        return best;
    }
}
