namespace LeNetLab.Course.Exercises;

/// <summary>The exercises of notebook fast.</summary>
internal static class SpeedExercises
{
    private const int Batch = 64, Digits = 10, Letters = 26;

    // C1's multiply-adds for one image: it needs no gradient by its inputs.
    private static readonly long C1 = NetworkPlan.LeNet5().Summary()[1].MultiplyAdds;

    // (operations a byte, GFLOP/s, gigabytes a second): below the ridge, on it and above, for several machines.
    private static readonly double[][] Roofs =
        [[0.25, 100, 10], [2, 100, 10], [10, 100, 10], [40, 100, 10], [1_000, 100, 10], [8.5, 50, 20], [1.5, 50, 20],
            [3, 2_000, 300], [0.1, 7, 3]];

    // (batch, lanes, workers): full groups and not, as many turns as groups and fewer, more workers than groups.
    private static readonly double[][] Batches =
        [[64, 16, 1], [64, 16, 2], [64, 16, 4], [64, 16, 3], [64, 16, 8], [64, 8, 3], [64, 8, 8], [64, 8, 5],
            [60, 16, 2], [50, 16, 4], [1, 16, 2], [256, 4, 16], [100, 8, 6]];

    public static IReadOnlyList<ExerciseTask> All { get; } =
    [
        ExerciseTask.Numbers(
            "08.1", "the multiply-adds of one training step on 64 letters, for a LeNet-5 with 26 outputs", 1,
            MultiplyAdds, whole: true),
        ExerciseTask.Of<Delegate>(
            "08.2", "a function of operations per byte, the peak in GFLOP/s and the gigabytes a second that gives " +
                "the roof in GFLOP/s, from three doubles to double", Roof),
        ExerciseTask.Of<Delegate>(
            "08.3", "a function of the batch, the lanes and the workers that says how many times as fast as one " +
                "worker they are, from three ints to double", Speedup),
    ];

    private static Judgement MultiplyAdds(double[] answer, Lazy<DigitSets> digits)
    {
        var found = (long)answer[0];
        if (found == Batch * OfImage(Letters))
            return Judgement.Right($"{OfImage(Letters):N0} for each letter, and {Batch} letters. The " +
                $"{Letters - Digits} outputs more cost {(double)OfImage(Letters) / OfImage(Digits) - 1:0.0 %}: " +
                $"nearly all of the work is in C1, C3 and C5.");
        if (found == Batch * OfImage(Digits)) return Judgement.Hint(
            $"That is the network with {Digits} outputs. Letters need {Letters}, each with 84 weights.");
        if (found == OfImage(Letters)) return Judgement.Hint($"That is one letter. A step takes {Batch}.");
        if (found == Batch * 3 * Forward(Letters) || found == 3 * Forward(Letters))
            return Judgement.Hint($"Nearly: there is no gradient by the pixels to compute, so C1 has two products a " +
                $"weight and not three.");
        if (found == Batch * Forward(Letters) || found == Forward(Letters))
            return Judgement.Hint($"That is the way up. On the way down each layer finds two gradients, by its " +
                $"weights and by its inputs, and each takes as many multiply-adds again.");
        if (found == Batch * 2 * Forward(Letters) || found == Batch * (2 * Forward(Letters) - C1))
            return Judgement.Hint($"On the way down each layer but C1 finds two gradients, by its weights and by its " +
                $"inputs; with the way up that makes three.");
        if (found == 2 * Batch * OfImage(Letters))
            return Judgement.Hint($"Those are operations. A multiply-add is two of them.");
        if (Math.Abs(answer[0] / (Batch * OfImage(Letters)) - 1) < 0.01) return Judgement.Hint(
            $"Close, but something small is missing or too much. Take the layers of `Summary()` one by one.");
        return Judgement.Hint($"Add up the multiply-adds of the layers, three times each, but C1's twice; then think " +
            $"of the whole batch. `new LeNet5(new LeNet5Options(Classes: {Letters})).Summary()` has the layers.");
    }

    private static long Forward(int classes) =>
        NetworkPlan.LeNet5(new(Classes: classes)).Summary().Sum(layer => layer.MultiplyAdds);

    private static long OfImage(int classes) => 3 * Forward(classes) - C1;

    private static Judgement Roof(Delegate function, Lazy<DigitSets> digits)
    {
        if (Answers(function, Roofs, out var problem) is not { } answers) return problem;
        if (Is((i, p, b) => Math.Min(p, i * b)))
            return Judgement.Right($"Two lines, and the lower one holds. They meet at peak / bandwidth, the ridge: a " +
                $"piece of work to the left of it waits for memory, and one to the right can use all of the " +
                $"arithmetic.");
        if (Is((i, p, b) => Math.Max(p, i * b)))
            return Judgement.Hint($"The larger of the two limits is none. The smaller one holds.");
        if (Is((i, _, b) => i * b)) return Judgement.Hint(
            $"That is the line of the memory. It does not rise for ever: no work is faster than the peak.");
        if (Is((_, p, _) => p)) return Judgement.Hint(
            $"That is the flat line. With few operations per byte, the bytes do not come fast enough for it.");
        if (Is((_, p, b) => p / b))
            return Judgement.Hint($"That is the ridge, in operations per byte. Asked for is the height of the roof.");
        if (Is((i, p, b) => Math.Min(p, b / i)) || Is((i, p, b) => Math.Min(p, i / b)))
            return Judgement.Hint(
                $"Look at the units: operations per byte times bytes per second are operations per second.");
        if (Is((i, p, b) => 1 / (1 / p + 1 / (i * b))))
            return Judgement.Hint($"So it would be if the processor read first and then reckoned. The roofline " +
                $"assumes that it does both at once, and only the slower of the two counts.");
        if (Is((i, b, p) => Math.Min(p, i * b)))
            return Judgement.Hint($"The peak comes second, and the gigabytes third.");
        return Wrong(answers, Roofs, c => Math.Min(c[1], c[0] * c[2]), c =>
            $"{c[0]} operations per byte, {c[1]} GFLOP/s and {c[2]} GB/s",
            "How many operations a second can there be if every byte has to be read?");

        bool Is(Func<double, double, double, double> rule) =>
            Roofs.Zip(answers).All(pair => Same(pair.Second, rule(pair.First[0], pair.First[1], pair.First[2])));
    }

