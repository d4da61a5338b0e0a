using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace LeNetLab.Files;

/// <summary>A part of a file, mapped into memory to be read.</summary>
/// <remarks>
/// Who lets go of it without disposing of it keeps the map: a span does not hold its owner, so the collector must not
/// be the one that takes the pages away. The pointer that is never released prevents that, at the cost of address
/// space, not memory.
/// </remarks>
internal sealed unsafe class MappedBytes : MemoryManager<byte>
{
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _length;
    private byte* _start;

    /// <param name="file">The file; it may be closed afterwards.</param>
    /// <param name="offset">Where to begin, in bytes.</param>
    /// <param name="length">How many bytes; the file has them.</param>
    /// <exception cref="IOException">The file cannot be mapped.</exception>
    public MappedBytes(FileStream file, long offset, int length)
    {
        using var map = MemoryMappedFile.CreateFromFile(
            file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = map.CreateViewAccessor(0, offset + length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset + offset;
        _length = length;
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_start is null, typeof(IdxMap));
        return new(_start, _length);
    }

    /// <summary>Nothing to do: the pages stay where they are.</summary>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, _length);
        ObjectDisposedException.ThrowIf(_start is null, typeof(IdxMap));
        return new MemoryHandle(_start + elementIndex, pinnable: this);
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (_start is null) return;
        _start = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
    }
}
