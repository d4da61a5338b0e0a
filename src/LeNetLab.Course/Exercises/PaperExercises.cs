using LeNetLab.Paper1998;
using LeNetLab.Paper1998.Networks;
using LeNetLab.Paper1998.OnlineSgd;

namespace LeNetLab.Course.Exercises;

/// <summary>The exercises of notebook the-1998-paper.</summary>
internal static class PaperExercises
{
    public static IReadOnlyList<ExerciseTask> All { get; } =
    [
        ExerciseTask.Numbers(
            "07.1", "the standard deviation of LeNet-5's published test error and of the linear classifier's, in per " +
                "cent: (leNet5, linear)", 2, Exactness),
        ExerciseTask.Numbers(
            "07.2", "the parameters and the connections that Table I saves in C3: (parameters, connections)", 2,
            SavedByTheTable, whole: true),
        ExerciseTask.Of<Delegate>(
            "07.3", "eq. 9 as a function of the ten distances, the right class and j, from double[], int and double " +
                "to double", EquationNine),
    ];

    private static Judgement Exactness(double[] answer, Lazy<DigitSets> digits)
    {
        double count = DataSetCatalog.Mnist.File(DataFileRole.TestImages).Count,
            learnt = DataSetCatalog.Mnist.File(DataFileRole.TrainImages).Count;
        double[] errors = [Share(PaperTable.LeNet5), Share(PaperTable.Find("linear")!)];
        if (Is(p => Deviation(p, count)))
        {
            var (first, second) = (100 * Deviation(errors[0], count), 100 * Deviation(errors[1], count));
            return Judgement.Right($"{first:0.000} % and {second:0.000} %. So the paper's " +
                $"{PublishedErrors.UncertaintyPercent} % is right for errors near LeNet-5's, and too little for the " +
                $"poorer rows. Two networks that read the same digits can be told apart more finely than that, for " +
                $"both stumble over the same hard ones.");
        }

        if (Is(p => Deviation(p, count) / 100))
            return Judgement.Hint($"Those are shares. In per cent they are a hundred times as much.");
        if (Swapped(p => Deviation(p, count)))
            return Judgement.Hint($"These are the two, but the other way round: LeNet-5 first.");
        if (Is(p => count * Deviation(p, count) / 100)) return Judgement.Hint(
            $"Those are digits: by so many the number of mistakes varies. What is that in per cent of all {count:N0}?");
        if (Is(p => p * (1 - p) / count, 1e-3) || Is(p => p * (1 - p) / count / 100, 1e-3)
            || Is(p => 100 * p * (1 - p) / count, 1e-3))
            return Judgement.Hint($"That is a variance. The standard deviation is its root.");
        if (Is(p => Deviation(p, learnt))) return Judgement.Hint(
            $"You divided by the {learnt:N0} digits that it learnt from. The error was counted on {count:N0}.");
        if (Is(p => Math.Sqrt(p / count))) return Judgement.Hint($"Close: that is √(p / n), which holds where " +
            $"mistakes are rare. At {errors[1]:0 %} they are not, and the factor 1 − p counts.");
        if (Enumerable.Range(0, 2).All(i => Answer.Near(answer[i] / (100 * Deviation(errors[i], count)), 2, 0.1)))
            return Judgement.Hint($"That is twice the standard deviation, in which 95 of 100 such numbers lie. Asked " +
                $"for is the deviation itself.");
        if (Near(0, 100 * Deviation(errors[0], count))) return Judgement.Hint(
            $"The first is right. For the second take the linear classifier's {errors[1]:0 %}, in the same way.");
        if (Near(1, 100 * Deviation(errors[1], count))) return Judgement.Hint(
            $"The second is right. For the first take LeNet-5's {errors[0]:0.00 %}, in the same way.");
        return Judgement.Hint($"Among n digits, each misread with the probability p, the number of mistakes is n·p, " +
            $"with the variance n·p·(1 − p). Take the root, and say it in per cent of n; n is {count:N0}, and p for " +
            $"LeNet-5 {errors[0]:0.0000}.");

        bool Is(Func<double, double> share, double tolerance = 0.04) =>
            Near(0, 100 * share(errors[0]), tolerance) && Near(1, 100 * share(errors[1]), tolerance);

        bool Swapped(Func<double, double> share) => Near(1, 100 * share(errors[0])) && Near(0, 100 * share(errors[1]));

        // In parts of what is expected: whoever rounds 0.097 to 0.1 has it right.
        bool Near(int i, double expected, double tolerance = 0.04) =>
            Answer.Near(answer[i], expected, tolerance * expected);
    }

    private static double Share(PaperRow row) => row.PublishedErrorPercent!.Value / 100;

    private static double Deviation(double p, double count) => Math.Sqrt(p * (1 - p) / count);