    private static Judgement Speedup(Delegate function, Lazy<DigitSets> digits)
    {
        if (Answers(function, Batches, out var problem) is not { } answers) return problem;
        if (Is((b, l, w) => Groups(b, l) / Turns(b, l, w)))
            return Judgement.Right($"64 digits in 16 lanes are {Groups(64, 16)} groups: 3 workers are as fast as 2, " +
                $"and 8 as 4. With 8 lanes there are {Groups(64, 8)} groups, and 8 workers find something to do, but " +
                $"each has half as many lanes.");
        if (Is((_, _, w) => w)) return Judgement.Hint($"So it would be if groups could be cut up. With 8 workers and " +
            $"{Groups(64, 16)} groups, {8 - Groups(64, 16)} workers have nothing to do.");
        if (Is((b, l, w) => Math.Min(w, Groups(b, l)))) return Judgement.Hint($"Nearly. But {Groups(64, 16)} groups " +
            $"on 3 workers: while one takes the last group, two wait. All are done when the busiest is.");
        if (Is((b, l, w) => Turns(b, l, w)))
            return Judgement.Hint($"Those are the turns of the busiest worker. How many does a single worker take?");
        if (Is((b, l, w) => Turns(b, l, w) / Groups(b, l)))
            return Judgement.Hint($"That is the share of the time that is left. How many times as fast is that?");
        if (Is((b, l, w) => Math.Floor(Groups(b, l) / Turns(b, l, w))))
            return Judgement.Hint($"In C# 13 / 3 is 4: of two ints the rest is lost. Make one of them a double.");
        if (Is((b, l, w) => b / l / Turns(b, l, w)) || Is((b, l, w) => Math.Floor(b / l) / Turns(b, l, w))
            || Is((b, l, w) => b / l / Math.Ceiling(b / l / w))
            || Is((b, l, w) => Math.Floor(b / l) / Math.Ceiling(Math.Floor(b / l) / w))
            || Is((b, l, w) => Math.Min(w, b / l)))
            return Judgement.Hint($"A group that is not full takes as long as a full one: 60 digits in 16 lanes are " +
                $"{Groups(60, 16)} groups.");
        if (Is((b, _, w) => b / Math.Ceiling(b / w))) return Judgement.Hint(
            $"You shared out digits. Workers take whole groups, of as many digits as there are lanes.");
        return Wrong(answers, Batches, c => Groups(c[0], c[1]) / Turns(c[0], c[1], c[2]), c =>
            $"a batch of {c[0]}, {c[1]} lanes and {c[2]} workers",
            "How many groups are there, and how many of them does the busiest worker take?");

        bool Is(Func<double, double, double, double> rule) =>
            Batches.Zip(answers).All(pair => Same(pair.Second, rule(pair.First[0], pair.First[1], pair.First[2])));
    }

    private static double Groups(double batch, double lanes) => Math.Ceiling(batch / lanes);

    private static double Turns(double batch, double lanes, double workers) =>
        Math.Ceiling(Groups(batch, lanes) / workers);

    /// <summary>Calls a function of three numbers for each case; null, with a hint, if it cannot be called.</summary>
    private static double[]? Answers(Delegate function, double[][] cases, out Judgement problem)
    {
        problem = Judgement.Hint($"The function takes three numbers, in the order that is asked for, and gives one.");
        if (function.Method.GetParameters() is not { Length: 3 } parameters
            || function.Method.ReturnType == typeof(void)) return null;
        try
        {
            double[] answers = [.. cases.Select(c => Answer.Number(function.DynamicInvoke(
                [.. c.Select(
                    (value, i) => Convert.ChangeType(value, parameters[i].ParameterType,
                        CultureInfo.InvariantCulture))])) ?? double.NaN)];
            if (!answers.Any(double.IsNaN)) return answers;
            problem = Judgement.Hint($"The function does not give a number.");
        }
        catch (Exception e) when (e is TargetInvocationException or InvalidCastException or ArgumentException)
        {
            problem = Judgement.Hint($"The function failed: {(e.InnerException ?? e).Message}");
        }

        return null;
    }

    private static Judgement Wrong(double[] answers, double[][] cases, Func<double[], double> expected,
        Func<double[], string> inWords, string question)
    {
        var wrong = Enumerable.Range(0, cases.Length).First(i => !Same(answers[i], expected(cases[i])));
        return Judgement.Hint($"For {inWords(cases[wrong])} your function gives {answers[wrong]:0.###}. {question}");
    }

    private static bool Same(double answer, double expected) =>
        Answer.Near(answer, expected, 1e-6 * Math.Max(1, Math.Abs(expected)));
}
