using LeNetLab.Paper1998.Baselines;
using LeNetLab.Training;

namespace LeNetLab.Course.Exercises;

/// <summary>The exercises of notebook training.</summary>
internal static class TrainingExercises
{
    // What the questions let the networks learn from.
    private const int Part = 5_000;
    private const int Apart = 30;

    public static IReadOnlyList<ExerciseTask> All { get; } =
    [
        ExerciseTask.Several<TrainingHistory>(
            "04.1", "the histories of three trainings whose rates are thirty times apart: (high, middle, " +
                "low)", 3, Rates),
        ExerciseTask.Any(
            "04.2", "your trained network with ReLU and max pooling, and the share of the held-out digits that it " +
                "reads right: (network, share)", ReluNetwork),
        ExerciseTask.Several<TrainingHistory>(
            "04.3", "the histories of two trainings, without and with distortions: (plain, distorted)", 2, Distorted),
    ];

    /// <summary>The two sets that the notebook makes of the training set.</summary>
    internal static (ImageSet Train, ImageSet HeldOut) Split(DigitSets digits) =>
        digits.Train.Split(digits.Train.Count / 12, seed: 1998);

    private static Judgement Rates(IReadOnlyList<TrainingHistory> histories, Lazy<DigitSets> digits)
    {
        if (Incomplete(histories) is { } hint) return hint;
        // A schedule gives each training the same factor, so the last epochs' rates are as far apart as the given
        // rates.
        var sorted = histories.OrderByDescending(h => h[^1].LearningRate).ToArray();
        if (!histories.SequenceEqual(sorted))
            return Judgement.Hint($"The three are in another order than asked for: the highest rate first.");
        var (upper, lower) = (sorted[0][^1].LearningRate / sorted[1][^1].LearningRate,
            sorted[1][^1].LearningRate / sorted[2][^1].LearningRate);
        if (Answer.Near(upper, 1, 0.01) && Answer.Near(lower, 1, 0.01))
            return Judgement.Hint($"All three have the same learning rate. `options with {{ LearningRate = rate }}` " +
                $"makes options that differ in it.");
        if (!Answer.Near(upper, Apart, 0.5) || !Answer.Near(lower, Apart, 0.5))
            return Judgement.Hint($"The rates are {upper:0.#} and {lower:0.#} times apart. Take one, {Apart} times " +
                $"as much, and a {Apart}th of it.");
        var best = Enumerable.Range(0, 3).MaxBy(i => sorted[i].Best!.ValidationAccuracy);
        var names = new[] { "high", "middle", "low" };
        var figures = string.Join(", ", names.Select(
            (name, i) => FormattableString.Invariant($"{name} {sorted[i].Best!.ValidationAccuracy:0.0 %}")));
        return best == 1
            ? Judgement.Right($"Held-out digits read right: {figures}. Too high, and tanh units are driven to their " +
                $"ends, where they have hardly any gradient. Too low, and the loss falls steadily but has not " +
                $"come far.")
            : Judgement.Right($"Held-out digits read right: {figures}. On these digits the {names[best]} rate came " +
                $"furthest. With more epochs a low rate catches up; one that is too high does not settle.");
    }

