using LeNetLab.Native;
using static TorchSharp.torch;

namespace LeNetLab.Data;

/// <summary>Writes the images of a file into a tensor while the file is being read.</summary>
internal sealed class TensorFilling : IDisposable
{
    private readonly DataSet _set;
    private readonly Normalization _normalization;
    private readonly int _padding;
    private readonly List<Task> _writing = [];
    private ImageTensor? _tensor;
    private int _done;

    /// <param name="set">What the images should be.</param>
    /// <param name="normalization">How a byte becomes a number.</param>
    /// <param name="padding">Pixels of margin on each side.</param>
    /// <param name="progress">Of the file that is about to be read.</param>
    public TensorFilling(DataSet set, Normalization normalization, int padding, IdxProgress progress)
    {
        NativeTorch.Load();
        (_set, _normalization, _padding) = (set, normalization, padding);
        // Images that lie on their side are turned when all have come.
        if (!set.Transposed) progress.Arrived += OnArrived;
    }

    /// <summary>The tensor of all images, which is the caller's, once the set has proved sound.</summary>
    public Tensor Finish(ImageSet images)
    {
        if (_tensor is null)
            return images.ToTensor(_normalization, _padding);
        Task.WaitAll(_writing);
        return _tensor.Take();
    }

    private void OnArrived(IdxHeader header, byte[] data, int length)
    {
        if (header.Dimensions.Length != 3 || header.Dimensions[1] != _set.Height || header.Dimensions[2] != _set.Width)
            return;
        _tensor ??= new ImageTensor(header.Dimensions[0], _set.Height, _set.Width, _normalization, _padding);
        var pixels = _set.Height * _set.Width;
        var (from, to) = (_done, length / pixels);
        _done = to;
        if (to > from)
            _writing.Add(Task.Run(() => _tensor.Write(data.AsSpan((from * pixels)..(to * pixels)), from)));
    }

    /// <summary>Frees the tensor that nobody took, when no one writes into it any more.</summary>
    public void Dispose()
    {
        Task.WaitAll(_writing);
        _tensor?.Dispose();
    }
}
