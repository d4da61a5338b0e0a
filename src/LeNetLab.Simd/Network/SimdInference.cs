using System.Collections.Concurrent;
using LeNetLab.Data;
using LeNetLab.Models;

namespace LeNetLab.Simd.Network;

/// <summary>
/// Runs LeNet-5 over sets of images, with the groups of lanes shared out over the cores. Its memory is kept from call
/// to call; several threads may call at once.
/// </summary>
/// <param name="weights">They may change between two calls. The caller disposes them, after this.</param>
/// <param name="options">The network's choices.</param>
internal sealed unsafe class SimdInference(SimdWeights weights, LeNet5Options options) : IDisposable
{
    // Groups between two looks at the caller: a few milliseconds of work.
    private const int GroupsAtATime = 16;

    private readonly SimdNetwork _network = SimdNetwork.Create(weights, options);
    private readonly ConcurrentBag<SimdScratch> _free = [];

    /// <summary>The logits of every image, [N, classes].</summary>
    public float[] Run(ImageSet images, Normalization normalization, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var input = new SimdInput(images.Height, normalization, _network.Lanes);
        var logits = new float[images.Count * options.Classes];
        var groups = (images.Count + _network.Lanes - 1) / _network.Lanes;
        for (var first = 0; first < groups; first += GroupsAtATime)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var end = Math.Min(groups, first + GroupsAtATime);
            if (end - first == 1) _free.Add(Read(first, TakeScratch()));
            else Parallel.For(first, end, TakeScratch, (group, _, scratch) => Read(group, scratch), _free.Add);
            progress?.Report(Math.Min(images.Count, end * _network.Lanes));
        }

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
            var start = group * _network.Lanes;
            var count = Math.Min(_network.Lanes, images.Count - start);
            for (var n = 0; n < count; n++) input.Write(images.Image(start + n), scratch, n);
            _network.Forward(scratch);
            for (var n = 0; n < count; n++)
                for (var c = 0; c < options.Classes; c++)
                    logits[(start + n) * options.Classes + c] = scratch.Output[c * _network.Lanes + n];
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
