namespace LeNetLab.Course.Exercises;

/// <summary>Checks the answers to the notebooks' exercises.</summary>
public static class Exercise
{
    /// <summary>The exercises that can be checked, in course order: notebook number, dot, exercise number.</summary>
    public static IReadOnlyList<string> Ids { get; } = [.. ExerciseTasks.All.Select(task => task.Id)];

    /// <summary>
    /// Says whether an answer is right, or gives a hint that goes by what the answer shows. What the answer has to be
    /// is computed from the definitions, or from the digits. Nothing is thrown, whatever the answer is.
    /// </summary>
    /// <param name="id">The exercise, as "04.2".</param>
    /// <param name="answer">The answer, of the type that the exercise asks for; null says which that is.</param>
    /// <param name="digits">The digits in use, for an exercise whose answer depends on them.</param>
    public static CheckedAnswer Check(string id, object? answer, DigitSets? digits = null)
    {
        id = (id ?? "").Trim();
        if (ExerciseTasks.Find(id) is not { } task)
            return new CheckedAnswer(
                id, Verdict.Unknown, $"There is no exercise '{id}'. There are {string.Join(", ", Ids)}.");
        if (answer is null) return new CheckedAnswer(id, Verdict.NotAnswered, $"{id} asks for {task.Asks}.");
        try
        {
            return task.Judge(answer, digits) is { } judgement
                ? new CheckedAnswer(id, judgement.IsRight ? Verdict.Right : Verdict.NotYet, judgement.Text)
                : new CheckedAnswer(
                    id, Verdict.WrongType, $"{id} asks for {task.Asks}. This is {Answer.Describe(answer)}.");
        }
        catch (ImagesMissingException)
        {
            var images = BeyondDigitsExercises.All.Contains(task) ? "letters" : "digits";
            return new CheckedAnswer(id, Verdict.NotYet,
                $"It is checked against the {images} in use: Exercise.Check(\"{id}\", …, {images}).");
        }
        catch (Exception e)
        {
            // A reader's network or function may fail in any way, and words help more than a stack trace.
            return new CheckedAnswer(id, Verdict.NotYet, $"The answer could not be checked: {FirstLine(e)}");
        }
    }

    /// <summary>Checks an answer on letters, as <see cref="Check(string, object?, DigitSets?)"/> does.</summary>
    /// <param name="id">The exercise, as "10.2".</param>
    /// <param name="answer">The answer.</param>
    /// <param name="letters">The letters in use.</param>
    public static CheckedAnswer Check(string id, object? answer, Letters letters) =>
        Check(id, answer, letters?.AsSets());

    private static string FirstLine(Exception e) => (e.InnerException ?? e).Message.Split('\n')[0].Trim();
}
