namespace LeNetLab.Data;

/// <summary>
/// Finds the four files of a data set in a folder. Names may be the original ones (train-images-idx3-ubyte)
/// or those of the Kaggle copy (train-images.idx3-ubyte), with or without .gz; a file may also lie in a folder
/// of its own name, and all four in the only folder below that has them. Content alone says whether a file is packed.
/// </summary>
internal static class DataFolder
{
    /// <summary>Reads a data set from a folder.</summary>
    /// <param name="folder">Where to look.</param>
    /// <param name="set">What to look for.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <returns> The images, any number; <see cref="DataSetImages.IsVerified"/> says whether they are the catalogue's.
    /// </returns>
    /// <exception cref="DataSetException">Files are missing, or do not belong together.</exception>
    /// <exception cref="IdxFormatException">A file is no whole and sound IDX file.</exception>
    public static DataSetImages Load(string folder, DataSet set, CancellationToken cancellationToken = default)
    {
        var paths = Find(folder, set);
        var (train, test) = DataSetReader.Both(
            () => Half("training", DataFileRole.TrainImages, DataFileRole.TrainLabels),
            () => Half("test", DataFileRole.TestImages, DataFileRole.TestLabels));
        return new DataSetImages(train.Images, test.Images, train.IsVerified && test.IsVerified);

        (ImageSet Images, bool IsVerified) Half(string part, DataFileRole images, DataFileRole labels)
        {
            var (imageArray, areGenuine) = Read(paths[images], set.File(images), new IdxProgress(), cancellationToken);
            var (labelArray, labelsAreGenuine) = Read(paths[labels], set.File(labels), new IdxProgress(),
                cancellationToken);
            return (DataSetReader.Combine(set, part, (imageArray, paths[images]), (labelArray, paths[labels])),
                areGenuine && labelsAreGenuine);
        }
    }

    /// <summary>
    /// Reads a data set from a folder that has its files, or the archive that they come in. Out of an archive the files
    /// go into a folder of the cache, each believed only with the catalogue's length and SHA-256; the user's folder is
    /// not written.
    /// </summary>
    /// <param name="folder">Where to look, or the archive itself.</param>
    /// <param name="set">What to look for.</param>
    /// <param name="cacheFolder">Where to unpack, such as <see cref="DataCache.FolderOf"/>.</param>
    /// <param name="progress">Told how far the unpacking is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="DataSetException">Neither is there, or the archive is not sound.</exception>
    /// <exception cref="IdxFormatException">A file is no whole and sound IDX file.</exception>
    /// <exception cref="DataCacheException">The cache cannot be written.</exception>
    public static DataSetImages Load(string folder, DataSet set, string cacheFolder,
        IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(set);
        if (Holds(folder, set) || FindArchive(folder, set) is not { } archive)
            return Load(folder, set, cancellationToken);
        DataArchiveReader.Unpack(archive, set, cacheFolder, progress, cancellationToken);
        return Load(cacheFolder, set, cancellationToken);
    }

    /// <summary>Finds the files without opening them.</summary>
    /// <param name="folder">Where to look.</param>
    /// <param name="set">What to look for.</param>
    /// <returns>The path of each file.</returns>
    /// <exception cref="DataSetException">The folder is none, or files are missing; the line says which.</exception>
    public static IReadOnlyDictionary<DataFileRole, string> Find(string folder, DataSet set)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(set);
        if (!Directory.Exists(folder))
        {
            throw new DataSetException(
                $"{folder}: expected a folder with {set.Name}, found " +
                $"{(File.Exists(folder) ? "a file" : "nothing of that name")}.");
        }
        var here = FindIn(folder, set);
        if (here.Count == set.Files.Count) return here;
        if (here.Count == 0)
        {
            var below = Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
                .Select(sub => (Name: Path.GetFileName(sub), Paths: FindIn(sub, set)))
                .Where(sub => sub.Paths.Count == set.Files.Count).ToList();
            if (below.Count == 1) return below[0].Paths;
            if (below.Count > 1)
            {
                throw new DataSetException(
                    $"{folder}: expected one folder with {set.Name}, found " +
                    $"{string.Join(" and ", below.Select(sub => sub.Name))}; name the one to use.");
            }
        }
        var missing = set.Files.Where(file => !here.ContainsKey(file.Role)).Select(file => file.Name);
        throw new DataSetException(
            $"{folder}: expected the {set.Files.Count} files of {set.Name} (raw or .gz), found {here.Count}; " +
            $"missing: {string.Join(", ", missing)}{Or(set)}.");
    }

    /// <summary>Whether all files are there, by their names.</summary>
    /// <param name="folder">Where to look, and in the folders below.</param>
    /// <param name="set">What to look for.</param>
    public static bool Holds(string folder, DataSet set) => Directory.Exists(folder)
        && (FindIn(folder, set).Count == set.Files.Count
            || Directory.EnumerateDirectories(folder).Any(sub => FindIn(sub, set).Count == set.Files.Count));

    /// <summary>Returns the set's archive: in the folder, or the file named itself; null if there is none.</summary>
    internal static string? FindArchive(string folder, DataSet set)
    {
        if (set.Archive is not { } archive) return null;
        if (File.Exists(folder)) return folder;
        return archive.LocalNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>Finds a file of the set, in the folder or in the only subfolder that has it; null if absent.</summary>
    internal static string? FindFile(string folder, DataSet set, DataFileRole role)
    {
        if (!Directory.Exists(folder)) return null;
        if (FindIn(folder, set).TryGetValue(role, out var path)) return path;
        var below = Directory.EnumerateDirectories(folder)
            .Select(sub => FindIn(sub, set).GetValueOrDefault(role)).OfType<string>().ToList();
        return below.Count == 1 ? below[0] : null;
    }

    private static Dictionary<DataFileRole, string> FindIn(string folder, DataSet set)
    {
        var paths = new Dictionary<DataFileRole, string>();
        foreach (var file in set.Files)
        {
            var names = Names(file.Name).ToList();
            var path = names.Concat(names.SelectMany(sub => names, Path.Combine))
                .Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
            if (path is not null) paths[file.Role] = path;
        }
        return paths;
    }

    private static IEnumerable<string> Names(string name)
    {
        var kaggle = name.Replace("-idx", ".idx", StringComparison.Ordinal);
        return [name, kaggle, name + ".gz", kaggle + ".gz"];
    }

    private static string Or(DataSet set) =>
        set.Archive is { } archive ? $", or the archive {string.Join(" or ", archive.LocalNames)}" : "";

    internal static (IdxArray Array, bool IsVerified) Read(
        string path, DataFile file, IdxProgress progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var digest = new FileDigest(file, progress);
        var array = IdxFile.Read(path, progress);
        return (array, digest.IsVerified(array));
    }
}
