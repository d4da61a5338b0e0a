using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using LeNetLab.Data;
using LeNetLab.Models;
using LeNetLab.Native;
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
            Inference.Run(
                weights, Blobs.Make(1, 8), SimdBackend.Instance,
                cancellationToken: TestContext.Current.CancellationToken);
            Assert.Same(SimdInference.Of(weights), SimdInference.Of(weights));
            return (new(weights), new(SimdInference.Of(weights)));
        }
    }

    /// <summary>What the child does: it reads through a torch network, and says by how many MB it has grown.</summary>
    internal static void Child()
    {
        NativeTorch.Load();
        using var model = TrainingTestBase.Network();
        var image = Blobs.Make(1, 8);
        Read(100);
        var before = Resident();
        Read(2_000);
        Console.WriteLine((Resident() - before) / 1_000_000);

        void Read(int times)
        {
            for (var i = 0; i < times; i++)
                Inference.Run(model, image, SimdBackend.Instance, cancellationToken: CancellationToken.None);
        }

        static long Resident()
        {
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64;
        }
    }

    [Fact]
    public async Task A_look_at_a_torch_network_leaves_nothing_behind()
    {
        using var child = TestProcess.Start("look", "");
        var grown = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        // Kept, they would be two thousand times half a megabyte.
        Assert.InRange(int.Parse(grown, CultureInfo.InvariantCulture), int.MinValue, 400);
    }
}
