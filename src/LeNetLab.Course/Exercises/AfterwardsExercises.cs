namespace LeNetLab.Course.Exercises;

/// <summary>The exercises of notebook what-came-after.</summary>
internal static class AfterwardsExercises
{
    private const int Width = 48, Hidden = 96, Side = 28;

    public static IReadOnlyList<ExerciseTask> All { get; } =
    [
        ExerciseTask.Numbers("11.1", "the parameters of one of the transformer's three layers: a number", 1, Layer,
            whole: true),
        ExerciseTask.Numbers("11.2", "how many comparisons of patches attention makes, with patches of 7×7 and of " +
            "4×4 pixels: (seven, four)", 2, Comparisons, whole: true),
        ExerciseTask.Numbers("11.3", "the accuracies of LeNet-5 on digits as they are and on shuffled ones, each " +
            "trained on such digits: (asTheyAre, shuffled), from 0 to 1", 2, Shuffled),
    ];

    private static Judgement Layer(double[] answer, Lazy<DigitSets> digits)
    {
        const int Attention = 4 * Width * (Width + 1), Fulls = (Width * Hidden + Hidden) + (Hidden * Width + Width);
        const int Norms = 2 * 2 * Width, All = Attention + Fulls + Norms;
        return answer[0] switch
        {
            All =>
                Judgement.Right($"{Attention:N0} for attention, {Fulls:N0} for the two full layers, {Norms} for the " +
                $"normalisations. The number of patches does not matter: all of them use the same weights."),
            Attention + Fulls => Judgement.Hint($"The two normalisations are missing."),
            All - Width * (Width + 1) => Judgement.Hint($"Behind the attention there is one more full layer, which " +
                $"mixes the four heads."),
            All - (5 * Width) - Hidden => Judgement.Hint($"Those are the weights. Each output has a bias too."),
            3 * All => Judgement.Hint($"That is all three layers. Asked for is one."),
            _ => Judgement.Hint($"Count full layers: four of {Width} to {Width} for attention, one of {Width} to " +
                $"{Hidden}, one back. A full layer has a weight for each pair, and a bias for each output."),
        };
    }

    private static Judgement Comparisons(double[] answer, Lazy<DigitSets> digits)
    {
        if (Is(n => n * n))
            return Judgement.Right($"{Patches(7)}² and {Patches(4)}²: the work of attention grows with " +
            $"the square of the number of patches.");
        if (answer[0] == Patches(4) * Patches(4) && answer[1] == Patches(7) * Patches(7))
            return Judgement.Hint($"These are the two, but the other way round.");
        if (Is(n => n)) return Judgement.Hint($"That is how many patches there are. Each is compared with all.");
        if (Is(n => n * (n - 1))) return Judgement.Hint($"A patch is compared with itself too.");
        if (Is(n => n * (n - 1) / 2) || Is(n => n * (n + 1) / 2))
            return Judgement.Hint(
                $"A query of one patch and a key of another are not the same as the other way round: " +
                $"both count.");
        return Judgement.Hint($"How many patches of 7×7 fit into 28×28 pixels? Each of them looks at each.");

        bool Is(Func<int, int> rule) => answer[0] == rule(Patches(7)) && answer[1] == rule(Patches(4));
        static int Patches(int side) => (Side / side) * (Side / side);
    }

    private static Judgement Shuffled(double[] answer, Lazy<DigitSets> digits)
    {
        if (answer.Any(a => a is < 0 or > 1)) return Judgement.Hint($"A share lies between 0 and 1.");
        if (answer[0] < 0.5) return Judgement.Hint($"Less than half of the digits as they are: has the network been " +
            $"trained on enough of them, and tested on digits of the same kind?");
        if (answer[1] < 0.2)
            return Judgement.Hint($"On shuffled digits that is hardly more than guessing. Are the test " +
            $"digits shuffled in the same order as the training digits?");
        if (answer[1] > answer[0] + 0.01) return Judgement.Hint($"The digits as they are come first.");
        if (answer[0] - answer[1] < 0.01)
            return Judgement.Hint($"The two hardly differ. Was the second network trained " +
            $"on shuffled digits, in one order for all of them?");
        return Judgement.Right(
            $"{answer[0]:0.0 %} and {answer[1]:0.0 %}. In a shuffled image neighbours mean nothing, " +
            $"and a small window sees nothing. The linear reader and the two full layers would not notice.");
    }
}
