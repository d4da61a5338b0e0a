namespace LeNetLab.Data;

/// <summary>Reads data sets from the cache of downloads.</summary>
internal static class CachedImages
{
    /// <summary>Reads a data set, if all of it is there and sound.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="cacheFolder">The cache; null for <see cref="DataCache.DefaultFolder"/>.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <returns>The images, or null where a file is missing, damaged or unreadable.</returns>
    public static DataSetImages? TryLoad(
        DataSet set, string? cacheFolder = null, CancellationToken cancellationToken = default)
    {
        var folder = DataCache.FolderOf(set, cacheFolder);
        var (train, test) = DataSetReader.Both(() => Half(DataFileRole.TrainImages, DataFileRole.TrainLabels),
            () => Half(DataFileRole.TestImages, DataFileRole.TestLabels));
        return train is var (trainImages, trainLabels) && test is var (testImages, testLabels)
            ? new DataSetImages(DataSetReader.Combine(set, "training", trainImages, trainLabels),
                DataSetReader.Combine(set, "test", testImages, testLabels), IsVerified: true)
            : null;

        ((IdxArray Array, string File) Images, (IdxArray Array, string File) Labels)? Half(
            DataFileRole images, DataFileRole labels) =>
                DataCache.TryRead(folder, set.File(images), cancellationToken) is { } pixels
                && DataCache.TryRead(folder, set.File(labels), cancellationToken) is { } classes
                    ? (pixels, classes) : null;
    }
}
