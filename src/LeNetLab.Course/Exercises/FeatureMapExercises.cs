using LeNetLab.Visualization.Analysis;

namespace LeNetLab.Course.Exercises;

/// <summary>The exercises of notebook feature-maps.</summary>
internal static class FeatureMapExercises
{
    private const int Points = 500, Searched = 1_000, Wanted = 10, Map = 11;
    private static readonly string[] Layers = ["Input", "S4", "C5", "F6"];

    public static IReadOnlyList<ExerciseTask> All { get; } =
    [
        ExerciseTask.Numbers("05.1", "the share of the misread test digits whose true digit has the second largest " +
            "output: a number from 0 to 1", 1, SecondChoice),
        ExerciseTask.Numbers("05.2", "the share of `some` whose nearest neighbour is of the same class, in Input, " +
            "S4, C5 and F6: four numbers from 0 to 1", 4, Neighbours),
        ExerciseTask.Several<Patch>(
            "05.3", "the ten patches with the lowest activation of map 11 of C3: a list of Patch",
            null, Least),
    ];

    private static Judgement SecondChoice(double[] answer, Lazy<DigitSets> digits)
    {
        using var model = LeNet5.Pretrained();
        var read = NetworkReading.Run(model, digits.Value.Test);
        var mistakes = read.Mistakes();
        var second = mistakes.Count(i => Place(read, i) == 1);
        var (given, share) = (answer[0], (double)second / Math.Max(1, mistakes.Count));
        if (Answer.Near(given, share, 0.006))
            return Judgement.Right($"In {second} of {mistakes.Count} mistakes the true digit comes second. C3 found " +
                $"the pieces that are there; the trouble is that they fit two digits, and the belief is divided.");
        if (Answer.Near(given, 100 * share, 0.6))
            return Judgement.Hint($"That is in per cent. A share lies between 0 and 1.");
        if (given == second) return Judgement.Hint($"That is how many there are. Divide by the number of mistakes.");
        if (Answer.Near(given, (double)second / read.Count, 1e-4))
            return Judgement.Hint(
                $"You divided by all digits. Of the mistakes only, how many have the true digit in the second place?");
        if (Answer.Near(given, (double)(read.Count - mistakes.Count + second) / read.Count, 1e-3))
            return Judgement.Hint($"That is the share of all digits whose truth is among the first two. Leave out " +
                $"those that are read right.");
        if (Answer.Near(given, 1 - share, 0.006))
            return Judgement.Hint($"That is the rest: the mistakes whose true digit does not come second.");
        return Judgement.Hint($"Take the {mistakes.Count} mistakes of `Inference.Run(model, digits.Test)`. For each, " +
            $"count the outputs that are larger than that of the true digit: how often is it one?");
    }

    private static int Place(Predictions read, int image)
    {
        var (truth, place) = (read.Logits(image)[read.Label(image)], 0);
        foreach (var logit in read.Logits(image)) place += logit > truth ? 1 : 0;
        return place;
    }

    private static Judgement Neighbours(double[] answer, Lazy<DigitSets> digits)
    {
        if (answer.All(a => a == 1))
            return Judgement.Hint($"All of them? The digit that is nearest to a digit is itself. Leave it out.");
        using var model = LeNet5.Pretrained();
        var some = digits.Value.Test.Take(Points);
        var shares = Layers.Select(layer => SameClass(LayerOutputs.Of(model, some, layer), some)).ToArray();
        if (Are(shares))
            return Judgement.Right($"{shares[0]:0.0 %} on the pixels, {shares[^1]:0.0 %} in {Layers[^1]}. The groups " +
                $"come apart little by little; no single layer does it.");
        if (Are([.. shares.Select(s => 100 * s)], 0.3))
            return Judgement.Hint($"Those are in per cent. A share lies between 0 and 1.");
        if (Are([.. shares.Select(s => some.Count * s)], 1.5))
            return Judgement.Hint($"Those are counts. Divide by the number of digits.");
        if (Are([.. shares.Reverse()]))
            return Judgement.Hint($"Those are the four, from the last layer to the first. Begin with the pixels.");
        if (Are([.. shares.Select(s => 1 - s)]))
            return Judgement.Hint($"Those are the shares whose neighbour is of another class.");
        var right = Layers.Where((_, i) => Answer.Near(answer[i], shares[i], 0.003)).ToArray();
        return right.Length > 0
            ? Judgement.Hint($"{string.Join(", ", right)}: right. For the rest look at the name of the layer, and at " +
                $"whose neighbour is whose.")
            : Judgement.Hint($"For each of the {some.Count} digits find the other digit with the smallest sum of " +
                $"squared differences, and compare the two labels. `LayerOutputs.Of(model, some, layer)` has the " +
                $"numbers.");

        bool Are(double[] expected, double tolerance = 0.003) =>
            answer.Zip(expected).All(pair => Answer.Near(pair.First, pair.Second, tolerance));
    }

