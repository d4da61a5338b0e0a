using LeNetLab.Data;
using LeNetLab.Evaluation;
using LeNetLab.Models;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Core.Data;

/// <summary>Sets of coloured images, margins that the network decides, and what a set and its results say.</summary>
[Collection(TorchCollection.Name)]
public sealed class ColourSetTests
{
    private static readonly ImageSet Set = new(
        [.. Enumerable.Range(0, 2 * 3 * 4 * 5).Select(i => (byte)i)], [0, 1], 4, 5, "colours", 2, channels: 3);

    [Fact]
    public void Numbers_lie_image_by_image_channel_by_channel_row_by_row()
    {
        using var scope = NewDisposeScope();
        var tensor = Set.ToTensor(Normalization.ZeroToOne, padding: 1);
        Assert.Equal([2, 3, 6, 7], tensor.shape);
        for (var n = 0; n < 2; n++)
            for (var c = 0; c < 3; c++)
                for (var y = 0; y < 4; y++)
                    for (var x = 0; x < 5; x++)
                        Assert.Equal((float)((((n * 3 + c) * 4 + y) * 5 + x) / 255.0),
                            tensor[n, c, y + 1, x + 1].item<float>());
        Assert.Equal(0, tensor[.., .., 0, ..].abs().sum().item<float>());
        Assert.Equal([2, 3, 4, 5], Set.PixelTensor().shape);
        var second = Set.Subset([1]);
        Assert.Equal((3, Set.Image(1).ToArray()), (second.Channels, second.Image(0).ToArray()), Same);
        Assert.Equal(60, Set.Take(1).Pixels.Length);
        Assert.Throws<ArgumentException>(() => new ImageSet(new byte[60], [0, 1], 4, 5, "", 2, channels: 3));

        static bool Same((int, byte[]) a, (int, byte[]) b) => a.Item1 == b.Item1 && a.Item2.AsSpan().SequenceEqual(b.Item2);
    }

    [Theory]
    [InlineData(28, 28, 2)]
    [InlineData(32, 32, 0)]
    [InlineData(20, 20, 6)]
    [InlineData(30, 28, 2)]
    public void A_planned_network_gets_the_margin_that_it_needs(int height, int width, int margin)
    {
        using var model = new LeNet5();
        var set = new ImageSet(new byte[height * width], [0], height, width);
        Assert.Equal(margin, Inference.MarginFor(model, set));
        var token = TestContext.Current.CancellationToken;
        if (height == width) Assert.Equal(1, Inference.Run(model, set, cancellationToken: token).Count);
        else Assert.Throws<ArgumentException>(() => Inference.Run(model, set, cancellationToken: token));
    }

    [Fact]
    public void Sets_and_results_print_what_a_reader_wants_to_know()
    {
        Assert.Equal("colours: 2 of 3×4×5, 2 classes", $"{Set}");
        Assert.Equal("images: 1 of 28×28, 10 classes", $"{new ImageSet(new byte[784], [3])}");
        var read = new Predictions([2, 0, 2, 0, 0, 2, 2, 0], [0, 0, 1, 1], 2);
        Assert.Equal("4 images: accuracy 75.00 %, loss 0.6269", $"{read}");
        var matrix = ConfusionMatrix.Of(read);
        Assert.Equal("""
            true \ read    0    1    recall
                      0    2    0  100.00 %
                      1    1    1   50.00 %
            accuracy 75.00 % of 4
            """, $"{matrix}");
        Assert.Equal("""
            class   count  precision   recall       F1
                0       2      66.67   100.00    80.00
                1       2     100.00    50.00    66.67
            mean F1 73.33
            """, $"{ClassReport.Of(matrix)}");
    }
}
