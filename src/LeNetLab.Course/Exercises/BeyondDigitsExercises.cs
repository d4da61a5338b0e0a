using LeNetLab.Evaluation;
using LeNetLab.Paper1998.Baselines;

namespace LeNetLab.Course.Exercises;

/// <summary>
/// The exercises of notebook beyond-digits. Where the others speak of digits, these speak of letters.
/// </summary>
internal static class BeyondDigitsExercises
{
    // Enough to tell which way up a network reads letters.
    private const int Few = 520;

    private const int Wanted = 5;

    public static IReadOnlyList<ExerciseTask> All { get; } =
    [
        ExerciseTask.Any(
            "10.1", "your network that learnt lying letters, and the shares of the test letters that it reads right " +
                "when they lie and when they stand: (network, lying, standing)",
            Lying),
        ExerciseTask.Any(
            "10.2", "your trained network, and the five letters whose recall it raises most above that of the mean " +
                "images, as text: (network, letters)", MostRaised),
        ExerciseTask.Of<LeNet5>("10.3", "a network for Fashion-MNIST, trained or not: a LeNet5", ForClothes),
    ];

    /// <summary>The letters that the notebook trains on, and those that it holds out.</summary>
    internal static (ImageSet Train, ImageSet HeldOut) Split(DigitSets letters) =>
        letters.Train.Split(letters.Train.Count / 13, seed: 1998);

    private static Judgement? Lying(object answer, Lazy<DigitSets> letters)
    {
        if (Answer.Items(answer) is not [nn.Module<Tensor, Tensor> network, { } second, { } third]) return null;
        if (Answer.Number(second) is not { } lies || Answer.Number(third) is not { } stands) return null;
        if (double.IsNaN(lies) || double.IsNaN(stands))
            return Judgement.Hint($"A share is NaN: was there any letter to read?");
        var test = letters.Value.Test;
        if (WrongOutputs(network, test) is { } problem) return problem;
        var some = test.Split(Math.Min(Few, test.Count), seed: 1).Second;
        var (fewLying, fewStanding, fewTurned) = (Share(some, Transposed), Share(some, null),
            Math.Max(Share(some, QuarterTurn), Share(some, QuarterBack)));
        if (Math.Max(Math.Max(fewLying, fewStanding), fewTurned) < 5.0 / test.Classes)
            return Judgement.Hint($"This network reads {fewLying:0.0 %} of the letters that lie and " +
                $"{fewStanding:0.0 %} of those that stand; guessing gets {1.0 / test.Classes:0.0 %}. Has it been " +
                $"trained?");
        if (fewTurned > Math.Max(fewLying, fewStanding))
            return Judgement.Hint($"This network reads letters best that are turned by a quarter. EMNIST's lie " +
                $"otherwise: row and column change places, which turns them and mirrors them. `Transposed` does it.");
        if (fewStanding > fewLying)
            return Judgement.Hint($"This network reads letters that stand ({fewStanding:0.0 %}) better than letters " +
                $"that lie ({fewLying:0.0 %}): it has learnt from letters that stand. Put `Transposed` on each image " +
                $"of `train` first.");
        var (lying, standing) = (Share(test, Transposed), Share(test, null));
        if (Is(lying, standing))
            return Judgement.Right($"{lying:0.0 %} of the letters that lie, {standing:0.0 %} of those that stand. A " +
                $"test set that lies as well gives the first number only, and has nothing but praise. What it still " +
                $"reads when they stand are mostly letters that look alike both ways, such as an O.");
        if (Is(standing, lying))
            return Judgement.Hint($"These are the two, but the other way round: the letters that lie first.");
        if (Is(100 * lying, 100 * standing, 100))
            return Judgement.Hint($"Those are in per cent. A share lies between 0 and 1.");
        if (Is(1 - lying, 1 - standing)) return Judgement.Hint($"Those are the shares read wrong.");
        if (Near(lies, lying)) return Judgement.Hint(
            $"For the letters that lie it is right. Those that stand are `letters.Test` as it is.");
        if (Near(stands, standing)) return Judgement.Hint(
            $"For the letters that stand it is right. The others are the same letters, each put through `Transposed`.");
        return Judgement.Hint($"This network reads other shares of the {test.Count:N0} test letters. Measure the " +
            $"network that you hand over, after its training: `Inference.Run(network, …).Accuracy`, once of " +
            $"`letters.Test` put on its side, once of `letters.Test`.");

        double Share(ImageSet images, Func<int, int>? from) =>
            NetworkReading.Run(network, from is null ? images : Moved(images, from)).Accuracy;

        bool Is(double first, double second, double scale = 1) =>
            Near(lies, first, scale) && Near(stands, second, scale);

        // What is shown in tenths of per cent was measured all the same.
        static bool Near(double answer, double expected, double scale = 1) =>
            Answer.Near(answer, expected, 0.0006 * scale);
    }

