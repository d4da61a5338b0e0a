using static TorchSharp.torch.nn;

namespace LeNetLab.Course.Exercises;

/// <summary>The exercises of notebook how-it-learns.</summary>
internal static class LearningExercises
{
    // One weight of F6, and how many numbers a unit of C3 and one of F6 add up.
    private const int Unit = 3, Input = 7, InputsOfC3 = 6 * 5 * 5, InputsOfF6 = 120;

    public static IReadOnlyList<ExerciseTask> All { get; } =
    [
        ExerciseTask.Numbers("03.1", "the gradient of the loss with respect to `F6.weight[3, 7]`, for the first test " +
            "digit that the pretrained network misreads: a number", 1, WeightOfF6),
        ExerciseTask.Of<Delegate>("03.2", "a function of the curvature c that gives the learning rate at which steps " +
            "on L(w) = c·w²/2 stop converging, from double to double", LargestRate),
        ExerciseTask.Numbers("03.3", "the standard deviations of the weights of C3 and of F6 at which their sums are " +
            "as large as their inputs: (c3, f6)", 2, FirstWeights),
    ];

    private static Judgement WeightOfF6(double[] answer, Lazy<DigitSets> digits)
    {
        using var scope = NewDisposeScope();
        using var model = LeNet5.Pretrained();
        var test = digits.Value.Test;
        var index = NetworkReading.Run(model, test).Mistakes()[0];
        var maps = model.Maps(test.ToTensor(index, 1));
        double[] Values(string layer) => [.. maps[layer].flatten().to_type(ScalarType.Float64).data<double>()];
        var (c5, f6) = (Values("C5"), Values("F6"));
        var outputs = model.Output.weight.to_type(ScalarType.Float64);                    // [10, 84]
        var given =
            functional.softmax(maps["Output"].flatten().to_type(ScalarType.Float64), 0).data<double>().ToArray();
        double Back(int unit, bool less = true) => Enumerable.Range(0, given.Length).Sum(k =>
            (given[k] - (less && k == test.Label(index) ? 1 : 0)) * outputs[k, unit].item<double>());
        double Slope(int unit) => 1 - (f6[unit] * f6[unit]);
        var right = Back(Unit) * Slope(Unit) * c5[Input];
        if (Is(right))
            return Judgement.Right($"{right:0.######}: how wrong the outputs are, carried back through the output " +
                $"weights of unit {Unit}, times the slope of its tanh, times what unit {Input} of C5 gave it.");
        // A saturated unit makes some of these nearly equal, so the nearest counts.
        var alike = Math.Abs(c5[Input] + 1) < 0.01
            ? " Or it is the gradient of the unit's bias, which is as large for this digit." : "";
        (double Value, string Hint)[] mistakes =
        [
            (-right,
                "The size is right and the sign is not. The outputs' gradient is the probability minus 1 for the " +
                $"true digit, not 1 minus the probability.{alike}"),
            (Back(Unit) * c5[Input],
                "Between the unit's sum and its activation is a tanh: one factor of the chain is " +
                "missing, its slope 1 − tanh²."),
            (Back(Unit) * Slope(Unit),
                "That is the gradient of the unit's bias. A weight is multiplied by what comes " +
                $"in, unit {Input} of C5."),
            (Back(Unit, less: false) * Slope(Unit) * c5[Input],
                "The outputs' gradient is the ten probabilities, with " +
                "1 taken off the true digit's."),
            (Back(Input) * Slope(Input) * c5[Unit], $"That is `F6.weight[{Input}, {Unit}]`. The first index is the " +
                "unit of F6."),
            (Back(Unit) * Slope(Unit) * f6[Input], "What comes into F6 is C5, the 120 numbers before it."),
        ];
        var nearest = mistakes.MinBy(m => Math.Abs(answer[0] - m.Value));
        return new Judgement(false, Is(nearest.Value) ? nearest.Hint : $"Go back from the loss: the ten outputs' " +
            $"gradients, then unit {Unit} of F6, then its tanh, then the weight. `loss.backward()` gives a number to " +
            "compare with.");

        bool Is(double value) => Math.Abs(answer[0] - value) <= 0.002 * Math.Abs(value);
    }

