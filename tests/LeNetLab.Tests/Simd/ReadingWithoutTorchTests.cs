using System.Diagnostics;
using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Models;
using LeNetLab.Simd;
using LeNetLab.Tests.Core.Models;
using LeNetLab.Tests.Core.Training;
using LeNetLab.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Simd;

[Collection(TorchCollection.Name)]
public sealed class ReadingWithoutTorchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(LeNet5Tests.Variants), MemberType = typeof(LeNet5Tests))]
    public void It_is_the_network_of_the_file(Activation activation, Pooling pooling)
    {
        using var model = TrainingTestBase.Network(
            options: new LeNet5Options(activation, pooling, 26, Initialization.Xavier));
        model.ClassNames = [.. "abcdefghijklmnopqrstuvwxyz".Select(letter => $"{letter}")];
        model.Preparation = Preparation.Emnist;
        model.Save(_folder.File("letters.safetensors"));
        var network = NetworkWeights.Load(_folder.File("letters.safetensors"));
        Assert.Equal(model.Options, network.LeNet5);
        Assert.Equal(model.ClassNames, network.ClassNames);
        Assert.Equal(model.Preparation, network.Preparation);

        var images = Blobs.Make(40, 8);
        using var scope = NewDisposeScope();
        var expected = model.call(images.ToTensor()).data<float>().ToArray();
        var read = Read(network, images);
        for (var i = 0; i < 40; i++)
            for (var c = 0; c < 26; c++) Assert.Equal(expected[i * 26 + c], read.Logits(i)[c], 2e-5f);
    }

    [Fact]
    public void Weights_of_double_precision_are_rounded()
    {
        using var model = TrainingTestBase.Network();
        var images = Blobs.Make(20, 8);
        var expected = Inference.Run(
            model, images, SimdBackend.Instance, cancellationToken: TestContext.Current.CancellationToken);
        model.to(ScalarType.Float64);
        model.Save(_folder.File("double.safetensors"));
        var read = Read(NetworkWeights.Load(_folder.File("double.safetensors")), images);
        for (var i = 0; i < 20; i++) Assert.Equal(expected.Logits(i), read.Logits(i));
    }

    [Fact]
    public void A_file_of_another_network_is_told_by_what_it_lacks()
    {
        using var model = TrainingTestBase.Network();
        var file = new SafeTensorsFile();
        ModelWeights.Put(file, model);
        Refused(f => f.Tensors.Remove("f6.bias"), "has no 'f6.bias'");
        Refused(f => f.Tensors["c3.weight"] = f["c1.weight"],
            "'c3.weight' as [6, 1, 5, 5], and LeNet5 needs [16, 6, 5, 5]");
        Refused(
            f => f.Tensors["c1.bias"] = SafeTensor.From(ones(6, dtype: ScalarType.Int64)),
            "expected F32 in 'c1.bias', found I64");
        Refused(f => f.Metadata["activation"] = "step", "names the activation 'step'");

        void Refused(Action<SafeTensorsFile> change, string expected)
        {
            var changed = new SafeTensorsFile();
            foreach (var (name, tensor) in file.Tensors) changed.Tensors[name] = tensor;
            change(changed);
            changed.Write(_folder.File("changed.safetensors"));
            Assert.Contains(
                expected, Assert.Throws<SafeTensorsFormatException>(
                    () => NetworkWeights.Load(_folder.File("changed.safetensors"))).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Several_threads_may_read_at_once_and_a_call_leaves_nothing_for_the_next()
    {
        var network = NetworkWeights.Pretrained();
        var sets = Enumerable.Range(0, 8).Select(i => Blobs.Make(1 + 40 * i, i)).ToArray();
        // Other backgrounds and margins, so that what one call left in the input would be seen.
        var ways = new[] { Normalization.Mnist, new Normalization(0.5, 0.25) };
        var expected = sets.Select((set, i) => Alone(set, ways[i % 2])).ToArray();
        Parallel.For(
            0, 64, i => Assert.Equal(expected[i % 8],
                All(Read(network, sets[i % 8], ways[i % 8 % 2]))));

        static float[] Alone(ImageSet set, Normalization way) => All(Read(NetworkWeights.Pretrained(), set, way));

        static float[] All(Predictions read) =>
            [.. Enumerable.Range(0, read.Count).SelectMany(i => read.Logits(i).ToArray())];
    }

    [Fact]
    public void Images_of_another_size_are_refused()
    {
        Assert.Throws<NotSupportedException>(() => Read(
            NetworkWeights.Pretrained(), new ImageSet(new byte[21 * 20], new byte[1], 21, 20)));
    }

    private static Predictions Read(NetworkWeights network, ImageSet images, Normalization? normalization = null) =>
        Inference.Run(network, images, SimdBackend.Instance, normalization, cancellationToken: CancellationToken.None);

    /// <summary>What the child does: it learns and reads, and says what it has loaded meanwhile.</summary>
    internal static void Child()
    {
        Trainer.Fit(
            new NetworkWeights(NetworkPlan.LeNet5()), Blobs.Make(20, 2), Blobs.Make(10, 3),
            new TrainingOptions { Epochs = 1, Backend = SimdBackend.Instance },
            cancellationToken: CancellationToken.None);
        var read = Read(NetworkWeights.Pretrained(), Blobs.Make(3, 1));
        using var process = Process.GetCurrentProcess();
        var torch = process.Modules.Cast<ProcessModule>().Count(
            m => m.ModuleName.Contains("torch_cpu", StringComparison.OrdinalIgnoreCase));
        Console.WriteLine($"{read.Count} {torch}");
    }

    [Fact]
    public async Task It_learns_and_reads_in_a_process_that_never_loads_torch()
    {
        using var child = TestProcess.Start("read", "");
        Assert.Equal("3 0", (await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());
    }
}
