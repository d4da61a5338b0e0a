using LeNetLab.Data;
using LeNetLab.Data.Catalog;

namespace LeNetLab.Handwriting;

/// <summary>
/// Digits and letters drawn by a program, for where a data set is unavailable:
/// <c>Digits.Load(otherwise: new DrawnDigits())</c>.
/// </summary>
public sealed record DrawnDigits : IDigitSource
{
    /// <summary>How many digits there are to train on, unless the caller says otherwise.</summary>
    public const int DefaultTrainCount = 20_000;

    /// <summary>How many digits there are to test on, unless the caller says otherwise.</summary>
    public const int DefaultTestCount = 4_000;

    /// <summary>The seed of the digits to train on.</summary>
    public const int TrainSeed = 1;

    /// <summary>The seed of the digits to test on.</summary>
    public const int TestSeed = 2;

    /// <summary>Gets the number of digits to train on.</summary>
    public int TrainCount { get; init; } = DefaultTrainCount;

    /// <summary>Gets the number of digits to test on.</summary>
    public int TestCount { get; init; } = DefaultTestCount;

    /// <inheritdoc/>
    /// <remarks>It draws digits as MNIST's, and the characters of EMNIST's sets.</remarks>
    public bool CanDraw(DataSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return set.Characters is not null || set.ClassNames[0] == "0";
    }

    /// <inheritdoc/>
    public (ImageSet Train, ImageSet Test) Draw(DataSet set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        return (Drawn(TrainCount, TrainSeed), Drawn(TestCount, TestSeed));

        ImageSet Drawn(int count, int seed) => set.Characters is null
            ? BuiltInDigits.Generate(count, seed, cancellationToken)
            : BuiltInCharacters.Generate(set, count, seed, cancellationToken);
    }
}