    private static Judgement LargestRate(Delegate function, Lazy<DigitSets> digits)
    {
        double[] curvatures = [0.5, 1, 3, 8, 40];
        if (function.Method.GetParameters() is not [{ ParameterType: var type }]
            || function.Method.ReturnType == typeof(void))
            return Judgement.Hint($"The function takes one number, the curvature, and gives one, the learning rate.");
        double[] answers;
        try
        {
            answers = [.. curvatures.Select(c =>
                Answer.Number(function.DynamicInvoke(Convert.ChangeType(c, type, CultureInfo.InvariantCulture)))
                ?? double.NaN)];
        }
        catch (Exception e) when (e is TargetInvocationException or InvalidCastException or ArgumentException)
        {
            return Judgement.Hint($"The function failed for {curvatures[0]}: {(e.InnerException ?? e).Message}");
        }

        if (answers.Any(double.IsNaN)) return Judgement.Hint($"The function does not give a number.");
        if (Is(c => 2 / c))
            return Judgement.Right($"A step multiplies w by 1 − rate·c. Up to 2/c that factor is between " +
            $"−1 and 1, and w shrinks; beyond it every step lands farther out on the other side.");
        if (Is(c => 1 / c))
            return Judgement.Hint($"At 1/c one step lands in the minimum. A larger rate overshoots, and " +
            $"still comes nearer with every step. When does it not?");
        if (Is(c => 2 * c) || Is(c => c) || Is(c => c / 2)) return Judgement.Hint($"The steeper the curve bends, the " +
            $"shorter the steps have to be: the rate falls as the curvature grows.");
        var wrong =
            Enumerable.Range(0, curvatures.Length).First(i => !Answer.Near(answers[i], 2 / curvatures[i], 1e-6));
        return Judgement.Hint(
            $"For a curvature of {curvatures[wrong]:0.#} your function gives {answers[wrong]:0.###}. " +
            $"Write down w after one step: the slope at w is c·w. By which factor has w changed?");

        bool Is(Func<double, double> rule) =>
            curvatures.Select((c, i) => Answer.Near(answers[i], rule(c), 1e-6 * rule(c))).All(same => same);
    }

    private static Judgement FirstWeights(double[] answer, Lazy<DigitSets> digits)
    {
        double c3 = 1 / Math.Sqrt(InputsOfC3), f6 = 1 / Math.Sqrt(InputsOfF6);
        if (Is(c3, f6))
            return Judgement.Right($"1/√{InputsOfC3} and 1/√{InputsOfF6}. The variance of a sum is the sum " +
            $"of the variances, so F products add up to F times the variance of one.");
        if (Is(f6, c3)) return Judgement.Hint($"These are the two, but the other way round: C3 first.");
        if (Is(c3 * c3, f6 * f6)) return Judgement.Hint($"Those are variances. Asked for are standard deviations.");
        if (Is(1 / 5.0, f6)) return Judgement.Hint($"F6 is right. A unit of C3 reads 5×5 pixels of each of six maps.");
        if (answer[0] is > 0 and < 1 && Answer.Near(answer[1], 1 / Math.Sqrt(84), 1e-3))
            return Judgement.Hint($"F6 has 84 units. What counts is how many numbers one of them adds up.");
        if (Is(c3 / Math.Sqrt(3), f6 / Math.Sqrt(3)))
            return Judgement.Hint($"That is what torch draws: uniform within " +
            $"±1/√F, whose deviation is 1/√(3F). Its sums are smaller than their inputs.");
        return Judgement.Hint(
            $"Count the products that one unit adds up, F. If weights and inputs have mean 0 and are " +
            $"independent, the variance of the sum is F times the variance of a weight times that of an input.");

        bool Is(double first, double second) =>
            Answer.Near(answer[0], first, 1e-3 * first) && Answer.Near(answer[1], second, 1e-3 * second);
    }
}
