using System.Runtime.CompilerServices;
using LeNetLab.Data;
using LeNetLab.Models;
using LeNetLab.Simd;
using LeNetLab.Simd.Network;
using LeNetLab.Tests.Core.Training;
using Xunit;

namespace LeNetLab.Tests.Simd;

[Collection(TorchCollection.Name)]
public sealed class SimdInferenceTests
{
    [Fact]
    public void Weights_may_change_between_two_calls()
    {
        var images = Blobs.Make(20, 8);
        var network = new NetworkWeights(NetworkPlan.LeNet5(), seed: 1);
        var first = Logits(network);
        var other = new NetworkWeights(NetworkPlan.LeNet5(), seed: 2);
        foreach (var (to, from) in network.Arrays.Zip(other.Arrays)) from.Values.CopyTo(to.Values);
        Assert.NotEqual(first, Logits(network));
        Assert.Equal(Logits(other), Logits(network));

        float[] Logits(NetworkWeights weights) => SimdInference.Of(weights).Run(
            images, Normalization.Mnist, 2, null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Its_memory_is_kept_from_call_to_call_and_goes_with_the_weights()
    {
        var (network, inference) = Read();
        for (var i = 0; i < 10 && (network.IsAlive || inference.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(network.IsAlive || inference.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (WeakReference Network, WeakReference Inference) Read()
        {
            var weights = new NetworkWeights(NetworkPlan.LeNet5());
            Inference.Run(weights, Blobs.Make(1, 8), SimdBackend.Instance);
            Assert.Same(SimdInference.Of(weights), SimdInference.Of(weights));
            return (new(weights), new(SimdInference.Of(weights)));
        }
    }

    [Fact]
    public void A_look_at_a_torch_network_leaves_nothing_behind()
    {
        using var model = TrainingTestBase.Network();
        var before = Resident();
        for (var i = 0; i < 2_000; i++) Inference.Run(model, Blobs.Make(1, 8), SimdBackend.Instance);
        // Kept, they would be two thousand times half a megabyte.
        Assert.InRange(Resident() - before, long.MinValue, 400_000_000);

        static long Resident()
        {
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            return process.WorkingSet64;
        }
    }
}
