using LeNetLab.Models;
using TorchSharp;
using Xunit;
using static LeNetLab.Tests.Course.Checked;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Course;

[Collection(TorchCollection.Name)]
public sealed class LearningExercisesTests
{
    public LearningExercisesTests() => LeNetLab.Native.NativeTorch.Load();

    [Fact]
    public void The_gradient_of_a_weight_of_F6_is_autograd_s()
    {
        using var model = LeNet5.Pretrained();
        var index = Read(model, Few.Test).Mistakes()[0];
        nn.functional.cross_entropy(model.call(Few.Test.ToTensor(index, 1)), Few.Test.Subset([index]).LabelTensor())
            .backward();
        double Gradient(int unit, int input) => model.F6.weight.grad![unit, input].ToSingle();
        IsRight("03.1", Gradient(3, 7));
        IsHinted("03.1", -Gradient(3, 7), "the sign is not");
        IsHinted("03.1", (double)model.F6.bias!.grad![3].ToSingle(), "the unit's bias");
        IsHinted("03.1", Gradient(7, 3), "The first index is the unit");
        IsHinted("03.1", 1000.0, "Go back from the loss");
    }

    [Fact]
    public void The_largest_rate_is_the_one_at_which_steps_stop_coming_nearer()
    {
        // Found by walking: w after many steps is smaller than before below the limit, and larger above it.
        IsRight("03.2", (double c) =>
        {
            double low = 0, high = 100;
            while (high - low > 1e-9)
            {
                var rate = (low + high) / 2;
                var w = 1.0;
                for (var step = 0; step < 50; step++) w -= rate * c * w;
                (low, high) = Math.Abs(w) < 1 ? (rate, high) : (low, rate);
            }

            return low;
        });
        IsHinted("03.2", (double c) => 1 / c, "lands in the minimum");
        IsHinted("03.2", (double c) => 2 * c, "the rate falls");
        IsHinted("03.2", (double c) => 3.0, "For a curvature of");
        IsHinted("03.2", (double c) => double.NaN, "does not give a number");
        IsHinted("03.2", (double a, double b) => a, "takes one number");
    }

    [Fact]
    public void First_weights_that_keep_the_size()
    {
        IsRight("03.3", (0.0816, 0.0913));
        IsHinted("03.3", (0.0913, 0.0816), "the other way round");
        IsHinted("03.3", (1 / 150.0, 1 / 120.0), "variances");
        IsHinted("03.3", (0.2, 0.0913), "each of six maps");
        IsHinted("03.3", (0.0816, 0.1091), "84 units");
        IsHinted("03.3", (0.0471, 0.0527), "what torch draws");
        IsHinted("03.3", (1.0, 1.0), "Count the products");
    }

    [Fact]
    public void What_came_after()
    {
        using var layer = nn.TransformerEncoderLayer(48, 4, 96, 0);
        IsRight("11.1", layer.parameters().Sum(p => p.numel()));
        IsHinted("11.1", 18_768, "normalisations are missing");
        IsHinted("11.1", 56_880, "all three layers");
        IsHinted("11.1", 1, "Count full layers");
        IsRight("11.2", (256, 2_401));
        IsHinted("11.2", (2_401, 256), "the other way round");
        IsHinted("11.2", (16, 49), "how many patches");
        IsHinted("11.2", (240, 2_352), "with itself too");
        IsHinted("11.2", (120, 1_176), "both count");
        IsHinted("11.2", (1, 2), "How many patches of 7×7");
        IsRight("11.3", (0.93, 0.88));
        IsHinted("11.3", (93, 88), "between 0 and 1");
        IsHinted("11.3", (0.88, 0.93), "come first");
        IsHinted("11.3", (0.93, 0.1), "in the same order");
        IsHinted("11.3", (0.93, 0.929), "hardly differ");
        IsHinted("11.3", (0.3, 0.25), "Less than half");
    }
}
