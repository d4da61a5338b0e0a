using System.Diagnostics;
using LeNetLab.Simd.Network;
using LeNetLab.Training;

namespace LeNetLab.Course.Speed;

/// <summary>One piece of a training step's work on one core.</summary>
/// <param name="Layer">The layer with weights.</param>
/// <param name="Pass">What it computes there: forward, or backward.</param>
/// <param name="Operations">Floating-point operations of its multiply-adds for one image, each counted as two.</param>
/// <param name="Intensity">Operations for each byte that must be read or written at least.</param>
/// <param name="Gigaflops">Billions of operations a second that it reached; the squashing is in the time and
/// not in the count.</param>
public sealed record KernelTiming(string Layer, string Pass, double Operations, double Intensity, double Gigaflops)
{
    /// <summary>Microseconds for one image.</summary>
    public double Microseconds => Operations / Gigaflops / 1e3;
}

/// <summary>How near the pieces of a network's arithmetic come to what the processor can do.</summary>
public static class KernelProfile
{
    private const int Tries = 9;

    /// <summary>
    /// Times each piece by itself, on one core: the median of a few tries, some hundredths of a second in all.
    /// </summary>
    public static IReadOnlyList<KernelTiming> Measure(PlannedNetwork model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Measure(NetworkWeights.Of(model));
    }

    /// <inheritdoc cref="Measure(PlannedNetwork)"/>
    public static IReadOnlyList<KernelTiming> Measure(NetworkWeights weights)
    {
        using var network = SimdNetwork.Create(weights);
        using var scratch = network.CreateScratch();
        using var batch = new SimdBatch(network, network.Lanes);
        // Ink everywhere: what is background would be left out.
        var input = new SimdInput(network.Levels[0], padding: 0, Normalization.Mnist.ToTable(), network.Lanes);
        input.Clear(scratch);
        var image = new byte[network.Levels[0].Units];
        new Random(1).NextBytes(image);
        for (var lane = 0; lane < network.Lanes; lane++) input.Keep(image, scratch, lane);
        input.Lay(scratch);
        network.Forward(scratch);
        network.Backward(scratch, batch, 0, new byte[network.Lanes], 1f / network.Lanes, LossKind.CrossEntropy);
        IReadOnlyList<KernelTiming> times =
            [.. SimdPiece.Of(network, scratch, batch).Select(piece => Time(piece, network.Lanes))];
        GC.KeepAlive(weights);
        return times;
    }

    private static KernelTiming Time(SimdPiece piece, int lanes)
    {
        // As often as it takes to be far above the clock's grain.
        var repeats = (int)Math.Max(1, 20_000_000 / piece.Operations);
        piece.Run();
        var seconds = new double[Tries];
        for (var i = 0; i < Tries; i++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var r = 0; r < repeats; r++) piece.Run();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds / repeats;
        }

        Array.Sort(seconds);
        return new KernelTiming(
            piece.Layer, piece.Pass, (double)piece.Operations / lanes, (double)piece.Operations / piece.Bytes,
            piece.Operations / seconds[Tries / 2] / 1e9);
    }
}
