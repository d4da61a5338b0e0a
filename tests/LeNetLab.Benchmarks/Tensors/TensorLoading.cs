using LeNetLab.Data;
using LeNetLab.Data.Catalog;

namespace LeNetLab.Benchmarks.Tensors;

/// <summary>Loads half a data set as the tensors that a network takes.</summary>
internal static class TensorLoading
{
    /// <summary>
    /// Reads the training or the test half of a data set from a folder straight into tensors: while one core reads the
    /// file, others turn the images that have arrived into numbers.
    /// </summary>
    /// <param name="folder">Where to look.</param>
    /// <param name="set">What to look for.</param>
    /// <param name="test">Whether it is the test half that is wanted.</param>
    /// <param name="normalization">How a byte becomes a number; <see cref="Normalization.Mnist"/> where null.</param>
    /// <param name="padding">Pixels of margin on each side; 2 makes 32×32 of 28×28.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <returns>The tensors that <see cref="ImageSet"/> gives; the caller disposes them.</returns>
    /// <exception cref="DataSetException">Files are missing, or do not belong together.</exception>
    /// <exception cref="IdxFormatException">A file is no whole and sound IDX file.</exception>
    public static DataSetTensors Load(
        string folder, DataSet set, bool test = false, Normalization? normalization = null, int padding = 2,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        var paths = DataFolder.Find(folder, set);
        var (images, labels) = test
            ? (DataFileRole.TestImages, DataFileRole.TestLabels)
            : (DataFileRole.TrainImages, DataFileRole.TrainLabels);
        var progress = new IdxProgress();
        using var filling = new TensorFilling(set, normalization ?? Normalization.Mnist, padding, progress);
        var (imageArray, areGenuine) = DataFolder.Read(paths[images], set.File(images), progress, cancellationToken);
        var (labelArray, labelsAreGenuine) = DataFolder.Read(
            paths[labels], set.File(labels), new IdxProgress(), cancellationToken);
        var half = DataSetReader.Combine(
            set, test ? "test" : "training", (imageArray, paths[images]), (labelArray, paths[labels]));
        return new DataSetTensors(filling.Finish(half), half.LabelTensor(), areGenuine && labelsAreGenuine);
    }
}
