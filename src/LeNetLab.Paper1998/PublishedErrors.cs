namespace LeNetLab.Paper1998;

/// <summary>
/// What the paper says of LeNet-5's mistakes beyond the test errors of its Fig. 9. The test digits that it misread are
/// counted from the labels of Fig. 8: 82 of 10,000, which is the network that learnt from distorted copies too.
/// </summary>
public static class PublishedErrors
{
    /// <summary>Training patterns read wrong, of 100, after 19 passes without distorted copies (sect. III-B).</summary>
    public const double TrainErrorPercent = 0.35;

    /// <summary>How exact the test errors are, in per cent (caption of Fig. 9).</summary>
    public const double UncertaintyPercent = 0.1;

    /// <summary>Digits misread in Fig. 8.</summary>
    public const int Count = 82;

    /// <summary>Those of Fig. 8 by what they are, 0 to 9.</summary>
    public static IReadOnlyList<int> ByTrueDigit { get; } = [3, 2, 8, 9, 11, 5, 13, 5, 10, 16];

    /// <summary>The confusions in Fig. 8 that occur three times or more, the most frequent first.</summary>
    public static IReadOnlyList<Confusion> Confusions { get; } =
    [
        new(9, 4, 8),
        new(3, 5, 4), new(6, 5, 4), new(6, 0, 4), new(4, 9, 4),
        new(5, 3, 3), new(4, 6, 3), new(2, 8, 3),
    ];
}

/// <summary>How often one digit was read as another.</summary>
/// <param name="True">The digit that it is.</param>
/// <param name="Read">The digit that was read.</param>
/// <param name="Count">How often.</param>
public sealed record Confusion(int True, int Read, int Count);
