using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using Xunit;

namespace LeNetLab.Tests.Core.Models;

[Collection(TorchCollection.Name)]
public sealed class PretrainedTests
{
    [Fact]
    public void The_network_that_comes_with_the_library_reads_mnist()
    {
        var folder = RealMnist.Require();
        using var model = LeNet5.Pretrained();
        var test = Digits.Load(folder, cancellationToken: TestContext.Current.CancellationToken).Test;

        Assert.True(
            Inference.Run(model, test, cancellationToken: TestContext.Current.CancellationToken).Accuracy >= 0.992);
    }

    [Fact]
    public void And_digits_that_it_has_never_seen_the_like_of()
    {
        using var model = LeNet5.Pretrained();
        var drawn = BuiltInDigits.Generate(1_000, seed: 7, TestContext.Current.CancellationToken);

        Assert.True(
            Inference.Run(model, drawn, cancellationToken: TestContext.Current.CancellationToken).Accuracy >= 0.85);
    }
}
