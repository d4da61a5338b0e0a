using LeNetLab.Models;
using Xunit;
using static LeNetLab.Tests.Course.Checked;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LeNetLab.Tests.Course;

[Collection(TorchCollection.Name)]
public sealed class DefiningExercisesTests
{
    public DefiningExercisesTests() => LeNetLab.Native.NativeTorch.Load();

    [Theory]
    [InlineData(2400, 1500, "Each map has a bias")]
    [InlineData(2496, 1560, "You gave each kernel a bias")]
    [InlineData(1516, 2416, "the other way round")]
    [InlineData(416, 416, "one for each")]
    [InlineData(400, 400, "one for each")]
    [InlineData(240_000, 150_000, "multiply-adds")]
    [InlineData(2416, 1560, "The first is right")]
    [InlineData(2400, 1516, "The second is right")]
    [InlineData(7, 7, "Count in two steps")]
    public void Parameters_of_C3(int all, int some, string hint) => IsHinted("02.1", (all, some), hint);

    [Fact]
    public void Parameters_of_C3_counted_in_the_network()
    {
        using var model = new LeNet5();
        IsRight("02.1", (model.C3.parameters().Sum(p => p.numel()), 60 * 25 + 16));
    }

    [Fact]
    public void Relu_and_max_pooling_are_told_by_what_the_network_does()
    {
        using var library = new LeNet5(new LeNet5Options(Activation.Relu, Pooling.Max));
        IsRight("02.2", library);
        using var own = Layers(() => ReLU(), () => MaxPool2d(2));
        IsRight("02.2", own);

        using var introduction =
            Sequential(Conv2d(1, 6, 5), ReLU(), MaxPool2d(2), Conv2d(6, 16, 5), ReLU(), MaxPool2d(2),
            Flatten(), Linear(16 * 5 * 5, 120), ReLU(), Linear(120, 84), ReLU(), Linear(84, 10));
        IsRight("02.2", introduction);

        using var unchanged = new LeNet5();
        IsHinted("02.2", unchanged, "still squashes by tanh and takes means");
        using var tanh = Layers(() => Tanh(), () => MaxPool2d(2));
        IsHinted("02.2", tanh, "still squash by tanh");
        using var mean = Layers(() => ReLU(), () => AvgPool2d(2));
        IsHinted("02.2", mean, "still take the mean");
        using var squashed = Layers(() => ReLU(), () => MaxPool2d(2), ReLU());
        IsHinted("02.2", squashed, "throws away every negative logit");
        using var shares = Layers(() => ReLU(), () => MaxPool2d(2), Softmax(1));
        IsHinted("02.2", shares, "ends in a softmax");
        using var other = Layers(() => LeakyReLU(0.5), () => MaxPool2d(2));
        IsHinted("02.2", other, "does not behave as LeNet-5 with ReLU");
        using var smaller = Layers(() => ReLU(), () => MaxPool2d(2), maps: 12);
        IsHinted("02.2", smaller, "Its layers are not LeNet-5's");
        using var letters = new LeNet5(new LeNet5Options(Activation.Relu, Pooling.Max, Classes: 26));
        IsHinted("02.2", letters, "Its layers are not LeNet-5's");
    }

    [Fact]
    public void A_network_is_handed_back_as_it_was()
    {
        using var model = new LeNet5(new LeNet5Options(Activation.Relu, Pooling.Max));
        var before = model.C1.weight.data<float>().ToArray();
        IsRight("02.2", model);
        // Torch's count keeps the parameters of a disposed LeNet5, and the check tries four of them; nothing else may
        // stay.
        var (live, left) = (LiveTensors.Settled(), 0L);
        using (new LeNet5()) left = LiveTensors.Settled() - live;
        live = LiveTensors.Settled();
        IsRight("02.2", model);
        Assert.InRange(LiveTensors.Settled() - live, 0, 4 * left);
        Assert.Equal(before, model.C1.weight.data<float>().ToArray());
        Assert.True(model.training);
    }

    [Fact]
    public void Side_of_S4()
    {
        // The shapes of the layers themselves.
        using var c1 = Conv2d(1, 1, 5);
        using var pool = AvgPool2d(2);
        IsRight("02.3", (int n) =>
        {
            using var scope = NewDisposeScope();
            return pool.call(c1.call(pool.call(c1.call(zeros(1, 1, n, n))))).shape[3];
        });
        IsRight("02.3", (int n) => (n - 12) / 4);
        IsRight("02.3", (double n) => Math.Floor((n - 12) / 4));

        IsHinted("02.3", (int n) => n / 4, "what two poolings do");
        IsHinted("02.3", (int n) => (n - 4) / 4, "one convolution");
        IsHinted("02.3", (int n) => ((n - 5) / 2 - 5) / 2, "at n − 4 places");
        IsHinted("02.3", (int n) => (n - 4) / 2 - 4, "That is C3");
        IsHinted("02.3", (int n) => ((n - 4) / 2 - 4) / 2 - 4, "That is C5");
        IsHinted("02.3", (int n) => n - 8, "halves the side");
        IsHinted("02.3", (int n) => (n - 12) / 4.0, "no parts of pixels");
        IsHinted("02.3", (int n) => 5, "For 28 your function gives 5");
        IsHinted("02.3", (int n) => double.NaN, "does not give a number");
        IsHinted("02.3", (int n) => "4", "does not give a number");
        IsHinted("02.3", (int a, int b) => a, "takes one number");
        IsHinted("02.3", (List<int> n) => 4, "failed for 28");
        IsOfWrongType("02.3", 4, "a whole number");
    }

    private static Module<Tensor, Tensor> Layers(
        Func<Module<Tensor, Tensor>> squash, Func<Module<Tensor, Tensor>> pool, Module<Tensor, Tensor>? last = null,
        int maps = 16)
    {
        List<Module<Tensor, Tensor>> layers =
        [
            Conv2d(1, 6, 5), squash(), pool(), Conv2d(6, maps, 5), squash(), pool(), Conv2d(maps, 120, 5),
            squash(), Flatten(),
            Linear(120, 84), squash(), Linear(84, 10),
        ];
        if (last is not null) layers.Add(last);
        return Sequential([.. layers]);
    }
}
