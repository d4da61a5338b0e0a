using LeNetLab.Data;
using LeNetLab.Paper1998.Baselines;
using LeNetLab.Tests.Core.Training;
using Xunit;

namespace LeNetLab.Tests.Paper1998.Baselines;

public class MeanImageClassifierTests
{
    private static readonly MeanImageClassifier Hand =
        new(new ImageSet([0, 0, 10, 20, 100, 200, 200, 100], [0, 0, 2, 2], 1, 2, classes: 4));

    [Fact]
    public void The_templates_are_the_means()
    {
        Assert.Equal([5f, 10f], Hand.Mean(0).ToArray());
        Assert.Equal([150f, 150f], Hand.Mean(2).ToArray());
    }

    [Fact]
    public void The_nearest_template_wins_and_a_class_without_images_never()
    {
        var predictions = Hand.Run(new ImageSet([0, 0, 255, 255, 80, 80, 70, 80], [0, 2, 1, 0], 1, 2, classes: 4));
        Assert.Equal([0, 2, 2, 0], Enumerable.Range(0, 4).Select(predictions.Predicted));
        Assert.Equal(-(5f * 5 + 10 * 10), predictions.Logits(0)[0]);
        Assert.Equal(-2f * 105 * 105, predictions.Logits(1)[2]);
        Assert.Equal(0.75, predictions.Accuracy);
        Assert.Equal(0, predictions.Probabilities(0)[1]);
    }

    [Fact]
    public void Blobs_are_read_right() =>
        Assert.True(new MeanImageClassifier(Blobs.Make(200, 1)).Run(Blobs.Make(100, 2)).Accuracy > 0.98);

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    [InlineData(1, 1)]
    public void Images_of_another_size_are_refused(int height, int width) =>
        Assert.Throws<ArgumentException>(() => Hand.Run(new ImageSet(new byte[height * width], [0], height, width)));
}