    private static Judgement SavedByTheTable(double[] answer, Lazy<DigitSets> digits)
    {
        const int Side = 14, Kernel = 5, Places = (Side - Kernel + 1) * (Side - Kernel + 1);
        var (table, full) = (ConnectionTable.LeNet5C3,
            ConnectionTable.Complete(ConnectionTable.LeNet5C3.Inputs, ConnectionTable.LeNet5C3.Outputs));
        var (sparse, dense) = (new ConvolutionLayer<float>(table, Side, Kernel),
            new ConvolutionLayer<float>(full, Side, Kernel));
        var (parameters, connections) = (dense.Weights.Length - sparse.Weights.Length,
            dense.Connections - sparse.Connections);
        if (Is(parameters, connections))
            return Judgement.Right($"{full.Edges - table.Edges} kernels of {Kernel * Kernel} weights, each used at " +
                $"{Places} places. With a dense C3, LeNet-5 would have " +
                $"{(double)parameters / PublishedLayer.LeNet5Parameters:0.0 %} more parameters and " +
                $"{(double)connections / PublishedLayer.LeNet5Connections:0 %} more connections, and every " +
                $"connection is work. The paper's other reason, that maps with different inputs find different " +
                $"features, cannot be counted; look at `dense-c3` in the table of changes.");
        if (Is(connections, parameters))
            return Judgement.Hint($"These are the two, but the other way round: parameters first.");
        if (Is(dense.Weights.Length, dense.Connections))
            return Judgement.Hint($"Those are the dense layer's. How many of them does the table save?");
        if (Is(sparse.Weights.Length, sparse.Connections)) return Judgement.Hint(
            $"Those are the layer's as it is. Count a dense one beside it: what is saved is the difference.");
        if (Is(-parameters, -connections))
            return Judgement.Hint($"Take the dense layer's numbers first, and the others from them.");
        if (Is(PublishedLayer.LeNet5Parameters + parameters, PublishedLayer.LeNet5Connections + connections))
            return Judgement.Hint($"Those are the whole network's, were C3 dense. Asked for is what is saved.");
        if (answer[0] == full.Edges - table.Edges) return Judgement.Hint($"That is how many pairs of maps are not " +
            $"connected. Each would have a kernel of {Kernel}×{Kernel} weights.");
        if (Is(parameters, (full.Edges - table.Edges) * Places))
            return Judgement.Hint($"The parameters are right. At each of the {Places} places a kernel makes " +
                $"{Kernel * Kernel} connections, not one.");
        if (Is(parameters, parameters * Side * Side))
            return Judgement.Hint($"The parameters are right. A window of {Kernel}×{Kernel} does not fit at all " +
                $"{Side}×{Side} places of a map, only at {Places}.");
        if (Is(parameters, parameters)) return Judgement.Hint($"The parameters are right. A connection is one use of " +
            $"a weight, and each weight is used at every place of its map.");
        if (answer[0] == parameters) return Judgement.Hint(
            $"The parameters are right. Each of them is used at every place of a map of C3: how many are there?");
        if (answer[1] == connections) return Judgement.Hint(
            $"The connections are right. A parameter is counted once, at however many places it is used.");
        return Judgement.Hint($"Build the dense layer as `new ConvolutionLayer<float>(ConnectionTable.Complete(6, " +
            $"16), inputSide: {Side}, kernel: {Kernel})`. Its `Weights.Length` and its `Connections`, less those of " +
            $"`engine.Layers[2]`, are what is saved.");

        bool Is(int first, int second) => answer[0] == first && answer[1] == second;
    }

    // Ten distances, the right class, and j: not learnt yet, nearly learnt, learnt, misread, and all far away.
    private static readonly (double[] Distances, int Right, double J)[] Cases =
    [
        ([25, 31, 40, 28, 55, 60, 33, 47, 29, 38], 0, 20),
        ([12, 3, 9, 7, 15, 11, 8, 14, 6, 10], 1, 5),
        ([70, 81, 64, 55, 90, 62, 77, 1, 83, 59], 7, 10),
        ([30, 4, 26, 35, 9, 41, 22, 38, 27, 33], 4, 12),
        ([130, 122, 141, 119, 150, 128, 133, 146, 127, 138], 3, 200),
    ];

