using LeNetLab.Data;
using LeNetLab.Models;
using LeNetLab.Native;
using LeNetLab.Visualization;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Visualization;

/// <summary>Pictures of tensors equal those of arrays, and the tensors stay with their owners.</summary>
public sealed class TensorPictureTests
{
    public TensorPictureTests() => NativeTorch.Load();

    [Fact]
    public void A_tensor_gives_the_picture_of_its_numbers()
    {
        var values = SampleViews.Layer(new Random(1), "C1", 6, 28, 28);
        var weights = SampleViews.Floats(new Random(2), 16 * 6 * 25);
        using var scope = NewDisposeScope();
        var maps = tensor(values.Data, [1, 6, 28, 28]);
        var kernels = tensor(weights, [16, 6, 5, 5]);

        Assert.Equal(FeatureMapPicture.Of(values).Svg, FeatureMapPicture.Of("C1", maps).Svg);
        Assert.Equal(KernelPicture.Of("C3", weights, 16, 6, 5, 5).Svg, KernelPicture.Of("C3", kernels).Svg);
        Assert.False(maps.IsInvalid || kernels.IsInvalid);
    }

    [Fact]
    public void A_transposed_tensor_is_read_in_its_own_order()
    {
        using var scope = NewDisposeScope();
        var map = tensor(new float[] { 1, 2, 3, 4 }, [1, 2, 2]);

        Assert.Equal([1, 3, 2, 4], LayerValues.From("t", map.transpose(1, 2)).Data);
    }

    [Fact]
    public void Images_may_be_bytes_or_fractions_and_come_from_a_set_too()
    {
        var pixels = SampleViews.Bytes(new Random(3), 3 * 784);
        var set = new ImageSet(pixels, [7, 2, 1]);
        using var scope = NewDisposeScope();
        var bytes = tensor(pixels, [3, 28, 28]);
        var fractions = (bytes.to(ScalarType.Float32) / 255).unsqueeze(1);

        var expected = ImageGrid.Of(set, label: i => $"{i}").Svg;

        Assert.Equal(expected, ImageGrid.Of(bytes, i => $"{i}").Svg);
        Assert.Equal(expected, ImageGrid.Of(fractions, i => $"{i}").Svg);
        Assert.Contains(">7</text>", ImageGrid.Of(set, [2, 0]).Svg, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageGrid.Of(set, [3]));
    }

    [Fact]
    public void A_shape_that_is_none_of_a_layer_is_named()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("[2, 6, 5, 5]", Assert.Throws<ArgumentException>(
            () => LayerValues.From("C1", zeros(2, 6, 5, 5))).Message, StringComparison.Ordinal);
        Assert.Contains("[5, 5]", Assert.Throws<ArgumentException>(() => ImageGrid.Of(zeros(5, 5))).Message,
            StringComparison.Ordinal);
        Assert.Contains("[6, 25]", Assert.Throws<ArgumentException>(() => KernelPicture.Of("C1", zeros(6, 25))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_is_drawn_whole_without_a_tensor_left_over()
    {
        using var model = new LeNet5();
        var set = new ImageSet(SampleViews.Bytes(new Random(4), 2 * 784), [1, 2]);
        using var input = set.ToTensor();
        using var layers = model.Maps(input);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        var stack = MapStack.Of(layers, image: 1);
        var diagram = NetworkDiagram.Of(model.Summary());
        var maps = FeatureMapPicture.Of(layers[1], image: 1);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Contains("61,706", diagram.Caption, StringComparison.Ordinal);
        Assert.Contains("6@28×28", maps.Caption, StringComparison.Ordinal);
        Assert.InRange(stack.ToHtml().Length, 20_000, 150_000);
    }
}
