using LeNetLab.Visualization.Analysis;

namespace LeNetLab.Course.Exercises;

/// <summary>The exercises of notebook evaluating.</summary>
internal static class EvaluatingExercises
{
    private const int Few = 1_000;
    private const double Angle = 45, Hundredth = 0.01;

    public static IReadOnlyList<ExerciseTask> All { get; } =
    [
        ExerciseTask.Numbers("06.1", "the temperature that the first thousand training digits give: a number", 1,
            FlatteredTemperature),
        ExerciseTask.Numbers(
            "06.2", "how many mistakes are left when the least sure hundredth is rejected, by confidence and by " +
                "difference: (byConfidence, byDifference)",
            2, Rejected, whole: true),
        ExerciseTask.Numbers(
            "06.3", "the mean confidence of the right and of the wrong answers at 45°: (right, wrong), from 0 to 1", 2,
            TurnedConfidence),
    ];

    private static Judgement FlatteredTemperature(double[] answer, Lazy<DigitSets> digits)
    {
        using var model = LeNet5.Pretrained();
        var expected = Temperature(digits.Value.Train.Take(Few));
        var (reported, forFitting) = digits.Value.Test.Split(digits.Value.Test.Count / 2, seed: 1998);
        var heldOut = Temperature(forFitting);
        if (Is(expected))
        {
            return digits.Value.Origin == DigitsOrigin.BuiltIn
                ? Judgement.Right($"{expected:0.000}, and {heldOut:0.000} on the fitting half. The weights were made " +
                    $"for MNIST's digits and have met neither set, so the two differ by chance only. With MNIST the " +
                    $"training digits flatter.")
                : Judgement.Right($"{expected:0.000} instead of {heldOut:0.000}. The weights were made to fit these " +
                    $"very digits, and so they are hardly ever wrong about them: the lower the temperature, the more " +
                    $"confidence, and here confidence pays. On new digits it is not deserved.");
        }

        if (Is(1 / expected)) return Judgement.Hint(
            $"That is what the outputs would be multiplied by. The temperature is what they are divided by.");
        if (Is(heldOut)) return Judgement.Hint($"That is the temperature of the fitting half, as above. Fit on the " +
            $"first {Few:N0} digits of `digits.Train`.");
        if (Is(Temperature(reported))) return Judgement.Hint(
            $"That was fitted on the half that is reported on. Take the first {Few:N0} digits of `digits.Train`.");
        if (Is(Temperature(digits.Value.Test.Take(Few))))
            return Judgement.Hint($"Those are the first {Few:N0} digits of the test set. Take the training set.");
        if (answer[0] <= 0) return Judgement.Hint($"Outputs are divided by a temperature, so it is above 0.");
        return Judgement.Hint($"The temperature above was fitted on half of the test digits. Here it is to be fitted " +
            $"on other digits, and in the same way: on which, and on how many?");

        double Temperature(ImageSet images) => TemperatureScaling.Fit(NetworkReading.Run(model, images)).Temperature;

        bool Is(double temperature) => Answer.Near(answer[0], temperature, 0.0006 + 0.001 * temperature);
    }

