using LeNetLab.Handwriting;

namespace LeNetLab.Visualization.Analysis;

/// <summary>
/// One way to spoil an image by a known amount, its level. Pure: the same image, level and seed give the same result.
/// Ways that draw by chance use the same chance at every level, so that one level only goes further than another.
/// </summary>
public sealed class Corruption
{
    private const int WidestStroke = 28;

    private readonly CorruptionFunction _apply;

    private Corruption(string name, string levelTitle, double identity, CorruptionFunction apply) =>
        (Name, LevelTitle, Identity, _apply) = (name, levelTitle, identity, apply);

    private delegate void CorruptionFunction(
        ReadOnlySpan<byte> source, Span<byte> target, int height, int width, double level, ref SeededRandom random);

    /// <summary>Rotation about the centre; the level is degrees, clockwise.</summary>
    public static Corruption Rotation { get; } = Planar("rotation", "rotation (degrees, clockwise)", 0,
        x => new(RotationDegrees: x));

    /// <summary>Shift; the level is pixels to the right.</summary>
    public static Corruption ShiftRight { get; } = Planar("shift right", "shift to the right (pixels)", 0,
        x => new(ShiftX: x));

    /// <summary>Shift; the level is pixels downwards.</summary>
    public static Corruption ShiftDown { get; } = Planar("shift down", "shift downwards (pixels)", 0,
        x => new(ShiftY: x));

    /// <summary>Scales about the centre; the level is the factor, above 0. What leaves the frame is cut off.</summary>
    public static Corruption Scale { get; } = Planar("scale", "scale (factor)", 1, x => new(Scale: x));

    /// <summary>
    /// Thicker or thinner strokes by grey dilation and erosion with a disc; the level is pixels added to each side of a
    /// stroke, below 0 taken away. Between whole pixels neighbours are blended. Beyond the frame is background.
    /// </summary>
    public static Corruption StrokeWidth { get; } = new("stroke width", "pixels added to each side of a stroke", 0,
        ChangeStrokes);

    /// <summary>Clipped normal noise on every pixel; the level is its standard deviation, 1 = full ink.</summary>
    public static Corruption GaussianNoise { get; } = new("noise", "standard deviation of the noise (1 = full ink)",
        0, AddNoise);

    /// <summary>Replaces pixels by background or full ink, evenly; the level is their share, 0…1.</summary>
    public static Corruption SaltAndPepper { get; } = new("salt and pepper", "share of pixels replaced", 0,
        AddSaltAndPepper);

    /// <summary>A square of background at a random place; the level is its side in whole pixels.</summary>
    public static Corruption Occlusion { get; } = new("occlusion", "side of the square taken out (pixels)", 0, Occlude);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Corruption> All { get; } =
        [Rotation, ShiftRight, ShiftDown, Scale, StrokeWidth, GaussianNoise, SaltAndPepper, Occlusion];

    /// <summary>A few words.</summary>
    public string Name { get; }

    /// <summary>What the level is, with its unit: an axis's title.</summary>
    public string LevelTitle { get; }

    /// <summary>The level that leaves every image as it is.</summary>
    public double Identity { get; }

    /// <summary>Spoils one image.</summary>
    /// <param name="source">The image, height × width bytes, row by row; 0 is background, 255 full ink.</param>
    /// <param name="target">Receives height × width bytes; not the source itself.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="level">How far; see the corruption for its unit.</param>
    /// <param name="seed">The seed of the whole set; used where chance has a part.</param>
    /// <param name="index">The image's number in its set.</param>
    /// <exception cref="ArgumentException">A span's length is not height × width.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The corruption has no such level.</exception>
    public void Apply(
        ReadOnlySpan<byte> source, Span<byte> target, int height, int width, double level, ulong seed, int index = 0)
    {
        if (source.Length != height * width || target.Length != source.Length)
            throw new ArgumentException($"An image of {height} x {width} takes {height * width} pixels; source has " +
                $"{source.Length}, target {target.Length}.");
        if (!double.IsFinite(level))
            throw new ArgumentOutOfRangeException(nameof(level), level, $"A level of {Name} is a finite number.");
        var random = SeededRandom.For(seed, (ulong)index);
        _apply(source, target, height, width, level, ref random);
    }

    /// <summary>Spoils every image of a set; image i depends on the level, the seed and i only.</summary>
    /// <param name="images">The set; stays as it is.</param>
    /// <param name="level">How far; see the corruption for its unit.</param>
    /// <param name="seed">The seed of the whole set.</param>
    /// <returns>A new set of the same labels.</returns>
    public ImageSet Apply(ImageSet images, double level, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(images);
        var size = images.Height * images.Width;
        var pixels = new byte[images.Count * size];
        for (var i = 0; i < images.Count; i++)
            Apply(images.Image(i), pixels.AsSpan(i * size, size), images.Height, images.Width, level, seed, i);
        return images.WithPixels(pixels, name: $"{images.Name}, {Name}");
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static Corruption Planar(
        string name, string levelTitle, double identity, Func<double, PlanarTransform> change) =>
            new(name, levelTitle, identity, (source, target, height, width, level, ref _) =>
                Distortion.Transform(source, target, height, width, change(level)));

    private static void ChangeStrokes(
        ReadOnlySpan<byte> source, Span<byte> target, int height, int width, double level, ref SeededRandom random)
    {
        if (Math.Abs(level) > WidestStroke)
            throw new ArgumentOutOfRangeException(nameof(level), level,
                $"Strokes change by at most {WidestStroke} pixels.");
        var ink = new GreyPicture(height, width);
        for (var i = 0; i < source.Length; i++) ink.Values[i] = source[i] / 255f;
        var changed = PenWidth.Spread(ink, Math.Abs(level), thicken: level > 0);
        var margin = (changed.Width - width) / 2;
        for (var i = 0; i < target.Length; i++)
            target[i] = (byte)Math.Round(255 * changed[margin + i / width, margin + i % width]);
    }

    private static void AddNoise(
        ReadOnlySpan<byte> source, Span<byte> target, int height, int width, double level, ref SeededRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        for (var i = 0; i < source.Length; i++)
            target[i] = (byte)Math.Clamp(Math.Round(source[i] + 255 * level * random.Normal()), 0, 255);
    }

    private static void AddSaltAndPepper(
        ReadOnlySpan<byte> source, Span<byte> target, int height, int width, double level, ref SeededRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 1);
        for (var i = 0; i < source.Length; i++)
        {
            var (chance, ink) = (random.NextDouble(), random.Chance(0.5));
            target[i] = chance >= level ? source[i] : ink ? (byte)255 : (byte)0;
        }
    }

    private static void Occlude(
        ReadOnlySpan<byte> source, Span<byte> target, int height, int width, double level, ref SeededRandom random)
    {
        var side = (int)level;
        if (side != level || side < 0 || side > Math.Min(height, width))
            throw new ArgumentOutOfRangeException(nameof(level), level,
                $"The square's side is a whole number, 0 to {Math.Min(height, width)}.");
        source.CopyTo(target);
        var (top, left) = ((int)(random.NextDouble() * (height - side + 1)),
            (int)(random.NextDouble() * (width - side + 1)));
        for (var y = top; y < top + side; y++) target.Slice(y * width + left, side).Clear();
    }
}
