using System.Security.Cryptography;

namespace LeNetLab.Data;

/// <summary>
/// Finds the four files of a data set in a folder. Names may be the original ones (train-images-idx3-ubyte)
/// or those of the Kaggle copy (train-images.idx3-ubyte), with or without .gz; a file may also lie in a folder
/// of its own name, and all four in the only folder below that has them. Content alone says whether a file is packed.
/// </summary>
public static class DataFolder
{
    /// <summary>Reads a data set from a folder.</summary>
    /// <param name="folder">Where to look.</param>
    /// <param name="set">What to look for.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <returns>
    /// The images. Any number of them is taken; <see cref="DataSetImages.IsGenuine"/> says whether they are the
    /// catalogue's own.
    /// </returns>
    /// <exception cref="DataSetException">Files are missing, or do not belong together.</exception>
    /// <exception cref="IdxFormatException">A file is no whole and sound IDX file.</exception>
    public static DataSetImages Load(string folder, DataSet set, CancellationToken cancellationToken = default)
    {
        var paths = Find(folder, set);
        var genuine = true;
        var train = Half("training", DataFileRole.TrainImages, DataFileRole.TrainLabels);
        var test = Half("test", DataFileRole.TestImages, DataFileRole.TestLabels);
        return new DataSetImages(train, test, genuine);

        ImageSet Half(string part, DataFileRole images, DataFileRole labels) =>
            DataSetReader.Combine(set, part, Array(images), Array(labels));

        (IdxArray Array, string File) Array(DataFileRole role)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var array = IdxFile.Read(paths[role]);
            genuine = genuine && string.Equals(Sha256(array), set.File(role).Sha256, StringComparison.Ordinal);
            return (array, paths[role]);
        }
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
                $"{folder}: expected a folder with {set.Name}, found {(File.Exists(folder) ? "a file" : "nothing of that name")}.");
        }
        var here = FindIn(folder, set);
        if (here.Count == set.Files.Count)
            return here;
        if (here.Count == 0)
        {
            var below = Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
                .Select(sub => (Name: Path.GetFileName(sub), Paths: FindIn(sub, set)))
                .Where(sub => sub.Paths.Count == set.Files.Count).ToList();
            if (below.Count == 1)
                return below[0].Paths;
            if (below.Count > 1)
            {
                throw new DataSetException(
                    $"{folder}: expected one folder with {set.Name}, found {string.Join(" and ", below.Select(sub => sub.Name))}; name the one to use.");
            }
        }
        var missing = set.Files.Where(file => !here.ContainsKey(file.Role)).Select(file => file.Name);
        throw new DataSetException(
            $"{folder}: expected the {set.Files.Count} files of {set.Name} (raw or .gz), found {here.Count}; missing: {string.Join(", ", missing)}.");
    }

    private static Dictionary<DataFileRole, string> FindIn(string folder, DataSet set)
    {
        var paths = new Dictionary<DataFileRole, string>();
        foreach (var file in set.Files)
        {
            var names = Names(file.Name).ToList();
            var path = names.Concat(names.SelectMany(sub => names, Path.Combine))
                .Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
            if (path is not null)
                paths[file.Role] = path;
        }
        return paths;
    }

    private static IEnumerable<string> Names(string name)
    {
        var kaggle = name.Replace("-idx", ".idx", StringComparison.Ordinal);
        return [name, kaggle, name + ".gz", kaggle + ".gz"];
    }

    /// <summary>The digest that the unpacked file has, whatever form it came in.</summary>
    private static string Sha256(IdxArray array)
    {
        if (array.ElementType.Size() != 1)
            return "";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(IdxHeader.Format(array.ElementType, array.Dimensions));
        hash.AppendData(array.Bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