    private static Judgement? ReluNetwork(object answer, Lazy<DigitSets> digits)
    {
        if (Answer.Items(answer) is not [{ } first, { } second]) return null;
        if (first is not nn.Module<Tensor, Tensor> network || Answer.Number(second) is not { } share) return null;
        if (double.IsNaN(share)) return Judgement.Hint($"The share is NaN: was there any digit to read?");
        var (train, heldOut) = Split(digits.Value);
        var form = NetworkForm.Of(network, heldOut.Take(20));
        if (form.Problem is { } problem) return new Judgement(false, problem);
        if (form.Activation is not { } activation || form.Pooling is not { } pooling)
            return Judgement.Hint(
                $"The network is no LeNet-5 with ReLU and max pooling: it gives other outputs with the same weights.");
        if (NetworkForm.MissingForReluAndMax(activation, pooling) is { } missing) return new Judgement(false, missing);
        // What is shown to four decimals was measured all the same.
        const double Tolerance = 0.0001;
        var accuracy = NetworkReading.Run(network, heldOut).Accuracy;
        var baseline = new MeanImageClassifier(train).Run(heldOut).Accuracy;
        if (accuracy < baseline)
            return Judgement.Hint($"This network reads {accuracy:0.0 %} of the held-out digits, less than ten " +
                $"averaged pictures do. Has it been trained?");
        if (Answer.Near(share, accuracy, Tolerance))
            return Judgement.Right($"It reads {accuracy:0.00 %} of the held-out digits, and you did not look at the " +
                $"test set. ReLU does not flatten for large inputs, so its gradient stays alive; that often makes " +
                $"the first epochs a little quicker.");
        if (Answer.Near(share, 100 * accuracy, 100 * Tolerance))
            return Judgement.Hint($"That is in per cent. A share lies between 0 and 1.");
        if (Answer.Near(share, 1 - accuracy, Tolerance)) return Judgement.Hint($"That is the share read wrong.");
        if (Answer.Near(share, NetworkReading.Run(network, digits.Value.Test).Accuracy, Tolerance))
            return Judgement.Hint($"That is the share of the test set. It was looked at once, and what helps to " +
                $"decide between networks is the held-out set.");
        if (Answer.Near(share, NetworkReading.Run(network, train.Take(Part)).Accuracy, Tolerance))
            return Judgement.Hint($"That is the share of the digits it has learnt from. It says how well it knows " +
                $"those, not how it reads others.");
        return Judgement.Hint($"This network reads another share of the held-out digits. Measure the network that " +
            $"you hand over, after its training: `Inference.Run(network, heldOut).Accuracy`.");
    }

    private static Judgement Distorted(IReadOnlyList<TrainingHistory> histories, Lazy<DigitSets> digits)
    {
        if (Incomplete(histories) is { } hint) return hint;
        if (histories[0].Count < 2)
            return Judgement.Hint($"Each training has one epoch. The question asks for two: in the first, the plain " +
                $"training sees no digit twice either.");
        var (plain, distorted) = (histories[0][^1], histories[1][^1]);
        if (plain.TrainLoss == distorted.TrainLoss)
            return Judgement.Hint($"The two are equal to the last figure: neither was distorted, or both were. " +
                $"`DistortionRanges.None` is what `options` says by itself.");
        if (distorted.TrainAccuracy >= plain.TrainAccuracy)
            return Judgement.Hint($"The second training read more of its own digits right " +
                $"({distorted.TrainAccuracy:0.0 %}) than the first ({plain.TrainAccuracy:0.0 %}). Distorted digits " +
                $"are harder: is the plain training first, and are both on the same digits?");
        // Two standard deviations of a difference of two shares, each of as many digits as the notebook holds out.
        var held = Math.Max(1, digits.Value.Train.Count / 12);
        var chance = 2 * Math.Sqrt(2 * plain.ValidationAccuracy * (1 - plain.ValidationAccuracy) / held);
        var verdict = Math.Abs(distorted.ValidationAccuracy - plain.ValidationAccuracy) <= chance
            ? FormattableString.Invariant($"On {held:N0} held-out digits a difference below {chance:0.0 %} may be ") +
                "chance, so two epochs show no help yet. It comes when the first has learnt its images by heart."
            : distorted.ValidationAccuracy > plain.ValidationAccuracy
            ? "So what it learnt from the harder digits already helps with the plain ones."
            : "With more epochs the second catches up, and passes the first once that has learnt its images by heart.";
        return Judgement.Right($"The training accuracy fell from {plain.TrainAccuracy:0.0 %} to " +
            $"{distorted.TrainAccuracy:0.0 %}: the digits got harder, and never come twice, so they cannot be learnt " +
            $"by heart. The held-out digits are not distorted: {plain.ValidationAccuracy:0.0 %} without, " +
            $"{distorted.ValidationAccuracy:0.0 %} with. {verdict}");
    }

    private static Judgement? Incomplete(IReadOnlyList<TrainingHistory> histories)
    {
        if (histories.Any(h => h.Count == 0)) return Judgement.Hint($"One of the trainings has not finished an epoch.");
        if (histories.Any(h => double.IsNaN(h[^1].ValidationLoss)))
            return Judgement.Hint($"One of the trainings had no held-out digits to be judged by. Its training " +
                $"accuracy says how well it knows what it has seen: give `Fit` the held-out set too.");
        if (histories.Select(h => h.Count).Distinct().Count() > 1)
            return Judgement.Hint($"The trainings have {string.Join(", ", histories.Select(h => h.Count))} epochs. " +
                $"To compare them, change one thing only.");
        return null;
    }
}
