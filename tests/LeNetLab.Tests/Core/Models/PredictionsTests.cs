using FsCheck.Xunit;
using LeNetLab.Models;
using Xunit;

namespace LeNetLab.Tests.Core.Models;

public class PredictionsTests
{
    [Fact]
    public void Counts_and_mistakes_on_a_hand_example()
    {
        var predictions = new Predictions([1, 2, 3, 5, 5, 0, -1, -2, -3], [2, 1, 0], 3);
        Assert.Equal([2, 0, 0], Enumerable.Range(0, 3).Select(predictions.Predicted));
        Assert.Equal([1], predictions.Mistakes());
        Assert.Equal(2.0 / 3, predictions.Accuracy);
        Assert.Equal([5f, 5f, 0f], predictions.Logits(1).ToArray());
    }

    [Property]
    public bool Logits_of_any_size_give_probabilities_that_sum_to_one(int a, int b, int c)
    {
        var predictions = new Predictions([a, b * 1e30f, c], [0], 3);
        var shares = predictions.Probabilities(0);
        return Math.Abs(shares.Sum() - 1) < 1e-12 && shares.All(p => p is >= 0 and <= 1)
            && double.IsFinite(predictions.CrossEntropy);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused() =>
        Assert.Contains("need 20 logits; there are 19",
            Assert.Throws<ArgumentException>(() => new Predictions(new float[19], new byte[2], 10)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_label_beyond_the_outputs_is_refused() =>
        Assert.Contains("Label 3 of image 1",
            Assert.Throws<ArgumentException>(() => new Predictions(new float[6], [2, 3], 3)).Message,
            StringComparison.Ordinal);
}