    private static int Transposed(int p) => p % 28 * 28 + p / 28;

    private static int QuarterTurn(int p) => (27 - p % 28) * 28 + p / 28;

    private static int QuarterBack(int p) => p % 28 * 28 + 27 - p / 28;

    private static ImageSet Moved(ImageSet images, Func<int, int> from)
    {
        const int Size = 28 * 28;
        var source = Enumerable.Range(0, Size).Select(from).ToArray();
        var pixels = new byte[images.Count * Size];
        for (var i = 0; i < images.Count; i++)
        {
            var image = images.Image(i);
            for (var p = 0; p < Size; p++) pixels[i * Size + p] = image[source[p]];
        }

        return images.WithPixels(pixels);
    }

    private static Judgement? MostRaised(object answer, Lazy<DigitSets> letters)
    {
        if (Answer.Items(answer) is not [nn.Module<Tensor, Tensor> network, { } second] || Text(second) is not { } text)
            return null;
        var names = letters.Value.Test.ClassNames;
        var chosen = new List<int>();
        foreach (var letter in text.Where(c => !char.IsWhiteSpace(c) && c is not (',' or ';')))
        {
            var place = names.ToList().FindIndex(name => name.Equals($"{letter}", StringComparison.OrdinalIgnoreCase));
            if (place < 0) return Judgement.Hint($"'{letter}' is none of the {names.Count} letters.");
            chosen.Add(place);
        }

        if (chosen.Distinct().Count() != Wanted)
            return Judgement.Hint($"Five letters are asked for; these are {chosen.Distinct().Count()}.");
        var test = letters.Value.Test;
        if (WrongOutputs(network, test) is { } problem) return problem;
        var read = NetworkReading.Run(network, test);
        var simple = new MeanImageClassifier(Split(letters.Value).Train).Run(test);
        if (read.Accuracy <= simple.Accuracy)
            return Judgement.Hint($"This network reads {read.Accuracy:0.0 %} of the test letters, no more than the " +
                $"mean images do ({simple.Accuracy:0.0 %}). Has it been trained?");
        var (before, after) = (ConfusionMatrix.Of(simple), ConfusionMatrix.Of(read));
        if (AreTop(Gain))
        {
            var shown = chosen.Distinct().OrderByDescending(Gain).Select(
                c => FormattableString.Invariant($"{names[c]} {before.Recall(c):0 %} → {after.Recall(c):0 %}"));
            return Judgement.Right($"{string.Join(", ", shown)}. Often these are letters whose small form is another " +
                $"shape than the capital: a mean of two shapes resembles neither, while a network may have units " +
                $"for each.");
        }

        if (AreTop(c => -Gain(c))) return Judgement.Hint($"Those are the five that gain least. Sort the other way.");
        if (AreTop(c => after.Recall(c))) return Judgement.Hint($"Those are the five that the network reads best. " +
            $"Some of them the mean images read well too: compare the two.");
        if (AreTop(c => after.Recall(c) / before.Recall(c))) return Judgement.Hint(
            $"Those have the largest quotient of the two. Take the difference: from 1 % to 4 % is little gained.");
        if (AreTop(c => -before.Recall(c))) return Judgement.Hint($"Those are the five that the mean images read " +
            $"worst. The network may not read them well either: compare the two.");
        if (AreTop(c => after.Precision(c) - before.Precision(c)))
            return Judgement.Hint($"Those gain most in precision: the share of what is read as that letter. Recall " +
                $"is the share of the letter that is found.");
        var threshold = Threshold(Gain);
        return Judgement.Hint($"{chosen.Distinct().Count(c => Gain(c) >= threshold)} of the five belong here. Of " +
            $"each letter of `letters.Test` take the recall by this network, less that by the mean images of " +
            $"`train`, and sort.");

        double Gain(int c) => after.Recall(c) - before.Recall(c);

        // Where letters are level, any of them will do.
        bool AreTop(Func<int, double> score)
        {
            var threshold = Threshold(score);
            return chosen.Distinct().All(c => score(c) >= threshold);
        }

        double Threshold(Func<int, double> score) =>
            Enumerable.Range(0, names.Count).Select(score).OrderDescending().ElementAt(Wanted - 1) - 1e-9;
    }

