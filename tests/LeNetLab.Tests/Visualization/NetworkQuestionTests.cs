using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Visualization.Analysis;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Visualization;

/// <summary>Saliency, occlusion and activation maximisation against what they are defined as.</summary>
[Collection(TorchCollection.Name)]
public sealed class NetworkQuestionTests
{
    private static readonly ImageSet Drawn = BuiltInDigits.Generate(20, seed: 3, CancellationToken.None);

    [Fact]
    public void Saliency_is_what_finite_differences_say()
    {
        using var scope = NewDisposeScope();
        using var model = LeNet5.Pretrained();
        model.to(ScalarType.Float64);
        var images = Drawn.ToTensor(0, 3).to(ScalarType.Float64);
        int[] classes = [4, 7, 1];
        var gradient = Saliency.Of(model, images, classes);
        var random = new Random(5);
        const double Step = 1e-5;
        for (var trial = 0; trial < 30; trial++)
        {
            var (i, y, x) = (random.Next(3), random.Next(32), random.Next(32));
            double Score(double change)
            {
                using var moved = images.clone();
                moved[i, 0, y, x] += change;
                return model.call(moved)[i, classes[i]].ToDouble();
            }

            Assert.Equal((Score(Step) - Score(-Step)) / (2 * Step), gradient[i, 0, y, x].ToDouble(), 1e-6);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(16, 13)]
    [InlineData(31, 20)]
    public void An_occlusion_is_the_probability_before_less_that_after(int row, int column)
    {
        using var scope = NewDisposeScope();
        using var model = LeNet5.Pretrained();
        var image = Drawn.ToTensor(0, 1);
        var label = Drawn.Label(0);
        var map = OcclusionMap.Of(model, image, label, size: 5, value: 0.5f);

        var covered = image.clone();
        for (var y = Math.Max(0, row - 2); y <= Math.Min(31, row + 2); y++)
            for (var x = Math.Max(0, column - 2); x <= Math.Min(31, column + 2); x++) covered[0, 0, y, x] = 0.5f;
        var expected = (model.call(image).softmax(1) - model.call(covered).softmax(1))[0, label].ToSingle();
        Assert.Equal(expected, map[row, column], 1e-5f);
    }

    [Fact]
    public void Covering_the_margin_with_paper_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var model = LeNet5.Pretrained();
        var map = OcclusionMap.Of(model, Drawn.ToTensor(1, 1), Drawn.Label(1), size: 3);
        Assert.Equal(0, map[0, 0], 1e-5f);
        Assert.Equal((32, 32), (map.GetLength(0), map.GetLength(1)));
    }

    [Fact]
    public void A_maximised_output_is_read_as_its_class_and_answers_more_than_digits_do_on_average()
    {
        using var scope = NewDisposeScope();
        using var model = LeNet5.Pretrained();
        int[] classes = [.. Enumerable.Range(0, 10)];
        var pictures = ActivationMaximization.Of(model, "Output", classes);
        var answers = ActivationMaximization.Answers(model, pictures, "Output", classes).data<float>().ToArray();
        var digits = Inference.Run(model, BuiltInDigits.Generate(500, seed: 9, TestContext.Current.CancellationToken),
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(classes, model.call(pictures).argmax(1).data<long>().Select(c => (int)c));
        foreach (var c in classes)
        {
            var best = Enumerable.Range(0, digits.Count).Max(i => digits.Logits(i)[c]);
            Assert.True(answers[c] > 0.7 * best, $"output {c}: {answers[c]} against {best} for the best of 500 digits");
        }

        Assert.InRange(pictures.min().ToSingle(), Normalization.Mnist.Apply(0), Normalization.Mnist.Apply(255));
        Assert.InRange(pictures.max().ToSingle(), Normalization.Mnist.Apply(0), Normalization.Mnist.Apply(255));
    }

    [Fact]
    public void A_map_of_c3_is_raised_and_the_same_seed_gives_the_same_picture()
    {
        using var scope = NewDisposeScope();
        using var model = LeNet5.Pretrained();
        var options = new ActivationMaximizationOptions { Steps = 15, Shift = 0.5, Turn = 0.1, Copies = 2 };
        var start = ActivationMaximization.Of(model, "C3", [2, 5], options with { Steps = 0 });
        var once = ActivationMaximization.Of(model, "C3", [2, 5], options);
        var again = ActivationMaximization.Of(model, "C3", [2, 5], options);
        var other = ActivationMaximization.Of(model, "C3", [2, 5], options with { Seed = 2 });
        var gain = ActivationMaximization.Answers(model, once, "C3", [2, 5])
            - ActivationMaximization.Answers(model, start, "C3", [2, 5]);

        Assert.True(gain.min().ToSingle() > 0.3, $"{gain.min().ToSingle()}");
        Assert.True(once.equal(again).all().ToBoolean());
        Assert.False(once.equal(other).all().ToBoolean());
    }

    [Fact]
    public void A_unit_that_is_not_there_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        using var model = LeNet5.Pretrained();
        var image = Drawn.ToTensor(0, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => Saliency.Of(model, image, [10]));
        Assert.Throws<ArgumentException>(() => Saliency.Of(model, image, [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ActivationMaximization.Of(model, "C3", [16]));
        Assert.Throws<KeyNotFoundException>(() => LayerOutputs.Of(model, Drawn, "C9"));
        Assert.Throws<ArgumentException>(() => OcclusionMap.Of(model, image, 1, size: 4));
    }
}
