namespace LeNetLab.Course.Exercises;

/// <summary>The exercises of notebook defining-lenet5.</summary>
internal static class DefiningExercises
{
    // C3 in the paper's Table I: 16 maps on 6, of whose 96 pairs 60 are connected.
    private const int Maps = 16, Inputs = 6, Kernel = 5 * 5, Connected = 60;

    public static IReadOnlyList<ExerciseTask> All { get; } =
    [
        ExerciseTask.Numbers(
            "02.1", "the number of C3's parameters, with all pairs of maps and with 60 of the 96: (all, some)", 2,
            Parameters, whole: true),
        ExerciseTask.Of<nn.Module<Tensor, Tensor>>(
            "02.2", "a network with ReLU and max pooling: a Module<Tensor, Tensor>", ReluAndMax),
        ExerciseTask.Of<Delegate>(
            "02.3", "a function of the side of an image that gives the side of an S4 map, from int to int", SideOfS4),
    ];

    private static Judgement Parameters(double[] answer, Lazy<DigitSets> digits)
    {
        const int Pairs = Maps * Inputs;
        const int All = Pairs * Kernel + Maps, Some = Connected * Kernel + Maps;
        if (Is(All, Some))
            return Judgement.Right($"A kernel of {Kernel} weights for each pair of maps that are connected, and one " +
                $"bias for each of the {Maps} maps. The second is the paper's own count.");
        if (Is(Some, All)) return Judgement.Hint($"These are the two, but the other way round: all pairs first.");
        if (Is(Pairs * Kernel, Connected * Kernel))
            return Judgement.Hint($"Those are the weights alone. Each map has a bias too.");
        if (Is(Pairs * (Kernel + 1), Connected * (Kernel + 1)))
            return Judgement.Hint($"You gave each kernel a bias. A map adds up the answers of all its kernels, and " +
                $"then one bias: there are as many as maps.");
        if (answer[0] == Maps * Kernel || answer[0] == Maps * (Kernel + 1))
            return Judgement.Hint(
                $"A map of C3 does not use one kernel for all the maps that it reads, but one for each.");
        if (answer[0] >= Pairs * Kernel * 100)
            return Judgement.Hint($"Those are multiply-adds: you counted a weight once for each place where it is " +
                $"used. It is the same weight at every place.");
        if (answer[0] == All) return Judgement.Hint($"The first is right. For the second, count kernels by pairs of " +
            $"maps, and biases by maps: there are still {Maps}.");
        if (answer[1] == Some) return Judgement.Hint(
            $"The second is right. The first has {Pairs} kernels in place of {Connected}, and no more biases.");
        return Judgement.Hint(
            $"Count in two steps: how many kernels there are and how many weights one has, then how many biases.");

        bool Is(int first, int second) => answer[0] == first && answer[1] == second;
    }

    private static Judgement ReluAndMax(nn.Module<Tensor, Tensor> network, Lazy<DigitSets> digits)
    {
        var form = NetworkForm.Of(network, digits.Value.Test.Take(20));
        if (form.Problem is { } problem) return new Judgement(false, problem);
        if (form.Activation is { } activation && form.Pooling is { } pooling)
        {
            if (NetworkForm.MissingForReluAndMax(activation, pooling) is { } missing)
                return new Judgement(false, missing);
            return Judgement.Right($"It behaves as LeNet-5 with ReLU and max pooling does, and has " +
                $"{form.Parameters:N0} parameters, no more and no fewer than before: neither squashing nor pooling " +
                $"has weights.");
        }

        return Judgement.Hint($"It has LeNet-5's layers, but does not behave as LeNet-5 with ReLU after C1, C3, C5 " +
            $"and F6 and max pooling after C1 and C3. Compare your `forward` with the one above, line by line.");
    }

    private static Judgement SideOfS4(Delegate function, Lazy<DigitSets> digits)
    {
        if (function.Method.GetParameters() is not [{ ParameterType: var type }]
            || function.Method.ReturnType == typeof(void))
            return Judgement.Hint($"The function takes one number, the side of the image, and gives one.");
        var sides = Enumerable.Range(28, 40).ToArray();
        double[] answers;
        try
        {
            answers = [.. sides.Select(n =>
                Answer.Number(function.DynamicInvoke(Convert.ChangeType(n, type, CultureInfo.InvariantCulture)))
                ?? double.NaN)];
        }
        catch (Exception e) when (e is TargetInvocationException or InvalidCastException or ArgumentException)
        {
            return Judgement.Hint($"The function failed for {sides[0]}: {(e.InnerException ?? e).Message}");
        }

        if (Is(S4)) return Judgement.Right($"{28} gives {S4(28)}: there C5's window of 5×5 no longer fits, and the " +
            $"network fails. Networks that flatten {S4(28)}·{S4(28)}·16 numbers instead of {S4(32)}·{S4(32)}·16 have " +
            $"left the margin out, and made C5 a full layer.");
        if (answers.Any(double.IsNaN)) return Judgement.Hint($"The function does not give a number.");
        if (Is(n => n / 4)) return Judgement.Hint($"That is what two poolings do. But a window of 5×5 fits into n " +
            $"pixels at n − 4 places only, so each convolution makes the map smaller too.");
        if (Is(n => (n - 4) / 4)) return Judgement.Hint(
            $"That is one convolution and two poolings. There are two convolutions on the way, C1 and C3.");
        if (Is(n => ((n - 5) / 2 - 5) / 2))
            return Judgement.Hint($"A window of 5 pixels fits into n at n − 4 places: it starts at 0, 1, … n − 5.");
        if (Is(n => (n - 4) / 2 - 4)) return Judgement.Hint($"That is C3. S4 halves it.");
        if (Is(n => S4(n) - 4)) return Judgement.Hint($"That is C5, one layer too far.");
        if (Is(n => n - 8))
            return Judgement.Hint($"Those are the convolutions. Behind each there is a pooling that halves the side.");
        if (answers.Any(a => a != Math.Floor(a)))
        {
            var odd = Array.FindIndex(answers, a => a != Math.Floor(a));
            return Judgement.Hint($"For {sides[odd]} your function gives {answers[odd]:0.##}. There are no parts of " +
                $"pixels: a row that has no partner is left out. Division of int does that by itself.");
        }

        var wrong = Enumerable.Range(0, sides.Length).First(i => answers[i] != S4(sides[i]));
        return Judgement.Hint($"For {sides[wrong]} your function gives {answers[wrong]:0}. Follow one image through " +
            $"C1, S2, C3 and S4: what does each do to a side of {sides[wrong]}?");

        bool Is(Func<int, int> rule) => sides.Select((n, i) => answers[i] == rule(n)).All(same => same);
    }

    // C1 and C3 take 4 pixels off, S2 and S4 halve and leave an odd row out.
    private static int S4(int side) => ((side - 4) / 2 - 4) / 2;
}
