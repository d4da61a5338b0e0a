using System.Globalization;
using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Simd;
using LeNetLab.Training;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Core.Training;

public class CheckpointTests : TrainingTestBase
{
    private readonly TrainingOptions _options;

    public CheckpointTests() => _options = new()
    {
        Epochs = 4,
        BatchSize = 32,
        Seed = 5,
        WeightDecay = 0.01,
        Augmentation = DistortionRanges.Mild,
        Backend = SimdBackend.Instance,
        Schedule = LearningRateSchedule.OneCycle(),
        Checkpoint = Folder.File("training.safetensors"),
    };

    [Theory]
    [InlineData(OptimizerKind.Adam, 1, false)]
    [InlineData(OptimizerKind.Adam, 3, true)]
    [InlineData(OptimizerKind.AdamW, 2, true)]
    [InlineData(OptimizerKind.Sgd, 1, true)]
    [InlineData(OptimizerKind.Sgd, 3, false)]
    public void Stopped_and_resumed_equals_never_stopped(OptimizerKind kind, int epochs, bool validation)
    {
        var options = _options with { Optimizer = kind, Backend = TorchBackend.Instance };
        var held = validation ? Held : null;
        using LeNet5 whole = Network(), stopped = Network();
        var expected = Fit(whole, options with { Checkpoint = null }, validation: held);

        using var cancel = new CancellationTokenSource();
        Fit(stopped, options, validation: held, cancel: cancel, told: p =>
        {
            if (p.Epoch == epochs + 1 && p.Step == 2) cancel.Cancel();
        });

        // Another network in its place, and torch's generator somewhere else.
        using var resumed = Network(seed: 77);
        rand(100).Dispose();
        var history = Fit(resumed, options, validation: held);
        Assert.Equal(Weights(whole), Weights(resumed));
        Assert.Equal(expected.Select(Figures), history.Select(Figures));
        Assert.Equal(StopReason.Completed, history.Stopped);
        Assert.Single(Directory.EnumerateFiles(Folder.Path));
    }

    [Fact]
    public void Stopped_after_every_epoch_it_still_ends_the_same()
    {
        using LeNet5 whole = Network(), resumed = Network();
        var expected = Fit(whole, _options with { Checkpoint = null }, validation: Held);
        TrainingHistory history;
        do
        {
            using var cancel = new CancellationTokenSource();
            history = Fit(resumed, _options, validation: Held, cancel: cancel, told: p =>
            {
                if (p.Finished is not null) cancel.Cancel();
            });
        }
        while (history.Stopped == StopReason.Cancelled);

        Assert.Equal(Weights(whole), Weights(resumed));
        Assert.Equal(expected.Select(Figures), history.Select(Figures));
    }

