using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Training;
using Xunit;
using static LeNetLab.Tests.Course.Checked;

namespace LeNetLab.Tests.Course;

[Collection(TorchCollection.Name)]
public sealed class TrainingExercisesTests
{
    // As notebook training splits them.
    private static readonly (ImageSet Train, ImageSet HeldOut) Sets = Few.Train.Split(Few.Train.Count / 12, seed: 1998);

    [Fact]
    public void Rates()
    {
        var (high, middle, low) = (Train(0.03), Train(0.001), Train(0.001 / 30));
        IsRight("04.1", new[] { high, middle, low });
        IsHinted("04.1", (low, middle, high), "the highest rate first");
        Assert.Matches("high [0-9.]+ %, middle [0-9.]+ %, low [0-9.]+ %", Of("04.1", (high, middle, low)).Message);

        IsHinted("04.1", (middle, middle, middle), "the same learning rate");
        IsHinted("04.1", (high, high, low), "1 and 900 times apart");
        IsHinted("04.1", (high, middle, Train(0.001 / 30, judged: false)), "no held-out digits");
        IsHinted("04.1", (high, middle, Train(0.001 / 30, epochs: 2)), "1, 1, 2 epochs");
        IsOfWrongType("04.1", high, "a list of one: an EpochResult");
        IsOfWrongType("04.1", (high, middle), "2 things: a list of one: an EpochResult, a list of one: an EpochResult");
    }

    [Fact]
    public void A_network_and_its_share_of_the_held_out_digits()
    {
        using var network = Taught(new LeNet5Options(Activation.Relu, Pooling.Max));
        var share = Read(network, Sets.HeldOut).Accuracy;
        IsRight("04.2", (network, share));
        IsRight("04.2", new object[] { network, (float)share });
        Assert.Contains("did not look at the test set", Of("04.2", (network, share)).Message, StringComparison.Ordinal);

        IsHinted("04.2", (network, 100 * share), "in per cent");
        IsHinted("04.2", (network, 1 - share), "the share read wrong");
        IsHinted("04.2", (network, Read(network, Few.Test).Accuracy), "the share of the test set");
        IsHinted("04.2", (network, Read(network, Sets.Train.Take(5_000)).Accuracy), "has learnt from");
        IsHinted("04.2", (network, 0.123), "another share");
        IsHinted("04.2", (network, double.NaN), "NaN");

        using var tanh = LeNet5.Pretrained();
        IsHinted("04.2", (tanh, Read(tanh, Sets.HeldOut).Accuracy), "still squashes by tanh");
        using var untrained = new LeNet5(new LeNet5Options(Activation.Relu, Pooling.Max));
        IsHinted("04.2", (untrained, Read(untrained, Sets.HeldOut).Accuracy), "Has it been trained?");
        IsOfWrongType("04.2", share, "a number");
        IsOfWrongType("04.2", (share, network), "2 things: a number, a LeNet5");
        IsOfWrongType("04.2", (network, "0.9"), "2 things: a LeNet5, text");
    }

    [Fact]
    public void Distortions()
    {
        // A network that reads digits already: those that are turned far read worse, whatever the seed.
        var hard = DistortionRanges.None with { RotationDegrees = 80 };
        var plain = Train(0.0001, 2, pretrained: true);
        var distorted = Train(0.0001, 2, pretrained: true, distortions: hard);
        IsRight("04.3", (plain, distorted));

        var one = Train(0.0001);
        IsHinted("04.3", (distorted, plain), "is the plain training first");
        IsHinted("04.3", (plain, plain), "equal to the last figure");
        IsHinted("04.3", (plain, one), "2, 1 epochs");
        IsHinted("04.3", (one, one), "The question asks for two");
        IsHinted("04.3", (plain, Train(0.0001, judged: false)), "no held-out digits");
        IsOfWrongType("04.3", (one, one, one),
            "3 things: a list of one: an EpochResult, a list of one: an EpochResult, a list of one: an EpochResult");
    }

    private static LeNet5 Taught(LeNet5Options options)
    {
        TorchSharp.torch.manual_seed(1);
        var network = new LeNet5(options);
        Trainer.Fit(network, Sets.Train, options: new TrainingOptions
        {
            Epochs = 2,
            LearningRate = 0.003,
            Schedule = LearningRateSchedule.OneCycle(rise: 0.2)
        },
            cancellationToken: Token);
        return network;
    }

    private static TrainingHistory Train(
        double rate, int epochs = 1, bool judged = true, bool pretrained = false, DistortionRanges? distortions = null)
    {
        using var network = pretrained ? LeNet5.Pretrained() : new LeNet5();
        var options = new TrainingOptions
        {
            Epochs = epochs,
            LearningRate = rate,
            Augmentation = distortions ?? DistortionRanges.None
        };
        return Trainer.Fit(network, Sets.Train.Take(256), judged ? Sets.HeldOut.Take(100) : null, options,
            cancellationToken: Token);
    }
}
