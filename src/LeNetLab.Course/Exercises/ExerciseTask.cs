namespace LeNetLab.Course.Exercises;

/// <summary>One exercise that can be checked.</summary>
internal sealed class ExerciseTask
{
    private readonly Func<object, DigitSets?, Judgement?> _judge;

    private ExerciseTask(string id, string asks, Func<object, DigitSets?, Judgement?> judge) =>
        (Id, Asks, _judge) = (id, asks, judge);

    /// <summary>The notebook's number, a dot, the exercise's.</summary>
    public string Id { get; }

    /// <summary>What the answer is, and of which type; it ends a sentence that begins "04.2 asks for".</summary>
    public string Asks { get; }

    /// <summary>An exercise answered by one or more numbers: a number, a tuple or an array.</summary>
    /// <param name="id">As <see cref="Id"/>.</param>
    /// <param name="asks">As <see cref="Asks"/>.</param>
    /// <param name="count">How many numbers.</param>
    /// <param name="check">Checks them; all are finite.</param>
    /// <param name="whole">Whether they have to be whole.</param>
    public static ExerciseTask Numbers(
        string id, string asks, int count, Func<double[], Lazy<DigitSets>, Judgement> check, bool whole = false) =>
        new(id, asks, (answer, digits) =>
    {
        if (Answer.Numbers(answer) is not { } numbers || numbers.Length != count) return null;
        if (numbers.Any(double.IsNaN))
            return Judgement.Hint($"NaN is what comes of 0 divided by 0, as for the mean of an empty set, and of the " +
                $"root of a number below 0.");
        if (!numbers.All(double.IsFinite))
            return Judgement.Hint($"The answer is infinite: something was divided by 0.");
        if (whole && numbers.Any(n => n != Math.Round(n)))
            return Judgement.Hint(
                $"{numbers.First(n => n != Math.Round(n))} is no whole number, and something is counted here.");
        return check(numbers, InUse(digits));
    });

    /// <summary>An exercise whose answer is one object.</summary>
    public static ExerciseTask Of<T>(string id, string asks, Func<T, Lazy<DigitSets>, Judgement> check)
        where T : class => new(id, asks, (answer, digits) => answer is T one ? check(one, InUse(digits)) : null);

    /// <summary>An exercise whose answer is several objects of one type: a tuple, an array or a list.</summary>
    /// <param name="id">As <see cref="Id"/>.</param>
    /// <param name="asks">As <see cref="Asks"/>.</param>
    /// <param name="count">How many; null for any number but none.</param>
    /// <param name="check">Checks them.</param>
    public static ExerciseTask Several<T>(
        string id, string asks, int? count, Func<IReadOnlyList<T>, Lazy<DigitSets>, Judgement> check)
        where T : class => new(id, asks, (answer, digits) =>
            Answer.Items(answer) is { Count: > 0 } items && items.All(item => item is T)
            && (count is null || items.Count == count)
                ? check([.. items.Cast<T>()], InUse(digits))
                : null);

    /// <summary>An exercise whose answer has a form of its own.</summary>
    /// <param name="id">As <see cref="Id"/>.</param>
    /// <param name="asks">As <see cref="Asks"/>.</param>
    /// <param name="check">Checks it; null where it is of another type than asked for.</param>
    public static ExerciseTask Any(string id, string asks, Func<object, Lazy<DigitSets>, Judgement?> check) =>
        new(id, asks, (answer, digits) => check(answer, InUse(digits)));

    // Not every check looks at digits.
    private static Lazy<DigitSets> InUse(DigitSets? digits) => new(() => digits ?? throw new ImagesMissingException());

    /// <summary>Checks an answer; null where it is of another type than asked for.</summary>
    /// <exception cref="ImagesMissingException">It has to be checked against images, and there are none.</exception>
    public Judgement? Judge(object answer, DigitSets? digits) => _judge(answer, digits);
}
