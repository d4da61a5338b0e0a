using LeNetLab.Data;
using LeNetLab.Data.Catalog;

namespace LeNetLab.Handwriting;

/// <summary>
/// Letters and digits that need no download, for a data set whose classes are characters: drawn like
/// <see cref="BuiltInDigits"/>, and prepared as the set is.
/// </summary>
public static class BuiltInCharacters
{
    /// <summary>Makes labelled characters with the classes of a data set.</summary>
    /// <param name="set">The data set; its <see cref="DataSet.Characters"/> say what to draw.</param>
    /// <param name="count">How many, from 0.</param>
    /// <param name="seed">Same seed, same characters; a longer set begins with the shorter one.</param>
    /// <param name="ct">Stops the work.</param> <returns>Images of 28×28; the classes are equally frequent, in random
    /// order.</returns>
    /// <exception cref="ArgumentException">The set's classes are no characters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ImageSet Generate(DataSet set, int count, int seed, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var characters = set.Characters ?? throw new ArgumentException(
            $"The classes of {set.Name} are no characters; they cannot be drawn.", nameof(set));
        var (pixels, labels) = CharacterDrawing.Generate(characters, set.Preparation, count, seed, ct);
        return new ImageSet(pixels, labels, DigitPreparation.FieldSide, DigitPreparation.FieldSide,
            $"built-in characters (seed {seed})", set.Classes, set.ClassNames);
    }
}
