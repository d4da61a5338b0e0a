using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Native;
using static TorchSharp.torch;

namespace LeNetLab.Benchmarks.Tensors;

/// <summary>
/// Writes the images of a file into a tensor while the file is being read. One core at a time does: it is faster than
/// another can unpack, and a third thread would only keep that one waiting where there are two cores.
/// </summary>
internal sealed class TensorFilling : IDisposable
{
    private readonly DataSet _set;
    private readonly Normalization _normalization;
    private readonly int _padding;
    private Task _writing = Task.CompletedTask;
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
        if (_tensor is null) return images.ToTensor(_normalization, _padding);
        _writing.GetAwaiter().GetResult();
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
        if (to > from) _writing = Write(_writing, _tensor, data.AsMemory((from * pixels)..(to * pixels)), from);
    }

    private static async Task Write(Task before, ImageTensor tensor, ReadOnlyMemory<byte> pixels, int start)
    {
        // Never on the thread that is reading.
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        tensor.Write(pixels.Span, start);
    }

    /// <summary>Frees the tensor that nobody took, when no one writes into it any more.</summary>
    public void Dispose()
    {
        _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        _tensor?.Dispose();
    }
}
