using System.Runtime.InteropServices;

namespace LeNetLab.Simd.Network;

/// <summary>
/// Memory that stays where it is and begins at a multiple of a cache line, so that no register is loaded from two of
/// them.
/// </summary>
internal sealed unsafe class SimdMemory : IDisposable
{
    private const int CacheLine = 64;
    private readonly List<nint> _blocks = [];

    ~SimdMemory() => Free();

    /// <summary>So many numbers, 0 at first; they live as long as this object.</summary>
    public T* Take<T>(int count) where T : unmanaged
    {
        var size = (nuint)count * (nuint)sizeof(T);
        var block = NativeMemory.AlignedAlloc(Math.Max(size, CacheLine), CacheLine);
        NativeMemory.Clear(block, size);
        _blocks.Add((nint)block);
        return (T*)block;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        foreach (var block in _blocks) NativeMemory.AlignedFree((void*)block);
        _blocks.Clear();
    }
}
