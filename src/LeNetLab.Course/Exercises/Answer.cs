using System.Collections;
using System.Runtime.CompilerServices;

namespace LeNetLab.Course.Exercises;

/// <summary>Reads answers of any type: what a reader hands over is a tuple as often as an array.</summary>
internal static class Answer
{
    /// <summary>The parts of a tuple, an array or a list; null for anything else, text included.</summary>
    public static IReadOnlyList<object?>? Items(object answer) => answer switch
    {
        string => null,
        ITuple tuple => [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])],
        IEnumerable several => [.. several.Cast<object?>()],
        _ => null,
    };

    /// <summary>One number, or several; null where any part is none.</summary>
    public static double[]? Numbers(object answer)
    {
        if (Number(answer) is { } one) return [one];
        if (Items(answer) is not { } items) return null;
        var numbers = items.Select(Number).ToArray();
        return numbers.All(n => n is not null) ? [.. numbers.Select(n => n!.Value)] : null;
    }

    /// <summary>A number of any type, a tensor of one element included; null for anything else.</summary>
    public static double? Number(object? value) => value switch
    {
        byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal =>
            Convert.ToDouble(value, CultureInfo.InvariantCulture),
        Tensor tensor when tensor.numel() == 1 => tensor.to_type(ScalarType.Float64).item<double>(),
        _ => null,
    };

    /// <summary>Whether two numbers are the same but for rounding.</summary>
    public static bool Near(double answer, double expected, double tolerance) =>
        Math.Abs(answer - expected) <= tolerance;

    /// <summary>What a value is, in words that fit behind "This is".</summary>
    public static string Describe(object? value) => value switch
    {
        null => "nothing",
        string => "text",
        bool => "true or false",
        byte or sbyte or short or ushort or int or uint or long or ulong => "a whole number",
        float or double or decimal => "a number",
        Tensor tensor => $"a tensor of [{string.Join(", ", tensor.shape)}]",
        Delegate => "a function",
        _ when Items(value) is { } items => items.Count switch
        {
            0 => "an empty list",
            1 => $"a list of one: {Describe(items[0])}",
            <= 4 => $"{items.Count} things: {string.Join(", ", items.Select(Describe))}",
            _ => $"a list of {items.Count} things, the first {Describe(items[0])}",
        },
        _ => Named(value.GetType().Name),
    };

    private static string Named(string type)
    {
        var name = type.Split('`')[0];
        return $"{("AEIOU".Contains(name[0], StringComparison.Ordinal) ? "an" : "a")} {name}";
    }
}
