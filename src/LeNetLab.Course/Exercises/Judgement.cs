namespace LeNetLab.Course.Exercises;

/// <summary>What an exercise's own check says.</summary>
/// <param name="IsRight">Whether the answer is right.</param>
/// <param name="Text">Why it is right, or a hint.</param>
internal readonly record struct Judgement(bool IsRight, string Text)
{
    /// <summary>The answer is right.</summary>
    public static Judgement Right(FormattableString why) => new(true, FormattableString.Invariant(why));

    /// <summary>It is not.</summary>
    public static Judgement Hint(FormattableString hint) => new(false, FormattableString.Invariant(hint));
}
