namespace LeNetLab.Cli.Verbs;

/// <summary>Keeps weights that are there already from being replaced by worse ones.</summary>
internal static class EarlierWeights
{
    /// <summary>Returns where new weights may go.</summary>
    /// <param name="screen">Told where that is not where they should.</param>
    /// <param name="output">Where they should go.</param>
    /// <param name="text">What will be said in them.</param>
    /// <returns>
    /// The same path where nothing of worth is replaced: no weights are there, or some of the same digits that were not
    /// better, or what the same call left when it was stopped. Else the path with the first number that is free.
    /// </returns>
    public static string Keep(Screen screen, string output, Dictionary<string, string> text)
    {
        if (Read(output) is not { } earlier) return output;
        var had = Accuracy(earlier);
        if (had is null && IsStopped(earlier) && earlier.GetValueOrDefault("command") == text["command"]) return output;
        var same = TestDigits(earlier) == TestDigits(text);
        if (same && had <= Accuracy(text)) return output;
        var folder = Path.GetDirectoryName(output) ?? "";
        var (name, kind) = (Path.GetFileNameWithoutExtension(output), Path.GetExtension(output));
        var free = Enumerable.Range(2, int.MaxValue - 2)
            .Select(n => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{n}{kind}")))
            .First(path => !Path.Exists(path));
        var known = had is { } accuracy
            ? Invariant($" ({accuracy * 100:0.00} % of {(same ? "the same" : "other")} test digits)") : "";
        screen.Say($"{output} has weights of an earlier run{known}, which are kept; --overwrite replaces them.");
        return free;
    }

    /// <summary>The text of a weights file; null where there is none.</summary>
    private static Dictionary<string, string>? Read(string path)
    {
        try
        {
            return File.Exists(path) ? SafeTensorsFile.Read(path).Metadata.ToDictionary() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // "2 of 5"; what was done in full has no test where there were no pictures for one.
    private static bool IsStopped(Dictionary<string, string> text) =>
        text.TryGetValue("epochs", out var done) && done.Split(" of ").Distinct().Count() > 1;

    /// <summary>The digits without the number of those that were trained on.</summary>
    private static string TestDigits(Dictionary<string, string> text)
    {
        var parts = text.GetValueOrDefault("data", "").Split(" to train on");
        return parts[0][..(parts[0].LastIndexOf('(') + 1)] + string.Concat(parts[1..]);
    }

    private static double? Accuracy(Dictionary<string, string> text) =>
        double.TryParse(text.GetValueOrDefault("test_accuracy"), CultureInfo.InvariantCulture, out var value)
            ? value : null;
}