    [Theory]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.Sgd)]
    public void A_network_with_dropout_and_frozen_weights_is_resumed_too(OptimizerKind kind)
    {
        // Dropout draws from torch's generator; a frozen weight has no memory in SGD.
        var options = _options with { Optimizer = kind, Backend = TorchBackend.Instance };
        using var whole = Dropping();
        Trainer.Fit(whole, Train, null, options with { Checkpoint = null },
            cancellationToken: TestContext.Current.CancellationToken);
        using var cancel = new CancellationTokenSource();
        using var stopped = Dropping();
        Trainer.Fit(stopped, Train, null, options, new Now(p =>
        {
            if (p is { Epoch: 3, Step: 2 }) cancel.Cancel();
        }), cancel.Token);
        using var resumed = Dropping();
        Trainer.Fit(resumed, Train, null, options, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Weights(whole), Weights(resumed));
        Assert.NotEqual(Weights(whole), Weights(stopped));

        static TorchSharp.Modules.Sequential Dropping()
        {
            random.manual_seed(4);
            var model = nn.Sequential(
                ("flat", nn.Flatten()), ("hidden", nn.Linear(1024, 20)), ("drop", nn.Dropout(0.3)), ("out",
                    nn.Linear(20, 10)));
            model.named_parameters().First(p => p.name == "hidden.bias").parameter.requires_grad = false;
            return model;
        }
    }

    [Fact]
    public void A_training_that_is_done_is_not_done_again()
    {
        using LeNet5 model = Network(), other = Network(seed: 3);
        var history = Fit(model, _options, validation: Held);
        var again = Fit(other, _options, validation: Held, told: _ => Assert.Fail("It trained again."));
        Assert.Equal(history, again);
        Assert.Equal(Weights(model), Weights(other));
    }

    [Fact]
    public void Early_stopping_is_remembered()
    {
        var options = _options with
        {
            Epochs = 30,
            LearningRate = 2e-3,
            Patience = 2,
            Schedule = LearningRateSchedule.Constant
        };
        using LeNet5 model = Network(), other = Network(seed: 3);
        var history = Fit(model, options, validation: Doubtful);
        Assert.Equal(StopReason.NoImprovement, history.Stopped);
        var again = Fit(other, options, validation: Doubtful, told: _ => Assert.Fail("It trained on."));
        Assert.Equal(StopReason.NoImprovement, again.Stopped);
        Assert.Equal(Weights(model), Weights(other));
    }

    [Fact]
    public void The_weights_in_it_can_be_read_as_weights()
    {
        using LeNet5 model = Network(), other = Network(seed: 3);
        Fit(model, _options);
        ModelWeights.Load(other, _options.Checkpoint!);
        Assert.Equal(Weights(model), Weights(other));
    }

    public static TheoryData<string> OtherTrainings() =>
    [
        "epochs", "batch", "rate", "optimiser", "decay", "schedule", "seed", "normalization", "distortions",
        "fewer images",
        "other pixels", "other labels", "other held out", "activation", "pooling", "initialization",
    ];

    [Theory]
    [MemberData(nameof(OtherTrainings))]
    public void A_checkpoint_of_another_training_is_refused_and_changes_nothing(string what)
    {
        using var model = Network();
        var same = _options with { Epochs = 1 };
        Fit(model, same, validation: Held);
        var written = File.ReadAllBytes(_options.Checkpoint!);
        var options = what switch
        {
            "epochs" => same with { Epochs = 5 },
            "batch" => same with { BatchSize = 31 },
            "rate" => same with { LearningRate = 1.1e-3 },
            "optimiser" => same with { Optimizer = OptimizerKind.AdamW },
            "decay" => same with { WeightDecay = 0.02 },
            "schedule" => same with { Schedule = LearningRateSchedule.OneCycle(0.2) },
            "seed" => same with { Seed = 6 },
            "normalization" => same with { Normalization = Normalization.ZeroToOne },
            "distortions" => same with { Augmentation = null },
            _ => same,
        };
        byte[] pixels = Train.Pixels.ToArray(), labels = Train.Labels.ToArray();
        if (what == "other pixels") pixels[77] ^= 1;
        if (what == "other labels") labels[3] = (byte)(9 - labels[3]);
        var train = what == "fewer images" ? Train.Take(199) : new ImageSet(pixels, labels);
        var held = what == "other held out" ? Blobs.Make(60, 3) : Held;
        using var other = Network(3, what switch
        {
            "activation" => new LeNet5Options(Activation.Relu),
            "pooling" => new LeNet5Options(Pooling: Pooling.Max),
            "initialization" => new LeNet5Options(Initialization: Initialization.Xavier),
            _ => null,
        });
        var before = Weights(other);
        var error = Assert.Throws<SafeTensorsFormatException>(
            () => Trainer.Fit(other, train, held, options, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains(_options.Checkpoint!, error.Message, StringComparison.Ordinal);
        Assert.Contains("another training", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Weights(other));
        Assert.Equal(written, File.ReadAllBytes(_options.Checkpoint!));
    }

    [Fact]
    public void A_culture_with_a_decimal_comma_resumes_what_one_with_a_point_began()
    {
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        using var model = Network();
        Fit(model, _options with { Epochs = 1 });
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = comma;
            Assert.Single(Fit(model, _options with { Epochs = 1 }, told: _ => Assert.Fail("It trained again.")));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("empty")]
    [InlineData("text")]
    [InlineData("history is no JSON")]
    [InlineData("history is null")]
    [InlineData("history skips an epoch")]
    [InlineData("steps are no number")]
    [InlineData("steps are wrong")]
    [InlineData("no history")]
    [InlineData("no generator")]
    [InlineData("a short generator")]
    [InlineData("a generator of zeros")]
    [InlineData("one bit of the generator")]
    [InlineData("one bit of a weight")]
    [InlineData("no weight")]
    [InlineData("no best weight")]
    [InlineData("no memory of the optimiser")]
    [InlineData("memory of another shape")]
    public void A_damaged_checkpoint_is_refused_and_changes_nothing(string damage)
    {
        // Only torch draws from a generator.
        var options = _options with
        {
            Epochs = 1,
            Backend = damage.Contains("generator", StringComparison.Ordinal) ? TorchBackend.Instance : _options.Backend,
        };
        using var model = Network();
        Fit(model, options, validation: Held);
        var path = _options.Checkpoint!;
        var file = SafeTensorsFile.Read(path);
        switch (damage)
        {
            case "history is no JSON": file.Metadata["history"] = "[{"; break;
            case "history is null": file.Metadata["history"] = "null"; break;
            case "history skips an epoch":
                file.Metadata["history"] = file.Metadata["history"].Replace("\"Epoch\":1",
                "\"Epoch\":2", StringComparison.Ordinal); break;
            case "steps are no number": file.Metadata["steps"] = "many"; break;
            case "steps are wrong": file.Metadata["steps"] = "13"; break;
            case "no history": file.Metadata.Remove("history"); break;
            case "no generator": file.Tensors.Remove("generator"); break;
            case "a short generator":
                file.Tensors["generator"] = SafeTensor.From(ones(8, dtype: ScalarType.Byte)); break;
            case "a generator of zeros":
                file.Tensors["generator"] = SafeTensor.From(
                zeros(file.Tensors["generator"].Data.Length, dtype: ScalarType.Byte)); break;
            case "one bit of the generator": file.Tensors["generator"] = Flipped(file.Tensors["generator"]); break;
            case "one bit of a weight": file.Tensors["f6.weight"] = Flipped(file.Tensors["f6.weight"]); break;
            case "no weight": file.Tensors.Remove("f6.bias"); break;
            case "no best weight": file.Tensors.Remove("best.f6.bias"); break;
            case "no memory of the optimiser": file.Tensors.Remove("optimizer.exp_avg.output.bias"); break;
            case "memory of another shape":
                file.Tensors["optimizer.exp_avg_sq.output.bias"] = SafeTensor.From(ones(1)); break;
        }

        file.Write(path);
        if (damage == "cut") File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        if (damage == "empty") File.WriteAllBytes(path, []);
        if (damage == "text") File.WriteAllText(path, "no checkpoint, only a file of that name");

        using var other = Network(3);
        var before = Weights(other);
        var error = Assert.Throws<SafeTensorsFormatException>(
            () => Fit(other, options, validation: Held));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Weights(other));
    }

    /// <summary>A checksum says that nobody damaged the file, not that this program wrote it.</summary>
    [Theory]
    [InlineData("generator as numbers")]
    [InlineData("generator of another length")]
    [InlineData("generator of zeros")]
    [InlineData("history is null")]
    [InlineData("an epoch is null")]
    [InlineData("history is a number")]
    [InlineData("steps are no number")]
    [InlineData("weight as whole numbers")]
    [InlineData("weight that is none")]
    [InlineData("no best weight")]
    [InlineData("memory of another shape")]
    [InlineData("memory as whole numbers")]
    [InlineData("memory of something unknown")]
    public void A_checkpoint_of_the_wrong_kind_is_refused_though_its_checksum_is_right(string damage)
    {
        // Only torch draws from a generator.
        var options = _options with
        {
            Epochs = 1,
            Backend = damage.Contains("generator", StringComparison.Ordinal) ? TorchBackend.Instance : _options.Backend,
        };
        using var model = Network();
        Fit(model, options, validation: Held);
        var path = _options.Checkpoint!;
        var file = SafeTensorsFile.Read(path);
        var generator = file.Tensors.TryGetValue("generator", out var state) ? state.Data.Length : 0;
        switch (damage)
        {
            case "generator as numbers":
                file.Tensors["generator"] = SafeTensor.From(ones(generator, dtype: ScalarType.Int64)); break;
            case "generator of another length":
                file.Tensors["generator"] = SafeTensor.From(ones(generator - 8, dtype: ScalarType.Byte)); break;
            case "generator of zeros":
                file.Tensors["generator"] = SafeTensor.From(zeros(generator, dtype: ScalarType.Byte)); break;
            case "history is null": file.Metadata["history"] = "null"; break;
            case "an epoch is null": file.Metadata["history"] = "[null]"; break;
            case "history is a number": file.Metadata["history"] = "7"; break;
            case "steps are no number": file.Metadata["steps"] = "many"; break;
            case "weight as whole numbers":
                file.Tensors["f6.bias"] = SafeTensor.From(ones(84, dtype: ScalarType.Int64)); break;
            case "weight that is none": file.Tensors["f6.bias"] = SafeTensor.From(full(84, float.NaN)); break;
            case "no best weight": file.Tensors.Remove("best.f6.bias"); break;
            case "memory of another shape":
                file.Tensors["optimizer.exp_avg_sq.output.bias"] = SafeTensor.From(ones(3)); break;
            case "memory as whole numbers":
                file.Tensors["optimizer.exp_avg_sq.output.bias"] =
                    SafeTensor.From(ones(10, dtype: ScalarType.Int64)); break;
            case "memory of something unknown":
                file.Tensors["optimizer.exp_avg_sq.nothing"] = SafeTensor.From(ones(3)); break;
        }

        file.Seal();
        file.Write(path);
        using var other = Network(3);
        var before = Weights(other);
        var error = Assert.Throws<SafeTensorsFormatException>(
            () => Fit(other, options, validation: Held));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Weights(other));
    }

    private static SafeTensor Flipped(SafeTensor stored)
    {
        using var tensor = stored.ToTensor();
        tensor.bytes[3] ^= 1;
        return SafeTensor.From(tensor);
    }

    private static string Figures(EpochResult e) =>
        FormattableString.Invariant($"{e.Epoch} {e.LearningRate:R} {e.TrainLoss:R} {e.TrainAccuracy:R} ") +
        FormattableString.Invariant($"{e.ValidationLoss:R} {e.ValidationAccuracy:R}");
}