    private static string? Text(object value) => value switch
    {
        string text => text,
        IEnumerable<string> names => string.Concat(names),
        IEnumerable<char> letters => string.Concat(letters),
        _ => null,
    };

    private static Judgement? WrongOutputs(nn.Module<Tensor, Tensor> network, ImageSet images)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var outputs = network.call(images.ToTensor(0, 1)).shape[^1];
        return outputs == images.Classes ? null
            : Judgement.Hint($"This network has {outputs} outputs, and there are {images.Classes} letters: `new " +
                $"LeNet5Options(Classes: {images.Classes})`.");
    }

    private static Judgement ForClothes(LeNet5 network, Lazy<DigitSets> letters)
    {
        var (fashion, digits) = (DataSetCatalog.FashionMnist, DataSetCatalog.Mnist);
        var outputs = network.Options.Classes;
        if (outputs != fashion.Classes)
        {
            var then = outputs > fashion.Classes ? "outputs would never be right" : "clothes would have no output";
            return Judgement.Hint($"This network has {outputs} outputs, and the catalogue says {fashion.Classes} " +
                $"classes. Some {then}.");
        }

        if (network.ClassNames.SequenceEqual(DataSetCatalog.Kmnist.ClassNames))
            return Judgement.Hint($"Those are the names of {DataSetCatalog.Kmnist.Name}'s classes.");
        if (network.ClassNames.SequenceEqual(digits.ClassNames))
            return Judgement.Hint($"The outputs fit. But the network answers in numbers: who reads its file learns " +
                $"of a 7, and not of a {fashion.ClassNames[7]}. The catalogue has the names.");
        if (!network.ClassNames.SequenceEqual(fashion.ClassNames))
        {
            var other = Enumerable.Range(0, outputs).First(c => network.ClassNames[c] != fashion.ClassNames[c]);
            return Judgement.Hint($"Output {other} is called {network.ClassNames[other]}, and in the catalogue " +
                $"{fashion.ClassNames[other]}. The order counts: it is that of the labels.");
        }

        if (network.Preparation != fashion.Preparation)
            return Judgement.Hint($"The outputs and the names fit. But the network says that its images were " +
                $"prepared as {network.Preparation}, and the catalogue has {fashion.Preparation} for this set.");
        return Judgement.Right($"{network.parameters().Sum(p => p.numel()):N0} parameters, as many as for digits. " +
            $"Labels start at {fashion.FirstLabel} and the images {(fashion.Transposed ? "lie" : "stand")}, so the " +
            $"loader has less to do than for letters; `Digits.Load(DataSetCatalog.FashionMnist)` looks that up by " +
            $"itself. Everything that differs between such sets stands in their catalogue entry.");
    }
}
