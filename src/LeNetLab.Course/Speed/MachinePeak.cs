using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using LeNetLab.Simd.Kernels;
using LeNetLab.Simd.Network;
using LeNetLab.Simd.Training;

namespace LeNetLab.Course.Speed;

/// <summary>
/// What the processor could do at best: the two lines of a roofline (Williams, Waterman and Patterson 2009).
/// </summary>
public static class MachinePeak
{
    private const int Tries = 7;
    private const int Rounds = 400_000;
    private const int BigFloats = 16 << 20;

    /// <summary>Floats in the widest register: 16, 8 or 4.</summary>
    public static int Lanes => SimdNetwork.BestLanes;

    /// <summary>
    /// Billions of floating-point operations a second, of single precision: multiply-adds on registers alone, each
    /// counted as two. The best of a few tries, some hundredths of a second in all.
    /// </summary>
    /// <param name="workers">Threads at work at once, 1 or more.</param>
    public static double Gigaflops(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        return 2.0 * PerRun * workers / Best(workers, _ => Run()) / 1e9;
    }

    /// <summary>Seconds that so many multiply-adds take on registers alone, once and not the best of tries.</summary>
    /// <param name="workers">Threads that share them, 1 or more.</param>
    /// <param name="multiplyAdds">How many, of single precision.</param>
    public static double Seconds(int workers, double multiplyAdds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        using var team = new WorkerTeam(workers);
        var runs = Math.Max(workers, (int)Math.Round(multiplyAdds / PerRun));
        var began = Stopwatch.GetTimestamp();
        team.Run(runs, (_, _) => Run());
        return Stopwatch.GetElapsedTime(began).TotalSeconds * multiplyAdds / PerRun / runs;
    }

    // Multiply-adds of one run.
    private static double PerRun => (double)Rounds * Lanes switch
    {
        16 => PeakKernel<Simd512, Vector512<float>>.PerRound,
        8 => PeakKernel<Simd256, Vector256<float>>.PerRound,
        _ => PeakKernel<Simd128, Vector128<float>>.PerRound,
    };

    private static void Run() => _ = Lanes switch
    {
        16 => PeakKernel<Simd512, Vector512<float>>.Run(Rounds),
        8 => PeakKernel<Simd256, Vector256<float>>.Run(Rounds),
        _ => PeakKernel<Simd128, Vector128<float>>.Run(Rounds),
    };

    /// <summary>
    /// Billions of bytes a second that can be read from main memory: the sum of an array too large for any cache.
    /// </summary>
    /// <param name="workers">Threads at work at once, 1 or more.</param>
    public static double Gigabytes(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        var numbers = new float[BigFloats];
        Array.Fill(numbers, 1);
        var share = BigFloats / workers;
        return 4.0 * share * workers / Best(workers,
            worker => _ = TensorPrimitives.Sum<float>(numbers.AsSpan(worker * share, share))) / 1e9;
    }

    private static double Best(int workers, Action<int> work)
    {
        using var team = new WorkerTeam(workers);
        return BestTime.Of(() => team.Run(workers, (item, _) => work(item)), Tries);
    }
}
