using LeNetLab.Data;
using LeNetLab.Models;
using LeNetLab.Native;
using LeNetLab.Tests.Core.Models;
using LeNetLab.Training;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Core.Training;

/// <summary>What training tests share: small sets, a seeded network, its weights as bytes.</summary>
[Collection(TorchCollection.Name)]
public abstract class TrainingTestBase : IDisposable
{
    private protected static readonly ImageSet Train = Blobs.Make(200, 1);
    private protected static readonly ImageSet Held = Blobs.Make(60, 2);

    /// <summary>Some labels are wrong, so the loss falls first and then rises: overconfidence.</summary>
    private protected static readonly ImageSet Doubtful = new(
        Held.Pixels.ToArray(),
        [.. Held.Labels.ToArray().Select((label, i) => i % 4 == 0 ? (byte)((label + 1) % 10) : label)]);

    private protected TrainingTestBase() => NativeTorch.Load();

    private protected TemporaryFolder Folder { get; } = new();

    public virtual void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    internal static LeNet5 Network(int seed = 42, LeNet5Options? options = null)
    {
        random.manual_seed(seed);
        return new LeNet5(options);
    }

    private protected static byte[] Weights(nn.Module model) => ModelWeightsTests.Bytes(model);

    private protected static TrainingHistory Fit(
        LeNet5 model, TrainingOptions options, Action<TrainingProgress>? told = null, ImageSet? validation = null,
        CancellationTokenSource? cancel = null) =>
        Trainer.Fit(model, Train, validation, options, told is null ? null : new Now(told),
            cancel?.Token ?? TestContext.Current.CancellationToken);

    /// <summary>Reports at once on the training's thread, where <see cref="Progress{T}"/> would post.</summary>
    internal sealed class Now(Action<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told(value);
    }
}
