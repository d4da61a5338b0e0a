using System.Runtime.CompilerServices;

namespace LeNetLab.Course.Exercises;

/// <summary>What an exercise's own check says.</summary>
/// <param name="IsRight">Whether the answer is right.</param>
/// <param name="Text">Why it is right, or a hint.</param>
internal readonly record struct Judgement(bool IsRight, string Text)
{
    /// <summary>The answer is right.</summary>
    public static Judgement Right(Wording why) => new(true, why.ToText());

    /// <summary>It is not.</summary>
    public static Judgement Hint(Wording hint) => new(false, hint.ToText());

    /// <summary>Formats interpolated text, in one piece or joined by +, alike in every culture.</summary>
    [InterpolatedStringHandler]
    internal ref struct Wording(int literalLength, int formattedCount)
    {
        private DefaultInterpolatedStringHandler _text =
            new(literalLength, formattedCount, CultureInfo.InvariantCulture);

        public void AppendLiteral(string value) => _text.AppendLiteral(value);

        public void AppendFormatted<T>(T value, string? format = null) => _text.AppendFormatted(value, format);

        public string ToText() => _text.ToStringAndClear();
    }
}
