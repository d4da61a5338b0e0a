namespace LeNetLab.Training;

/// <summary>
/// The one pair of tensors that every batch of a training is written into: images [B, C, H, W] and labels [B].
/// A batch is gathered from bytes, so nothing is allocated from step to step, and 60,000 images stay
/// 47 MB of bytes instead of 245 MB of padded floats.
/// </summary>
internal sealed class BatchBuffer : IDisposable
{
    private readonly ImageSet _set;
    private readonly int _padding;
    private readonly PixelNumbers _numbers;
    private readonly EpochImages _pictures;
    private readonly byte[] _room;
    private readonly Tensor _images;
    private readonly Tensor _labels;

    public BatchBuffer(ImageSet set, TrainingOptions options, int padding)
    {
        (_set, _padding, _numbers) = (set, padding, new PixelNumbers(options.Normalization));
        (_pictures, _room) = (new EpochImages(set, options), new byte[set.ImageBytes]);
        _images = empty([options.BatchSize, set.Channels, set.Height + 2 * _padding, set.Width + 2 * _padding],
            dtype: ScalarType.Float32)
            .DetachFromDisposeScope();
        _labels = empty([options.BatchSize], dtype: ScalarType.Int64).DetachFromDisposeScope();
    }

    /// <summary>Fills the buffer with these images, distorted per epoch; the views end with the next call.</summary>
    public (Tensor Images, Tensor Labels) Fill(ReadOnlySpan<int> indices, int epoch)
    {
        var images = _images.Floats();
        var labels = _labels.Longs();
        var size = images.Length / (int)_images.shape[0];
        for (var i = 0; i < indices.Length; i++)
        {
            _set.WriteImage(_pictures.Read(indices[i], epoch, _room), images.Slice(i * size, size), _numbers, _padding);
            labels[i] = _set.Label(indices[i]);
        }

        return (_images.narrow(0, 0, indices.Length), _labels.narrow(0, 0, indices.Length));
    }

    public void Dispose()
    {
        _images.Dispose();
        _labels.Dispose();
    }
}
