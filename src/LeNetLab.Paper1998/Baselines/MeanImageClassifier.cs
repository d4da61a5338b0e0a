namespace LeNetLab.Paper1998.Baselines;

/// <summary>
/// The simplest reader of digits: the mean image of each class is its template, and an image is of the class whose
/// template is nearest, by Euclidean distance. What a network has to beat.
/// </summary>
public sealed class MeanImageClassifier
{
    private readonly int _height;
    private readonly int _width;
    private readonly float[][] _means;

    /// <summary>Averages the images of each class. A class without images is never chosen.</summary>
    public MeanImageClassifier(ImageSet train)
    {
        ArgumentNullException.ThrowIfNull(train);
        (_height, _width) = (train.Height, train.Width);
        var size = _height * _width;
        var sums = new double[train.Classes][];
        for (var c = 0; c < sums.Length; c++) sums[c] = new double[size];
        for (var i = 0; i < train.Count; i++)
        {
            var image = train.Image(i);
            var sum = sums[train.Label(i)];
            for (var p = 0; p < size; p++) sum[p] += image[p];
        }

        var counts = train.CountPerClass();
        _means = [.. sums.Select((sum, c) => Array.ConvertAll(sum, s => (float)(s / counts[c])))];
    }

    /// <summary>The mean image of a class, height×width numbers of 0…255.</summary>
    public ReadOnlyMemory<float> Mean(int label) => _means[label];

    /// <summary>Reads every image of a set. The logits are the negative squared distances to the means.</summary>
    /// <exception cref="ArgumentException">The images are not of the size that the means have.</exception>
    public Predictions Run(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Height != _height || images.Width != _width)
            throw new ArgumentException($"The means are of {_height}×{_width} pixels, the images of " +
                $"{images.Height}×{images.Width}.", nameof(images));
        var logits = new float[images.Count * _means.Length];
        for (var i = 0; i < images.Count; i++)
        {
            var image = images.Image(i);
            for (var c = 0; c < _means.Length; c++)
            {
                var mean = _means[c];
                float distance = 0;
                for (var p = 0; p < mean.Length; p++) distance += (image[p] - mean[p]) * (image[p] - mean[p]);
                logits[i * _means.Length + c] = float.IsNaN(distance) ? float.MinValue : -distance;
            }
        }

        return new Predictions(logits, images.Labels.ToArray(), _means.Length);
    }
}