    private static Judgement EquationNine(Delegate function, Lazy<DigitSets> digits)
    {
        if (function.Method.GetParameters() is not [{ ParameterType: var list }, { ParameterType: var index },
            { ParameterType: var distance }]
            || function.Method.ReturnType == typeof(void) || Distances(Cases[0].Distances, list) is null
            || Distances(Cases[0].Distances, index) is not null || Distances(Cases[0].Distances, distance) is not null)
            return Judgement.Hint($"The function takes three things, in this order: the ten distances, the right " +
                $"class, and j; and it gives E. As in `(double[] y, int right, double j) => …`.");
        double[] answers;
        try
        {
            answers = [.. Cases.Select(c => Answer.Number(function.DynamicInvoke(
                Distances(c.Distances, list), Convert.ChangeType(c.Right, index, CultureInfo.InvariantCulture),
                Convert.ChangeType(c.J, distance, CultureInfo.InvariantCulture))) ?? double.NaN)];
        }
        catch (Exception e) when (e is TargetInvocationException or InvalidCastException or ArgumentException)
        {
            return Judgement.Hint($"The function failed: {(e.InnerException ?? e).Message}");
        }

        if (Is(E9))
        {
            var (far, right, _) = Cases[0];
            var (small, large) = (1.0, 1_000.0);
            return Judgement.Right($"A j that is small against all distances makes the competition a constant: for " +
                $"y_D = {far[right]} and j = {small} E is {E9(far, right, small):0.00}, and moving a wrong class " +
                $"changes nothing. What is left is eq. 8. For a large j the rubbish class drops out, E is " +
                $"{E9(far, right, large):0.00}, and eq. 9 is the cross-entropy of the negative distances: every " +
                $"wrong class is pushed, for ever.");
        }

        if (!double.IsFinite(answers[^1]) && answers.SkipLast(1).Zip(Cases)
            .All(pair => Same(pair.First, E9(pair.Second.Distances, pair.Second.Right, pair.Second.J))))
            return Judgement.Hint($"It is right for near classes, and {answers[^1]} where all are at a distance " +
                $"beyond {Cases[^1].Distances.Min()}: in float e^−{Cases[^1].Distances.Min()} is 0. Reckon in double.");
        if (Is((y, right, _) => y[right]))
            return Judgement.Hint($"That is eq. 8, the distance of the right class alone. Eq. 9 adds a competition.");
        if (Is((y, right, _) => y[right] + Log(y))) return Judgement.Hint($"That is without the rubbish class: there " +
            $"is an e^−j in the logarithm too. What you have is the cross-entropy that is usual today.");
        if (Is((y, _, j) => Log([.. y, j])))
            return Judgement.Hint($"That is the competition alone. Add the distance of the right class to it.");
        if (Is((y, right, j) => y[right] - Log([.. y, j])))
            return Judgement.Hint($"The logarithm is added, not taken off: E grows when a wrong class comes nearer.");
        if (Is((y, right, j) => y[right] + Log([.. y.Where((_, i) => i != right), j])))
            return Judgement.Hint($"The sum goes over all classes, the right one too. Only then E cannot fall below " +
                $"0, however near the right bitmap comes.");
        if (Is((y, _, j) => y.Min() + Log([.. y, j]))) return Judgement.Hint($"The first term is the distance of the " +
            $"right class, not the smallest: else a misread digit would cost nothing.");
        if (Is((y, right, j) => y[right] + Math.Log(j + y.Sum(d => Math.Exp(-d)))))
            return Judgement.Hint($"j is a distance like the others, and stands in the exponent: e^−j.");
        if (Is((y, right, j) => y[right] + Math.Log(Math.Exp(j) + y.Sum(Math.Exp)))
            || Is((y, right, j) => y[right] + Math.Log(Math.Exp(j) + y.Sum(d => Math.Exp(-d)))))
            return Judgement.Hint($"The exponents are negative: what is far away counts little.");
        if (Is((y, right, j) => y[right] + Log([.. y, j]) / Math.Log(10))
            || Is((y, right, j) => y[right] + Log([.. y, j]) / Math.Log(2)))
            return Judgement.Hint($"The logarithm is the natural one, `Math.Log`.");
        if (Is((y, right, j) => y[right] * y[right] + Log([.. y.Select(d => d * d), j])))
            return Judgement.Hint($"The distances are squared already, as the outputs of the network are.");
        if (answers.Any(a => !double.IsFinite(a))) return Judgement.Hint(
            $"For some distances your function gives {answers.First(a => !double.IsFinite(a))}, and no number.");

        var wrong = Enumerable.Range(0, Cases.Length).First(i => !Same(answers[i], Expected(i)));
        return Judgement.Hint($"For the distances {string.Join(", ", Cases[wrong].Distances)}, the right class " +
            $"{Cases[wrong].Right} and j = {Cases[wrong].J} your function gives {answers[wrong]:0.###}. The distance " +
            $"of the right class is {Cases[wrong].Distances[Cases[wrong].Right]}; what does the logarithm add to it?");

        double Expected(int i) => E9(Cases[i].Distances, Cases[i].Right, Cases[i].J);

        bool Is(Func<double[], int, double, double> rule) =>
            Cases.Zip(answers).All(
                pair => Same(pair.Second, rule(pair.First.Distances, pair.First.Right, pair.First.J)));
    }

    private static double E9(double[] distances, int right, double j) => distances[right] + Log([.. distances, j]);

    // log Σ e^−d, the smallest distance taken out of the sum so that no exponential is lost.
    private static double Log(double[] distances) =>
        Math.Log(distances.Sum(d => Math.Exp(distances.Min() - d))) - distances.Min();

    private static bool Same(double answer, double expected) => Answer.Near(answer, expected, 1e-3);

    private static object? Distances(double[] distances, Type type)
    {
        object[] forms = [distances, distances.ToList(), Array.ConvertAll(distances, d => (float)d),
            Array.ConvertAll(distances, d => (float)d).ToList()];
        return type == typeof(object) ? null : forms.FirstOrDefault(type.IsInstanceOfType);
    }
}
