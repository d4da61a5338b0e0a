namespace LeNetLab.Course.Exercises;

/// <summary>The exercises of notebook playground.</summary>
internal static class PlaygroundExercises
{
    private const string Mark = "data-lenetlab-playground";
    private const int Buttons = 10;

    public static IReadOnlyList<ExerciseTask> All { get; } =
    [
        ExerciseTask.Any("09.1", "the file that you saved the playground in: its path, as text", SavedPage),
        ExerciseTask.Any("09.2",
            "up to ten test digits that the network misreads: an ImageSet, or their indices in the test set", Misread),
        ExerciseTask.Of<LeNet5>("09.3", "a network that has learnt nothing: a LeNet5", Untrained),
    ];

    private static Judgement? SavedPage(object answer, Lazy<DigitSets> digits)
    {
        if (((answer as FileInfo)?.FullName ?? answer as string) is not { } path) return null;
        if (path.TrimStart().StartsWith('<'))
            return Judgement.Hint($"That is the page itself. Save it, and hand over the name of the file.");
        var name = Path.GetFileName(path);
        if (Directory.Exists(path)) return Judgement.Hint($"{name} is a folder. Which file in it is the page?");
        if (!File.Exists(path)) return Judgement.Hint($"There is no file '{name}' at that place. A path that does " +
            $"not start at the root starts at the notebook's folder.");
        var text = File.ReadAllText(path);
        if (!text.Contains(Mark, StringComparison.Ordinal))
            return Judgement.Hint($"{name} holds no playground. `Playground.Save(path, model, samples)` writes one.");
        if (!text.Contains("<html", StringComparison.OrdinalIgnoreCase))
            return Judgement.Hint($"{name} holds the playground, but as a piece of a page: no language, no character " +
                $"set, no colours of its own. `Playground.Save` writes the whole page.");
        return Judgement.Right($"{new FileInfo(path).Length / 1000:N0} kB hold the weights, the samples and the " +
            $"program. You can send the file to somebody who has no .NET, and it works with the network cable out.");
    }

    private static Judgement? Misread(object answer, Lazy<DigitSets> digits)
    {
        ImageSet set;
        if (answer is ImageSet given) set = given;
        else
        {
            if (Answer.Numbers(answer) is not { } numbers || numbers.Any(n => n != Math.Round(n))) return null;
            if (numbers.Any(n => n < 0 || n >= digits.Value.Test.Count))
                return Judgement.Hint($"The test digits are numbered from 0 to {digits.Value.Test.Count - 1}; " +
                    $"{numbers.First(n => n < 0 || n >= digits.Value.Test.Count)} is none of them.");
            set = digits.Value.Test.Subset([.. numbers.Select(n => (int)n)]);
        }

        if (set.Count == 0) return Judgement.Hint($"There is no digit in it.");
        if (set.Height != 28 || set.Width != 28)
            return Judgement.Hint($"The digits are {set.Height}×{set.Width}; the buttons take 28×28.");
        using var model = LeNet5.Pretrained();
        var read = NetworkReading.Run(model, set);
        var wrong = read.Mistakes().Count;
        if (wrong == 0) return Judgement.Hint(
            $"The network reads all of these right. `Mistakes()` gives the places of those that it does not.");
        if (wrong < set.Count) return Judgement.Hint($"{set.Count - wrong} of the {set.Count} are read right. Do the " +
            $"indices belong to the set that you take the digits from?");
        if (set.Count > Buttons)
            return Judgement.Hint($"All {set.Count} are misread. But there are {Buttons} buttons, and of a larger " +
                $"set the playground takes the first digit of each class: choose {Buttons}.");
        var near = Enumerable.Range(0,
            set.Count).Count(i => read.Probabilities(i).OrderDescending().ElementAt(1) > 0.2);
        return Judgement.Right($"All are misread. For {near} of the {set.Count} a second digit has more than a fifth " +
            $"of the belief: they lie between two digits. Add a small stroke that you think is missing, and see how " +
            $"little it takes.");
    }

    private static Judgement Untrained(LeNet5 network, Lazy<DigitSets> digits)
    {
        using var scope = NewDisposeScope();
        var some = digits.Value.Test.Take(1_000);
        var read = NetworkReading.Run(network, some);
        using var maps = network.Maps(some.ToTensor(0, 2));
        if (maps["C1"].std([2, 3]).max().item<float>() < 1e-6)
            return Judgement.Hint($"All maps of this network are blank: its weights are all alike. One that has " +
                $"learnt nothing has random weights.");
        if (read.Accuracy > 0.4) return Judgement.Hint($"This network reads {read.Accuracy:0.0 %} of the test " +
            $"digits, and guessing about a tenth. It has learnt something; `new LeNet5()` has not.");
        var surest = Enumerable.Range(0, read.Count).Max(i => read.Probabilities(i).Max());
        return Judgement.Right($"It reads {read.Accuracy:0.0 %}, and of a thousand digits it is at most " +
            $"{surest:0.0 %} sure. C1 still shows the digit, since random kernels find strokes too. What is missing " +
            $"is the choice of what to look for.");
    }
}
