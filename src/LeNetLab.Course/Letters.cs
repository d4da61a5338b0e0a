using LeNetLab.Handwriting;
using static System.FormattableString;

namespace LeNetLab.Course;

/// <summary>One label file of EMNIST, counted.</summary>
/// <param name="Set">The split that it belongs to.</param>
/// <param name="Part">"training" or "test".</param>
/// <param name="Labels">The labels as they stand in the file, from <see cref="DataSet.FirstLabel"/> on.</param>
public sealed record LabelFile(DataSet Set, string Part, ReadOnlyMemory<byte> Labels)
{
    /// <summary>How often each class occurs; its length is <see cref="DataSet.Classes"/>.</summary>
    public int[] CountPerClass()
    {
        var counts = new int[Set.Classes];
        foreach (var label in Labels.Span) counts[label - Set.FirstLabel]++;
        return counts;
    }
}

/// <summary>
/// What there is of EMNIST Letters: the whole set, or what a folder has of it, with letters drawn by a program in place
/// of what is missing. So the notebook about letters runs everywhere, and one line says on what.
/// </summary>
/// <param name="Train">The letters to train on, upright, labels from 0.</param>
/// <param name="Test">The letters to test on.</param>
/// <param name="AreReal">True where both are EMNIST's; false where both are drawn.</param>
/// <param name="Sample">Real letters beside drawn ones: the few that the folder has; null where it has none.</param>
/// <param name="LabelFiles">The label files of every split of EMNIST that the folder has.</param>
/// <param name="Description">One line that says what is in use and what is missing; it names no path.</param>
public sealed record Letters(ImageSet Train, ImageSet Test, bool AreReal, ImageSet? Sample,
    IReadOnlyList<LabelFile> LabelFiles, string Description)
{
    /// <summary>How many drawn letters there are to train on.</summary>
    public const int DrawnTrainCount = 7_800;

    /// <summary>How many drawn letters there are to test on.</summary>
    public const int DrawnTestCount = 1_300;

    private static DataSet Set => DataSetCatalog.EmnistLetters;

    /// <summary>Looks in a folder, or, where none is named, in the cache of an earlier download.</summary>
    /// <param name="folder">The folder; null for LENETLAB_EMNIST, if set. The word builtin means drawn letters.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <exception cref="DataSetException">The folder is none, or files in it do not belong together.</exception>
    /// <exception cref="IdxFormatException">A file in it is not sound.</exception>
    public static Letters Load(string? folder = null, CancellationToken cancellationToken = default)
    {
        var options = DigitsOptions.FromEnvironment(folder, Set) with
        {
            Otherwise = new DrawnDigits { TrainCount = DrawnTrainCount, TestCount = DrawnTestCount },
        };
        var named = string.Equals(options.Folder, DigitsOptions.BuiltInName, StringComparison.OrdinalIgnoreCase)
            ? null : options.Folder;
        if (named is not null && !Path.Exists(named))
            throw new DataSetException($"{named}: expected a folder with files of EMNIST, found nothing of that name.");

        var files = named is null ? [] : FindLabels(named);
        var isPart = named is not null && !DataFolder.Holds(named, Set) && DataFolder.FindArchive(named, Set) is null;
        if (isPart) options = options with { Folder = DigitsOptions.BuiltInName };
        var sets = Task.Run(() => Digits.LoadAsync(options, null, cancellationToken),
            cancellationToken).GetAwaiter().GetResult();
        if (sets.Origin != DigitsOrigin.BuiltIn)
            return new Letters(sets.Train, sets.Test, true, null, files, sets.Description);

        var sample = named is null ? null : FindSample(named);
        var what = Invariant(
            $"Letters in use: {sets.Train.Count:N0} drawn by a program to train on, {sets.Test.Count:N0} to test on");
        var beside = sample is null
            ? "no real ones" : Invariant($"{sample.Count} real ones of EMNIST to read in the end");
        var why = isPart
            ? $"Skipped: training on EMNIST Letters, since the folder of {Set.FolderVariable} has no image files of it"
            : $"Skipped: training on EMNIST Letters, since {Set.FolderVariable} names no folder with it";
        return new Letters(sets.Train, sets.Test, false, sample, files, $"{what}, {beside}. {why}.");
    }

    /// <summary>The same as two sets and a line.</summary>
    internal DigitSets AsSets() =>
        new(Train, Test, Description) { Origin = AreReal ? DigitsOrigin.Folder : DigitsOrigin.BuiltIn };

    private static List<LabelFile> FindLabels(string folder)
    {
        var found = new List<LabelFile>();
        foreach (var set in DataSetCatalog.All.Where(set => set.FolderVariable == Set.FolderVariable))
        {
            foreach (var (role, part) in new[] { (DataFileRole.TrainLabels, "training"),
                (DataFileRole.TestLabels, "test") })
            {
                if (DataFolder.FindFile(folder, set, role) is not { } path) continue;
                var labels = IdxFile.Read(path);
                DataSetReader.CheckLabels(set, labels, path);
                found.Add(new LabelFile(set, part, labels.Bytes));
            }
        }

        return found;
    }

    /// <summary>A pair emnist-letters-sample…-images-idx3-ubyte and …-labels-idx1-ubyte, here or one below.</summary>
    private static ImageSet? FindSample(string folder)
    {
        const string Images = "-images-idx3-ubyte";
        foreach (var place in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Prepend(folder))
        {
            var images = Directory.EnumerateFiles(
                place, $"emnist-letters-sample*{Images}*").Order(StringComparer.Ordinal).FirstOrDefault();
            var labels = images?.Replace(Images, "-labels-idx1-ubyte", StringComparison.Ordinal);
            if (images is not null && File.Exists(labels))
                return DataSetReader.Combine(Set, "sample", (IdxFile.Read(images), images),
                    (IdxFile.Read(labels), labels));
        }

        return null;
    }
}
