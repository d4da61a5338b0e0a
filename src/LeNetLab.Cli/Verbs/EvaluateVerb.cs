using LeNetLab.Evaluation;

namespace LeNetLab.Cli.Verbs;

/// <summary><c>lenet evaluate</c>: how good a network is on the test digits.</summary>
internal static class EvaluateVerb
{
    private const int PairsShown = 10;

    private const string Description = "Test a network: accuracy, each class's figures, what it mixes up.";

    private const string Examples = """
          lenet evaluate                                          the network that comes with lenet
          lenet evaluate --weights lenet5.safetensors --data ../mnist
          lenet evaluate --data builtin --limit 500                the first 500 built-in test digits
          lenet evaluate --set emnist-letters --weights letters.safetensors
          lenet evaluate --json | jq .accuracy
        """;

    public static Command Create()
    {
        var weights = Options.Weights();
        var set = Options.Set();
        var data = Options.Data(pictures: true);
        var take = Options.OptionalWhole("--limit", "Use the first N test digits only.");
        var device = Options.Device();
        var json = Options.Json();
        var verb = new Verb("evaluate", Description, Examples) { weights, set, data, take, device, json };
        verb.SetAction((result, cancellationToken) => RunAsync(
            new Screen(result.GetValue(json)), result.GetValue(weights), result.GetValue(set)!, result.GetValue(data),
            result.GetValue(take), result.GetValue(device)!, result.GetValue(json), cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(Screen screen, string? weights, DataSet set, string? data, int? take,
        string device, bool json, CancellationToken cancellationToken)
    {
        var where = Options.DeviceOf(device);
        var options = DigitSource.For(data, set, DigitSource.ToTest(take));
        var pictures = DigitSource.IsPictures(options);
        var network = pictures ? WeightsFile.Load(weights) : WeightsFile.Load(weights, set);
        var digits = await DigitSource.LoadAsync(
            screen, options, cancellationToken, network.Preparation).ConfigureAwait(false);
        if (pictures && !digits.Test.ClassNames.SequenceEqual(network.ClassNames))
            throw new UserMistakeException($"{options.Folder}: expected the network's classes " +
                $"{string.Join(", ", network.ClassNames)}, found {string.Join(", ", digits.Test.ClassNames)}.");
        if (digits.Test.Count == 0)
            throw new UserMistakeException(
                $"{options.Folder}: expected test pictures, found none. {DigitSource.HowToTest}");
        var test = digits.Test.Take(take ?? int.MaxValue);
        var missing = test.CountPerClass().Count(n => n == 0);
        if (test.Count < digits.Test.Count && missing > 0)
            screen.Say($"Note: the first {test.Count:N0} lack {missing} of the {test.Classes} classes. The file may " +
                "be sorted; then they are no fair sample.");
        var predictions = await InferenceBar.RunAsync(screen, network, test,
            BackendChoice.ForReading(screen, network.Plan, test, where), where,
            cancellationToken).ConfigureAwait(false);
        WeightsFile.Check(predictions, weights);
        var matrix = ConfusionMatrix.Of(predictions);
        Show(screen, weights, predictions, matrix, test.ClassNames);
        if (json) Screen.Write(Document(weights, digits, predictions, matrix, test.ClassNames));
        return ExitCode.Fine;
    }

    private static void Show(
        Screen screen, string? weights, Predictions predictions, ConfusionMatrix matrix, IReadOnlyList<string> names)
    {
        screen.Say($"Network:  {WeightsFile.NameOf(weights)}");
        screen.Say($"Accuracy: {predictions.Accuracy * 100:0.00} % ({predictions.Mistakes().Count:N0} of " +
            $"{predictions.Count:N0} wrong)");
        screen.Say($"Loss:     {predictions.CrossEntropy:0.0000} (mean cross-entropy, nats)");
        screen.Say();
        var width = Math.Max(5, names.Max(name => name.Length));
        screen.Say($"{(names[0] == "0" && names.Count == 10 ? "digit" : "class").PadLeft(width)}   count   precision " +
            "  recall       F1");
        for (var c = 0; c < matrix.Classes; c++)
        {
            var digit = c;
            var count = Enumerable.Range(0, matrix.Classes).Sum(read => matrix[digit, read]);
            screen.Say($"{names[c].PadLeft(width)}   {count,5:N0}   {Percent(matrix.Precision(c)),9}   " +
                $"{Percent(matrix.Recall(c)),6}   {Percent(matrix.F1(c)),6}");
        }

        screen.Say();
        var pairs = matrix.Confusions().Take(PairsShown).ToList();
        screen.Say(pairs.Count == 0 ? "Nothing was mixed up." : "Mixed up most often:");
        foreach (var (truth, read, count) in pairs) screen.Say(
            $"  a {names[truth]} read as {names[read]}: {count,4:N0}");
    }

    private static string Percent(double share) => double.IsNaN(share) ? "–" : Invariant($"{share * 100:0.00}");

    private static JsonObject Document(string? weights, DigitSets digits, Predictions predictions,
        ConfusionMatrix matrix, IReadOnlyList<string> names) => new()
        {
            ["weights"] = weights is null ? null : Path.GetFullPath(weights),
            ["data"] = DigitSource.NameOf(digits),
            ["images"] = predictions.Count,
            ["accuracy"] = predictions.Accuracy,
            ["loss"] = predictions.CrossEntropy,
            ["classes"] = new JsonArray([.. Enumerable.Range(0, matrix.Classes).Select(c => (JsonNode)new JsonObject
            {
                ["digit"] = WeightsFile.DigitOf(names[c]),
                ["name"] = names[c],
                ["precision"] = Number(matrix.Precision(c)),
                ["recall"] = Number(matrix.Recall(c)),
                ["f1"] = Number(matrix.F1(c)),
            })]),
            ["confusion"] = new JsonArray([.. Enumerable.Range(0, matrix.Classes).Select(truth =>
                (JsonNode)new JsonArray(
                    [.. Enumerable.Range(0, matrix.Classes).Select(read => (JsonNode)matrix[truth, read])]))]),
        };

    private static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
