using LeNetLab.Native;
using LeNetLab.Paper1998.Networks;
using LeNetLab.Paper1998.OnlineSgd;
using LeNetLab.Tests.Paper1998.OnlineSgd;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Paper1998;

/// <summary>The published network in torch: its counts, its parts, and the fast engine against it.</summary>
[Collection(TorchCollection.Name)]
public class LeNet5OriginalTests
{
    public LeNet5OriginalTests() => NativeTorch.Load();

    [Fact]
    public void It_has_60_000_trainable_parameters()
    {
        using var model = new LeNet5Original();
        Assert.Equal(60_000, model.parameters().Sum(p => p.numel()));
        Assert.Equal(
            ["c1.weight", "c1.bias", "s2.coefficient", "s2.bias", "c3.weight", "c3.bias", "s4.coefficient", "s4.bias",
             "c5.weight", "c5.bias", "f6.weight", "f6.bias"],
            model.named_parameters().Select(p => p.name));
    }

    [Fact]
    public void As_logits_it_gives_the_distances_negated_and_the_same_counts()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var model = new LeNet5Original();
        manual_seed(5);
        using var logits = new LeNet5OriginalLogits();
        var images = randn(2, 1, 32, 32);
        Assert.True(model.call(images).neg().allclose(logits.call(images)));
        Assert.Equal(60_000, logits.parameters().Sum(p => p.numel()));
        Assert.Equal(60_000, LeNet5OriginalLogits.Summary().Sum(layer => layer.Parameters));
    }

    [Fact]
    public void The_connection_table_is_the_papers()
    {
        var table = ConnectionTable.LeNet5C3;
        Assert.Equal((6, 16, 60), (table.Inputs, table.Outputs, table.Edges));
        Assert.Equal(
            ["012", "123", "234", "345", "045", "015", "0123", "1234", "2345", "0345", "0145", "0125", "0134", "1245",
                "0235", "012345"],
            Enumerable.Range(0, 16).Select(o => string.Concat(table.Sources(o))));
    }

    [Fact]
    public void A_sparse_convolution_is_a_dense_one_with_masked_weights()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var sparse = new SparseConvolution(ConnectionTable.LeNet5C3, kernel: 5);
        var input = randn(3, 6, 14, 14);
        var kernels = sparse.get_parameter("weight")!;
        var dense = zeros(16, 6, 5, 5);
        var edge = 0;
        foreach (var (o, i) in ConnectionTable.LeNet5C3.Pairs())
            dense[o, i] = kernels[edge++].detach();
        var expected = nn.functional.conv2d(input, dense, sparse.get_parameter("bias"));
        Assert.True(expected.allclose(sparse.call(input), atol: 1e-6));

        // And the masked places learn nothing, the others what a dense convolution's would.
        dense.requires_grad = true;
        nn.functional.conv2d(input, dense, sparse.get_parameter("bias")).square().sum().backward();
        sparse.call(input).square().sum().backward();
        edge = 0;
        foreach (var (o, i) in ConnectionTable.LeNet5C3.Pairs())
            Assert.True(dense.grad![o, i].allclose(kernels.grad![edge++], rtol: 1e-4, atol: 1e-3));
    }

    [Fact]
    public void Subsampling_is_a_sum_times_a_coefficient_plus_a_bias()
    {
        using var scope = NewDisposeScope();
        using var layer = new TrainableSubsampling(2);
        var input = randn(1, 2, 4, 6);
        var output = layer.call(input);
        Assert.Equal([1, 2, 2, 3], output.shape);
        var (c, b) = (layer.get_parameter("coefficient")!, layer.get_parameter("bias")!);
        for (var m = 0; m < 2; m++)
            for (var y = 0; y < 2; y++)
                for (var x = 0; x < 3; x++)
                {
                    var sum = input[0, m, 2 * y, 2 * x] + input[0, m, 2 * y, 2 * x + 1] + input[0, m, 2 * y + 1, 2 * x]
                        + input[0, m, 2 * y + 1, 2 * x + 1];
                    Assert.Equal((sum * c[m] + b[m]).ToSingle(), output[0, m, y, x].ToSingle(), 1e-5f);
                }
    }

    [Fact]
    public void Its_maps_are_each_layers_answer()
    {
        using var scope = NewDisposeScope();
        using var model = new LeNet5Original();
        var images = rand(2, 1, 32, 32);
        using var maps = model.Maps(images);
        Assert.Equal(
            [("Input", 1, 32), ("C1", 6, 28), ("S2", 6, 14), ("C3", 16, 10), ("S4", 16, 5), ("C5", 120, 1),
                ("F6", 84, 1), ("Output", 10, 1)],
            maps.Select(map => (map.Name, map.Channels, map.Height)));

        // Two of the steps, by their definitions.
        var c1 = ScaledTanh.Apply(nn.functional.conv2d(images, model.get_parameter("c1.weight")!.unsqueeze(1),
            model.get_parameter("c1.bias")));
        Assert.True(c1.allclose(maps["C1"], atol: 1e-5));
        var f6 = ScaledTanh.Apply(nn.functional.linear(maps["C5"].flatten(1), model.get_parameter("f6.weight")!,
            model.get_parameter("f6.bias")));
        Assert.True(f6.allclose(maps["F6"].flatten(1), atol: 1e-5));
        Assert.True(model.call(images).allclose(maps["Output"].flatten(1)));
        Assert.False(maps["F6"].requires_grad);
    }

    [Fact]
    public void The_outputs_are_squared_distances_from_bitmaps()
    {
        using var scope = NewDisposeScope();
        using var layer = new RbfOutput();
        var x = randn(2, 84);
        var y = layer.call(x);
        for (var n = 0; n < 2; n++)
            for (var digit = 0; digit < 10; digit++)
            {
                double sum = 0;
                var bitmap = DigitBitmaps.Of(digit);
                for (var j = 0; j < 84; j++) sum += Math.Pow(x[n, j].ToSingle() - bitmap[j], 2);
                Assert.Equal(sum, y[n, digit].ToSingle(), 1e-3);
            }
    }

    [Fact]
    public void Bitmaps_are_of_ink_and_paper_and_unlike_each_other()
    {
        for (var a = 0; a < 10; a++)
        {
            var one = DigitBitmaps.Of(a);
            Assert.Equal(7 * 12, one.Length);
            Assert.All(one, pixel => Assert.True(pixel is 1 or -1));
            for (var b = 0; b < a; b++)
                Assert.True(one.Zip(DigitBitmaps.Of(b)).Count(p => p.First != p.Second) >= 8, $"{a} and {b}");
        }
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(3.0)]
    [InlineData(1e4)]
    public void The_losses_are_equations_8_and_9(double j)
    {
        using var scope = NewDisposeScope();
        var distances = (rand(4, 10) * 5).to(ScalarType.Float64);
        var labels = tensor(new long[] { 3, 0, 9, 3 });
        double eq8 = 0, eq9 = 0;
        for (var n = 0; n < 4; n++)
        {
            var y = distances[n].data<double>().ToArray();
            var right = y[labels[n].ToInt64()];
            eq8 += right / 4;
            eq9 += (right + Math.Log(Math.Exp(-j) + y.Sum(d => Math.Exp(-d)))) / 4;
        }

        Assert.Equal(eq8, DistanceLoss.MaximumLikelihood(distances, labels).ToDouble(), 1e-9);
        Assert.Equal(eq9, DistanceLoss.MaximumAPosteriori(distances, labels, j).ToDouble(), 1e-9);
    }

    /// <summary>With no rubbish class, eq. 9 is today's cross-entropy of the negative distances.</summary>
    [Fact]
    public void Without_rubbish_equation_9_is_cross_entropy()
    {
        using var scope = NewDisposeScope();
        var distances = rand(5, 10) * 4;
        var labels = tensor(new long[] { 3, 0, 9, 3, 7 });
        Assert.Equal(
            nn.functional.cross_entropy(-distances, labels).ToSingle(),
            DistanceLoss.MaximumAPosteriori(distances, labels, j: 1e6).ToSingle(), 1e-5f);
    }

    [Fact]
    public void Gradients_are_those_of_finite_differences()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var model = new LeNet5Original().to(ScalarType.Float64);
        var images = rand(3, 1, 32, 32).to(ScalarType.Float64) * 1.275 - 0.1;
        var labels = tensor(new long[] { 3, 0, 9 });
        Tensor Loss() => DistanceLoss.MaximumAPosteriori(model.call(images), labels, j: 60);
        Loss().backward();
        foreach (var (name, parameter) in model.named_parameters())
        {
            var place = (int)(parameter.numel() / 2);
            var gradient = parameter.grad!.flatten()[place].ToDouble();
            double At(double shift)
            {
                using var noGradient = no_grad();
                parameter.view(-1)[place].add_(shift);
                var loss = Loss().ToDouble();
                parameter.view(-1)[place].sub_(shift);
                return loss;
            }

            Assert.True(
                Math.Abs((At(1e-5) - At(-1e-5)) / 2e-5 - gradient) < 1e-6 * Math.Max(1, Math.Abs(gradient)), name);
        }
    }

    [Theory]
    [InlineData(60.0)]
    [InlineData(null)]
    public void The_engine_gives_the_distances_and_gradients_of_autograd(double? j)
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        using var model = new LeNet5Original().to(ScalarType.Float64);
        var engine = PublishedNetworks.LeNet5<double>(j);
        PublishedWeights.Copy(model, engine);
        var single = PublishedNetworks.LeNet5<float>(j);
        PublishedWeights.Copy(model, single);

        var pixels = PatternPictures.Of(32 * 32, seed: 3);
        var distances = model.call(tensor(pixels).reshape(1, 1, 32, 32));
        var label = tensor(new long[] { 4 });
        (j is { } rubbish ? DistanceLoss.MaximumAPosteriori(distances, label, rubbish)
            : DistanceLoss.MaximumLikelihood(distances, label)).backward();
        var gradients = model.parameters().Select(p => p.grad!.flatten().data<double>().ToArray()).Chunk(2)
            .Select(pair => pair[0].Concat(pair[1]).ToArray()).ToList();

        Assert.All(engine.Scores(pixels).ToArray().Zip(distances.data<double>().ToArray()),
            pair => Assert.Equal(-pair.Second, pair.First, 1e-10));
        engine.Gradient(pixels, 4);
        single.Gradient(Array.ConvertAll(pixels, p => (float)p), 4);
        for (var l = 0; l < gradients.Count; l++)
        {
            var scale = Math.Max(1, gradients[l].Max(Math.Abs));
            for (var k = 0; k < gradients[l].Length; k++)
            {
                Assert.InRange(Math.Abs(engine.Layers[l].Gradient[k] - gradients[l][k]) / scale, 0, 1e-12);
                Assert.InRange(Math.Abs(single.Layers[l].Gradient[k] - gradients[l][k]) / scale, 0, 1e-6);
            }
        }
    }
}
