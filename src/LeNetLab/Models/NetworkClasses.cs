namespace LeNetLab.Models;

/// <summary>What a network's outputs mean and how its images were prepared, as text in a weights file.</summary>
/// <remarks>
/// "classes" is a JSON list of names, one for each output; "preparation" is a <see cref="Preparation"/>. A file without
/// them is a reader of digits as MNIST has them.
/// </remarks>
internal static class NetworkClasses
{
    private const string NamesKey = "classes";
    private const string PreparationKey = "preparation";
    private const int LongestName = 40;

    /// <summary>A copy of the names.</summary>
    /// <exception cref="ArgumentException">There are not as many as outputs.</exception>
    public static IReadOnlyList<string> Checked(IReadOnlyList<string> names, int classes)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Count == classes ? [.. names] : throw new ArgumentException(
            $"{classes} outputs need as many names; there are {names.Count}.", nameof(names));
    }

    /// <summary>What goes into the file; nothing where all is as without it.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Describe(IReadOnlyList<string> names,
        Preparation preparation)
    {
        if (!names.SequenceEqual(ClassNames.Numbers(names.Count), StringComparer.Ordinal))
            yield return new(NamesKey, JsonSerializer.Serialize(names));
        if (preparation != Preparation.Mnist)
            yield return new(PreparationKey, $"{preparation}");
    }

    /// <summary>The names of the outputs.</summary>
    /// <exception cref="SafeTensorsFormatException">They are no list of as many sound names.</exception>
    public static IReadOnlyList<string> Names(SafeTensorsFile file, int classes, string source)
    {
        if (!file.Metadata.TryGetValue(NamesKey, out var text))
            return ClassNames.Numbers(classes);
        string[]? names = null;
        try
        {
            names = JsonSerializer.Deserialize<string[]>(text);
        }
        catch (JsonException)
        {
            // Said below, with what else may be wrong.
        }

        if (names is null || names.Any(name => !IsSound(name)))
            throw new SafeTensorsFormatException(
                $"{source} names its classes in a way that is no JSON list of short names");
        return names.Length == classes
            ? names
            : throw new SafeTensorsFormatException($"{source} names {names.Length} classes, and has {classes} outputs");
    }

    /// <summary>How the images were prepared that the network learnt from.</summary>
    /// <exception cref="SafeTensorsFormatException">There is no such way.</exception>
    public static Preparation PreparationOf(SafeTensorsFile file, string source) =>
        !file.Metadata.TryGetValue(PreparationKey, out var text) ? Preparation.Mnist
        : Enum.TryParse<Preparation>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value
        : throw new SafeTensorsFormatException(
            $"{source} names the {PreparationKey} '{text}'; known are "
            + $"{string.Join(", ", Enum.GetNames<Preparation>())}");

    // A file from elsewhere may name a class with a line break, or with what a terminal takes for a command.
    private static bool IsSound(string? name) =>
        name is { Length: > 0 and <= LongestName } && !name.Any(char.IsControl);
}
