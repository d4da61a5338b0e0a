using System.Collections.Concurrent;
using LeNetLab.Data;

namespace LeNetLab.Models.Lanes;

/// <summary>Runs LeNet-5 over a set of images, with the groups of lanes shared out over the cores.</summary>
internal static unsafe class LaneInference
{
    // Groups between two looks at the caller: a few milliseconds of work.
    private const int GroupsAtATime = 16;

    /// <summary>Whether a network and images are of the kind that this is made for.</summary>
    public static bool CanTake(LeNet5 model, ImageSet images, int padding) =>
        LaneInput.CanTake(images, padding) && LaneWeights.CanTake(model);

    /// <summary>The logits of every image, [N, classes].</summary>
    public static float[] Run(
        LaneWeights weights, LeNet5Options options, ImageSet images, Normalization normalization, IProgress<int>? progress,
        CancellationToken cancellationToken)
    {
        using var network = LaneNetwork.Create(weights, options);
        var input = new LaneInput(images.Height, normalization, network.Lanes);
        var classes = options.Classes;
        var logits = new float[images.Count * classes];
        var groups = (images.Count + network.Lanes - 1) / network.Lanes;
        var free = new ConcurrentBag<LaneScratch>();
        try
        {
            for (var first = 0; first < groups; first += GroupsAtATime)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var end = Math.Min(groups, first + GroupsAtATime);
                if (end - first == 1) free.Add(Read(first, TakeScratch()));
                else Parallel.For(first, end, TakeScratch, (group, _, scratch) => Read(group, scratch), free.Add);
                progress?.Report(Math.Min(images.Count, end * network.Lanes));
            }
        }
        finally
        {
            foreach (var scratch in free) scratch.Dispose();
        }

        return logits;

        LaneScratch TakeScratch()
        {
            if (free.TryTake(out var used)) return used;
            var scratch = network.CreateScratch();
            input.Clear(scratch);
            return scratch;
        }

        LaneScratch Read(int group, LaneScratch scratch)
        {
            var start = group * network.Lanes;
            var count = Math.Min(network.Lanes, images.Count - start);
            for (var n = 0; n < count; n++) input.Write(images.Image(start + n), scratch, n);
            network.Forward(scratch);
            for (var n = 0; n < count; n++)
                for (var c = 0; c < classes; c++) logits[(start + n) * classes + c] = scratch.Output[c * network.Lanes + n];
            return scratch;
        }
    }
}
