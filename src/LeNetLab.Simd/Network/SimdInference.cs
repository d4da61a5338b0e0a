using System.Collections.Concurrent;

namespace LeNetLab.Simd.Network;

/// <summary>
/// Runs a network over sets of images, with the groups of lanes shared out over the cores. Its memory is kept from call
/// to call; several threads may call at once.
/// </summary>
/// <param name="weights">They may change between two calls.</param>
internal sealed unsafe class SimdInference(NetworkWeights weights) : IDisposable
{
    // Groups between two looks at the caller: some ten milliseconds of work.
    private const int GroupsAtATime = 160;

    // Fresh memory for each call would cost a single image as much as the network does.
    private static readonly ConditionalWeakTable<NetworkWeights, SimdInference> Kept = [];

    private readonly SimdNetwork _network = SimdNetwork.Create(weights);
    private readonly ConcurrentBag<SimdScratch> _free = [];

    /// <summary>The one of these weights, which lives as long as they do.</summary>
    public static SimdInference Of(NetworkWeights weights) => Kept.GetValue(weights, all => new SimdInference(all));

    /// <summary>The logits of every image, [N, classes].</summary>
    public float[] Run(
        ImageSet images, Normalization normalization, int padding, IProgress<int>? progress,
        CancellationToken cancellationToken)
    {
        var (classes, lanes) = (_network.Classes, _network.Lanes);
        var input = new SimdInput(_network.Levels[0], padding, normalization.ToTable(), lanes);
        _network.Changed();
        var logits = new float[images.Count * classes];
        var groups = (images.Count + lanes - 1) / lanes;
        for (var first = 0; first < groups; first += GroupsAtATime)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var end = Math.Min(groups, first + GroupsAtATime);
            if (end - first == 1) _free.Add(Read(first, TakeScratch()));
            else Parallel.For(first, end, TakeScratch, (group, _, scratch) => Read(group, scratch), _free.Add);
            progress?.Report(Math.Min(images.Count, end * lanes));
        }

        GC.KeepAlive(weights);
        return logits;

        SimdScratch TakeScratch()
        {
            var scratch = _free.TryTake(out var used) ? used : _network.CreateScratch(learns: false);
            // The last call's images may have had another background.
            input.Clear(scratch);
            return scratch;
        }

        SimdScratch Read(int group, SimdScratch scratch)
        {
            var start = group * lanes;
            var count = Math.Min(lanes, images.Count - start);
            for (var n = 0; n < count; n++) input.Keep(images.Image(start + n), scratch, n);
            input.Lay(scratch);
            _network.Forward(scratch);
            var outputs = scratch.Values[_network.Levels[^1].Index];
            for (var n = 0; n < count; n++)
                for (var c = 0; c < classes; c++) logits[(start + n) * classes + c] = outputs[c * lanes + n];
            return scratch;
        }
    }

    public void Dispose()
    {
        foreach (var scratch in _free) scratch.Dispose();
        _free.Clear();
        _network.Dispose();
    }
}
