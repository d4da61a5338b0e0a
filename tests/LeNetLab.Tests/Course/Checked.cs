using LeNetLab.Course.Exercises;
using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using Xunit;

namespace LeNetLab.Tests.Course;

/// <summary>Answers checked against a few built-in digits.</summary>
internal static class Checked
{
    /// <summary>Few digits, but enough for what the exercises speak of: the first 5,000, and 1,000 held out.</summary>
    public static DigitSets Few { get; } = new(
        BuiltInDigits.Generate(6_000, seed: 11, Token), BuiltInDigits.Generate(1_200, seed: 12, Token),
        "A few built-in digits.");

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Predictions Read(LeNet5 model, ImageSet images) =>
        Inference.Run(model, images, cancellationToken: Token);

    public static CheckedAnswer Of(string id, object? answer) => Exercise.Check(id, answer, Few);

    public static void IsRight(string id, object answer)
    {
        var result = Of(id, answer);
        Assert.True(result.Verdict == Verdict.Right, $"{result}");
    }

    /// <summary>The answer is wrong, and the hint is the one that this mistake deserves.</summary>
    public static void IsHinted(string id, object answer, string hint)
    {
        var result = Of(id, answer);
        Assert.True(result.Verdict == Verdict.NotYet, $"{result}");
        Assert.Contains(hint, result.Message, StringComparison.Ordinal);
    }

    public static void IsOfWrongType(string id, object answer, string found)
    {
        var result = Of(id, answer);
        Assert.True(result.Verdict == Verdict.WrongType, $"{result}");
        Assert.StartsWith($"{id} asks for ", result.Message, StringComparison.Ordinal);
        Assert.EndsWith($"This is {found}.", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", result.Message, StringComparison.Ordinal);
    }
}
