namespace LeNetLab.Course.Exercises;

/// <summary>What came of checking an answer.</summary>
public enum Verdict
{
    /// <summary>The answer is right.</summary>
    Right,

    /// <summary>It is not; a hint says what the answer shows.</summary>
    NotYet,

    /// <summary>It was null: nothing has been answered.</summary>
    NotAnswered,

    /// <summary>It is of another type than the exercise asks for.</summary>
    WrongType,

    /// <summary>There is no such exercise.</summary>
    Unknown,
}