    private static double SameClass(double[,] points, ImageSet images)
    {
        var (count, units) = (points.GetLength(0), points.GetLength(1));
        var rows = Enumerable.Range(0,
            count).Select(i => Enumerable.Range(0, units).Select(u => points[i, u]).ToArray()).ToArray();
        var (nearest, distances) = (new int[count], Enumerable.Repeat(double.PositiveInfinity, count).ToArray());
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                double sum = 0;
                for (var u = 0; u < units; u++) sum += (rows[i][u] - rows[j][u]) * (rows[i][u] - rows[j][u]);
                if (sum < distances[i]) (distances[i], nearest[i]) = (sum, j);
                if (sum < distances[j]) (distances[j], nearest[j]) = (sum, i);
            }
        }

        return (double)Enumerable.Range(0, count).Count(i => images.Label(i) == images.Label(nearest[i])) / count;
    }

    private static Judgement Least(IReadOnlyList<Patch> patches, Lazy<DigitSets> digits)
    {
        if (patches.Count != Wanted) return Judgement.Hint($"Ten pieces are asked for; these are {patches.Count}.");
        var images = digits.Value.Test.Take(Searched);
        if (patches.Any(p => p.Image < 0 || p.Image >= images.Count || p.Row is < 0 or > 9 || p.Column is < 0 or > 9))
            return Judgement.Hint(
                $"A piece lies outside the first {images.Count:N0} test digits, or outside C3's maps of 10×10.");
        if (patches.Select(p => p.Image).Distinct().Count() < Wanted)
            return Judgement.Hint($"Some pieces are of the same digit. One piece a digit shows more.");
        using var model = LeNet5.Pretrained();
        var sums = Sums(model, images);
        var lowest = sums.Select(s => s[Map].Min()).Order().ElementAt(Wanted - 1);
        var highest = sums.Select(s => s[Map].Max()).OrderDescending().ElementAt(Wanted - 1);
        // To within the rounding of another order of adding up.
        if (patches.All(p => At(p, Map) <= lowest + 1e-3))
            return Judgement.Right($"These are what map {Map} answers to least. Beside those that it answers to most " +
                $"they often look like opposites: a stroke that comes from one side, and one that comes from " +
                $"the other.");
        if (patches.All(p => At(p, Map) >= highest - 1e-3))
            return Judgement.Hint($"Those are the ten that it answers to most. Turn the sign of the map's weights " +
                $"and bias, and most becomes least.");
        var other = Enumerable.Range(0, sums[0].Length).FirstOrDefault(
            m => m != Map
                && patches.All(p => At(p, m) <= sums.Select(s => s[m].Min()).Order().ElementAt(Wanted - 1) + 1e-3), -1);
        if (other >= 0)
            return Judgement.Hint($"Those are of map {other}. Maps count from 0, and map {Map} is asked for.");
        var count = patches.Count(p => At(p, Map) <= lowest + 1e-3);
        return Judgement.Hint($"{count} of the ten belong here. Look through the first {images.Count:N0} test " +
            $"digits, and compare the sums before they are squashed: behind tanh many are −1, to all the digits a " +
            $"float can tell.");

        float At(Patch p, int map) => sums[p.Image][map][p.Row * 10 + p.Column];
    }

    // C3 before it is squashed: for each image, for each map, its 100 sums.
    private static float[][][] Sums(LeNet5 model, ImageSet images)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var all = new float[images.Count][][];
        for (var start = 0; start < images.Count; start += 125)
        {
            using var one = NewDisposeScope();
            using var layers = model.Maps(images.ToTensor(start, Math.Min(125, images.Count - start)));
            var sums = model.C3.call(layers["S2"]);
            var (maps, size) = ((int)sums.shape[1], (int)(sums.shape[2] * sums.shape[3]));
            var numbers = sums.contiguous().data<float>().ToArray();
            for (var i = 0; i < sums.shape[0]; i++)
                all[start + i] =
                    [.. Enumerable.Range(0, maps).Select(m => numbers.AsSpan((i * maps + m) * size, size).ToArray())];
        }

        return all;
    }
}