    private static Judgement Rejected(double[] answer, Lazy<DigitSets> digits)
    {
        using var model = LeNet5.Pretrained();
        var read = NetworkReading.Run(model, digits.Value.Test);
        var all = read.Mistakes().Count;
        var (confidence, difference) = (Left(read.Confidence, Hundredth), Left(read.Margin, Hundredth));
        if (Is(confidence, difference))
        {
            return Judgement.Right($"Of {all} mistakes {confidence} and {difference} are left: the two scores hardly " +
                $"differ. Where only two digits compete, the probability is a function of the difference alone; they " +
                $"part where a third joins in.");
        }

        if (Is(difference, confidence))
            return Judgement.Hint($"These are the two, but the other way round: by confidence first.");
        if (Is(all - confidence, all - difference)) return Judgement.Hint(
            $"Those are the mistakes that were caught. Count those that are left among the accepted.");
        if (Is(all, all) || Is(Left(i => -read.Confidence(i), Hundredth), Left(i => -read.Margin(i), Hundredth)))
            return Judgement.Hint(
                $"You rejected the surest digits. Sort so that the least sure come last, and drop those.");
        if (Is(Left(read.Confidence, 0.1), Left(read.Margin, 0.1)))
            return Judgement.Hint($"That is a tenth rejected. A hundredth is {(int)(read.Count * Hundredth)} digits.");
        if (Is(Left(read.Confidence, 0.001), Left(read.Margin, 0.001))) return Judgement.Hint(
            $"That is a thousandth rejected. A hundredth is {(int)(read.Count * Hundredth)} digits.");
        if (answer[0] == confidence) return Judgement.Hint($"By confidence it is right. The difference is that of " +
            $"the two largest outputs, before the softmax: `read.Margin(i)`.");
        if (answer[1] == difference) return Judgement.Hint(
            $"By difference it is right. The confidence is the largest probability: `read.Confidence(i)`.");
        return Judgement.Hint($"Sort all {read.Count:N0} test digits by the score, drop the " +
            $"{(int)(read.Count * Hundredth)} with the lowest, and count the mistakes among the others. Without " +
            $"rejecting there are {all}.");

        int Left(Func<int, double> score, double share) => Enumerable.Range(0, read.Count)
            .OrderByDescending(score).Take(read.Count - (int)(read.Count * share)).Count(i => !read.IsRight(i));

        bool Is(int first, int second) => answer[0] == first && answer[1] == second;
    }

    private static Judgement TurnedConfidence(double[] answer, Lazy<DigitSets> digits)
    {
        using var model = LeNet5.Pretrained();
        var few = digits.Value.Test.Take(Few);
        var turned = Read(Angle);
        var (right, wrong) = Means(turned, turned.Confidence);
        if (Is(right, wrong))
            return Judgement.Right($"{right:0.0 %} when right, {wrong:0.0 %} when wrong. The wrong ones are less " +
                $"sure on average, so rejecting still helps; but far too many of them are surer than they " +
                $"ought to be.");
        if (Is(wrong, right))
            return Judgement.Hint($"These are the two, but the other way round: the right answers first.");
        if (Is(100 * right, 100 * wrong, 0.5))
            return Judgement.Hint($"Those are in per cent. A probability lies between 0 and 1.");
        var (rightOther, wrongOther) = Means(Read(-Angle), null);
        if (Is(rightOther, wrongOther))
            return Judgement.Hint($"Those are the digits turned by −45°, the first level. 45° is the last.");
        var (rightUpright, wrongUpright) = Means(Read(0), null);
        if (Is(rightUpright, wrongUpright))
            return Judgement.Hint($"Those are the digits as they are, before they are turned.");
        var (rightTruth, wrongTruth) = Means(turned, i => turned.Probabilities(i)[turned.Label(i)]);
        if (Is(rightTruth, wrongTruth))
            return Judgement.Hint($"For the wrong answers you took the probability of the true digit. The confidence " +
                $"is that of the digit which was named.");
        if (Answer.Near(answer[0], right, 0.003)) return Judgement.Hint($"The right answers are right. For the " +
            $"others take those where `IsRight` is false, and the probability of what was read.");
        if (Answer.Near(answer[1], wrong, 0.003))
            return Judgement.Hint($"The wrong answers are right. For the others take those where `IsRight` is true.");
        return Judgement.Hint($"`rotation.Predictions[10]` is what the network said at 45°. Part its answers by " +
            $"`IsRight`, and take the mean of `Confidence` in each part.");

        Predictions Read(double angle) => NetworkReading.Run(model, Corruption.Rotation.Apply(few, angle, seed: 1998));

        bool Is(double first, double second, double tolerance = 0.003) =>
            Answer.Near(answer[0], first, tolerance) && Answer.Near(answer[1], second, tolerance);
    }

    private static (double Right, double Wrong) Means(Predictions read, Func<int, double>? of)
    {
        of ??= read.Confidence;
        var parts = Enumerable.Range(0, read.Count).ToLookup(read.IsRight);
        return (parts[true].Select(of).DefaultIfEmpty(double.NaN).Average(),
            parts[false].Select(of).DefaultIfEmpty(double.NaN).Average());
    }
}
