using LeNetLab.Data.Catalog;

namespace LeNetLab.Handwriting;

/// <summary>A box of whole pixels.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct PixelBox(int Left, int Top, int Width, int Height);

/// <summary>One stage on the way from a picture to its digit.</summary>
/// <param name="Name">A few words.</param>
/// <param name="Pixels">Height × width bytes, row by row; 0 black to 255 white.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record FindingStage(string Name, byte[] Pixels, int Height, int Width);

/// <summary>
/// A digit found in a picture of any kind and prepared as MNIST was: dark on light or light on dark, a drawing or a
/// photograph, of any size, with or without transparency.
/// </summary>
/// <param name="Pixels">28×28 bytes, row by row; 0 background, 255 ink.</param>
/// <param name="PictureWidth">Columns of the picture, as it is seen (turned upright where its camera says so).</param>
/// <param name="PictureHeight">Rows of the picture.</param>
/// <param name="Box">Where the digit lies in the picture.</param>
public sealed record DigitPicture(byte[] Pixels, int PictureWidth, int PictureHeight, PixelBox Box)
{
    /// <summary>A digit's longer side is brought below twice this before its strokes are measured.</summary>
    private const int StrokeSide = 80;

    /// <summary>Gets how many marks beside the digit are about as large as it: more digits, or letters.</summary>
    public int Others { get; init; }

    /// <summary>
    /// Gets how much of the digit lies on the picture's edge, how thick it is, and of how many marks it consists; each
    /// about 0 to 3.
    /// </summary>
    internal double[] Signs { get; init; } = [0, 0, 0];

    /// <summary>Reads a PNG or JPEG file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="preparation">How to prepare it: as the images that the network was trained on.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no PNG or JPEG, is damaged, has more than 100 megapixels, or shows
    /// no ink. The message is one line that names the file.</exception>
    public static DigitPicture Read(string path, Preparation preparation = Preparation.Mnist) =>
        Decode(PictureFile.ReadAll(path), path, preparation);

    /// <summary>Reads the bytes of a PNG or JPEG file.</summary>
    /// <param name="file">All bytes.</param>
    /// <param name="name">What the messages call the file.</param>
    /// <param name="preparation">Whose way it is to be prepared.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Read"/>.</exception>
    public static DigitPicture Decode(byte[] file, string name, Preparation preparation = Preparation.Mnist)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (preparation == Preparation.Whole) return Whole(PictureFile.Planes(file, name, colours: false)[0]);
        return Find(PictureFile.Decode(file, name), name, preparation);
    }

    /// <summary>Every stage of finding the digit in a file, from the picture to what a network sees.</summary>
    /// <inheritdoc cref="Decode" path="/param"/>
    /// <inheritdoc cref="Decode" path="/exception"/>
    public static IReadOnlyList<FindingStage> Stages(
        byte[] file, string name, Preparation preparation = Preparation.Mnist)
    {
        ArgumentNullException.ThrowIfNull(file);
        var stages = new List<FindingStage>();
        byte[] pixels = preparation == Preparation.Whole ? Decode(file, name, preparation).Pixels
            : Find(PictureFile.Decode(file, name), name, preparation, Show).Pixels;
        stages.Add(new("what the network sees", pixels, DigitPreparation.FieldSide, DigitPreparation.FieldSide));
        return stages;

        void Show(string stage, GreyPicture picture)
        {
            float most = Math.Max(picture.Highest(), 0.01f);
            stages.Add(new(stage, [.. picture.Values.Select(v => (byte)(255 * Math.Clamp(v / most, 0, 1)))],
                picture.Height, picture.Width));
        }
    }

    private static DigitPicture Whole(GreyPicture picture) => new(picture.Fit(DigitPreparation.FieldSide),
        picture.Width, picture.Height, new(0, 0, picture.Width, picture.Height));

    /// <summary>
    /// The digit, dark or light as it seems to be. But a sheet on a dark table, or a shadow, makes a picture seem to
    /// have light ink: then what is more like a pen's line is the digit.
    /// </summary>
    private static FoundDigit? FindInk(GreyPicture picture, Action<string, GreyPicture>? show)
    {
        show?.Invoke("the picture", picture);
        var (light, share) = PictureBackground.SeemsLight(picture);
        if (!light) return Look(false);
        FoundDigit? asLight = Look(true);
        if (Math.Min(picture.Width, picture.Height) < PictureBackground.SmallPicture) return asLight;
        // Ink is a small part of most pictures.
        double prior = share > 0.35 ? 1.33 : 0.75;
        FoundDigit? asDark = Look(false);
        return asLight is null || asDark?.Thickness() < prior * asLight.Thickness() ? asDark : asLight;

        FoundDigit? Look(bool light)
        {
            var (ink, roughness) = PictureBackground.Remove(picture, light);
            return DigitFinder.Find(ink, roughness,
                (stage, p) => show?.Invoke($"{(light ? "light" : "dark")}: {stage}", p));
        }
    }

    private static DigitPicture Find((PictureReduction Picture, int Orientation) decoded, string name,
        Preparation preparation, Action<string, GreyPicture>? show = null)
    {
        var (stored, orientation) = decoded;
        GreyPicture picture = ExifOrientation.Upright(stored.ToGrey(), orientation);
        var (width, height) = orientation >= ExifOrientation.FirstTurned
            ? (stored.Height, stored.Width) : (stored.Width, stored.Height);
        if (FindInk(picture, show) is not { } found)
            throw new InvalidDataException($"{name}: no ink found.");

        var (digit, box) = (found.Digit, found.Box);
        byte[] pixels = new byte[DigitPreparation.FieldSide * DigitPreparation.FieldSide];
        digit = digit.Reduce(Math.Max(1, Math.Max(digit.Width, digit.Height) / StrokeSide)).Strengthen();
        digit = PenWidth.Normalise(digit);
        if (!DigitPreparation.TryPrepare(digit.Values, digit.Height, digit.Width, pixels, threshold: 0.1f, preparation))
            throw new InvalidDataException($"{name}: no ink found.");

        int step = stored.Step, left = box.Left * step, top = box.Top * step;
        return new DigitPicture(pixels, width, height, new PixelBox(
            left, top, Math.Min(box.Width * step, width - left), Math.Min(box.Height * step, height - top)))
        {
            Others = found.Others,
            Signs = [Math.Min(found.AtEdge * 10, 2), found.Thickness() * 5, Math.Min(found.Parts - 1, 3)],
        };
    }
}
