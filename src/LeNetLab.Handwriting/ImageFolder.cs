using System.Runtime.ExceptionServices;
using LeNetLab.Data;
using LeNetLab.Data.Catalog;

namespace LeNetLab.Handwriting;

/// <summary>
/// Pictures of your own classes: a folder with a subfolder for each class, whose name is the label, and PNG or JPEG
/// files of any size in it, at any depth.
/// </summary>
public static class ImageFolder
{
    private static readonly string[] Pictures = [".png", ".jpg", ".jpeg"];
    private static readonly string[] OtherPictures = [".bmp", ".gif", ".webp", ".tif", ".tiff", ".heic"];
    private static readonly string[] TestNames = ["test", "val", "valid", "validation"];

    /// <summary>Reads all pictures; classes are numbered in the ordinal order of their names.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="side">Rows and columns of every image: a picture is scaled to fit, its proportions are kept, and
    /// the rest is filled with the average of its edge.</param>
    /// <param name="colours">Three channels, red, green and blue, instead of one grey.</param>
    /// <param name="preparation">The whole picture, or a character found in it and prepared as MNIST or EMNIST was;
    /// that gives 28×28 grey.</param>
    /// <exception cref="DataSetException">There are no classes, or there is a class without a picture.</exception>
    /// <exception cref="InvalidDataException">A picture cannot be read; the message names it.</exception>
    /// <exception cref="ArgumentException">A prepared character has another size, or colours.</exception>
    public static ImageSet Load(string path, int side = DigitPreparation.FieldSide, bool colours = false,
        Preparation preparation = Preparation.Whole)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        if (preparation != Preparation.Whole && (colours || side != DigitPreparation.FieldSide))
            throw new ArgumentException(
                $"{preparation}: expected grey images of 28×28, found another size or colours.");
        var classes = Classes(path);
        if (classes.Count is 0 or > 256)
            throw new DataSetException($"{path}: expected a subfolder with PNG or JPEG files for each of 1 to 256 "
                + $"classes, found {classes.Count}.");
        var files = classes.SelectMany((folder, label) => Files(folder).Select(file => (file, label))).ToList();
        var size = (colours ? 3 : 1) * side * side;
        if ((long)files.Count * size > Array.MaxLength)
            throw new DataSetException($"{path}: expected fewer than {Array.MaxLength / size} pictures of this size, "
                + $"found {files.Count}.");
        var pixels = new byte[files.Count * size];
        try
        {
            Parallel.For(0, files.Count, i => Read(files[i].file, side, colours, preparation)
                .CopyTo(pixels.AsSpan(i * size)));
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        return new ImageSet(pixels, [.. files.Select(file => (byte)file.label)], side, side,
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))), classes.Count,
            [.. classes.Select(Name)], colours ? 3 : 1);
    }

    /// <summary>
    /// Reads pictures to train on and to test on: those of the subfolders <c>train</c> and <c>test</c> (or <c>val</c>),
    /// if there are such, else a fifth of every class is held out; none is where a class would have none left.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="side">Rows and columns of every image.</param>
    /// <param name="colours">Three channels instead of one grey.</param>
    /// <param name="preparation">The whole picture, or a character found in it.</param>
    /// <param name="seed">Chooses which are held out.</param>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static DigitSets LoadSets(string path, int side = DigitPreparation.FieldSide, bool colours = false,
        Preparation preparation = Preparation.Whole, int seed = 1998)
    {
        ImageSet train, test;
        if (Halves(path) is var (trainPath, testPath))
        {
            (train, test) = (Load(trainPath, side, colours, preparation), Load(testPath, side, colours, preparation));
            if (!train.ClassNames.SequenceEqual(test.ClassNames))
                throw new DataSetException($"{testPath}: expected the classes {string.Join(", ", train.ClassNames)}, "
                    + $"found {string.Join(", ", test.ClassNames)}.");
        }
        else
        {
            var all = Load(path, side, colours, preparation);
            (train, test) = all.Split(all.Count / 5, seed);
            if (train.CountPerClass().Contains(0)) (train, test) = (all, all.Take(0));
        }

        return new(train, test, FormattableString.Invariant(
            $"Images in use: a folder of pictures, {train.Classes} classes ({train.Count:N0} to train on, ")
            + FormattableString.Invariant($"{test.Count:N0} to test on)."));
    }

    /// <summary>Whether there are subfolders with pictures.</summary>
    public static bool IsOne(string path) => Directory.Exists(path) && Classes(Halves(path)?.Train ?? path).Count > 0;

    private static (string Train, string Test)? Halves(string path)
    {
        var folders = Directory.Exists(path) ? Directory.GetDirectories(path) : [];
        var train = Array.Find(folders, folder => Is(folder, ["train", "training"]));
        var test = Array.Find(folders, folder => Is(folder, TestNames));
        return train is not null && test is not null && Classes(train).Count > 0 ? (train, test) : null;

        static bool Is(string folder, string[] names) => names.Contains(Name(folder), StringComparer.OrdinalIgnoreCase);
    }

    private static List<string> Classes(string path)
    {
        if (!Directory.Exists(path))
            throw new DataSetException(
                $"{path}: expected a folder of pictures, found "
                + $"{(File.Exists(path) ? "a file" : "nothing of that name")}.");
        var folders = Directory.EnumerateDirectories(path).Where(folder => Name(folder) is [not '.' and not '_', ..])
            .OrderBy(Name, StringComparer.Ordinal).ToList();
        var empty = folders.Where(folder => !Files(folder).Any()).ToList();
        // Folders of something else, such as IDX files, are not classes without pictures.
        if (empty.Count > 0 && empty.Count < folders.Count)
            throw new DataSetException($"{empty[0]}: expected PNG or JPEG files, found none.");
        return empty.Count > 0 ? [] : folders;
    }

    private static IEnumerable<string> Files(string folder)
    {
        var all = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Name(file)[0] != '.').Order(StringComparer.Ordinal).ToList();
        if (all.Find(file => OtherPictures.Contains(Path.GetExtension(file).ToLowerInvariant())) is { } other)
            throw new DataSetException($"{other}: expected a PNG or JPEG file, found another kind of picture.");
        return all.Where(file => Pictures.Contains(Path.GetExtension(file).ToLowerInvariant()));
    }

    private static byte[] Read(string file, int side, bool colours, Preparation preparation) =>
        preparation != Preparation.Whole ? DigitPicture.Read(file, preparation).Pixels
            : [.. PictureFile.Planes(PictureFile.ReadAll(file), file, colours)
                .SelectMany(plane => plane.Fit(side))];

    private static string Name(string path) => Path.GetFileName(path);
}
