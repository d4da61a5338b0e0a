using LeNetLab.Data;
using LeNetLab.Data.Catalog;

namespace LeNetLab.Handwriting;

/// <summary>
/// Digits that need no download: a seeded generator draws them from pen strokes and prepares them as MNIST was.
/// </summary>
public static class BuiltInDigits
{
    private static readonly string[] Classes = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    // Chosen on digits of other seeds: a network that learns from a thousand of them reads nine in ten of others.
    private const double PlainVariety = 0.6;

    /// <summary>Makes labelled digits.</summary>
    /// <param name="count">How many, from 0.</param>
    /// <param name="seed">Same seed, same digits. Image i depends on the seed and i only, so longer sets begin with
    /// shorter ones.</param>
    /// <param name="ct">Stops the work.</param>
    /// <returns>Images of 28×28; the ten classes are equally frequent to within one image, in random order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ImageSet Generate(int count, int seed, CancellationToken ct = default) =>
        Make(count, seed, 1, "built-in digits", ct);

    /// <summary>
    /// Makes labelled digits of plain hands, which differ less than people's do: enough variety to learn from where
    /// there are only a thousand digits. A network trained on them reads real digits worse.
    /// </summary>
    /// <inheritdoc cref="Generate" path="/param"/>
    /// <inheritdoc cref="Generate" path="/returns"/>
    /// <inheritdoc cref="Generate" path="/exception"/>
    public static ImageSet GeneratePlain(int count, int seed, CancellationToken ct = default) =>
        Make(count, seed, PlainVariety, "digits drawn in plain hands", ct);

    private static ImageSet Make(int count, int seed, double variety, string name, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var (pixels, labels) = CharacterDrawing.Generate(Classes, Preparation.Mnist, count, seed, ct, variety);
        return new ImageSet(
            pixels, labels, DigitPreparation.FieldSide, DigitPreparation.FieldSide, $"{name} (seed {seed})");
    }
}
