using System.Runtime.CompilerServices;

namespace LeNetLab.Models;

/// <summary>One of a network's arrays of weights or biases, at a place that does not move.</summary>
/// <param name="shape">Its name as in torch, "c1.weight", and its dimensions.</param>
/// <param name="address">Its first float.</param>
/// <param name="memory">What keeps the memory alive, as long as the array is used.</param>
internal sealed unsafe class WeightArray(ArrayShape shape, float* address, object memory)
{
    private readonly object _memory = memory;

    public string Name { get; } = shape.Name;

    public long[] Shape { get; } = shape.Shape;

    public int Count { get; } = shape.Count;

    public float* Address { get; } = address;

    /// <summary>The numbers; the array is to be kept as long as they are used.</summary>
    public Span<float> Values => new(Address, Count);

    /// <summary>
    /// Memory for arrays of these lengths, each from a multiple of a cache line on, and all 0. It lives as long as the
    /// object does that comes with it.
    /// </summary>
    public static (float[] Keeps, nint[] Addresses) Allocate(IReadOnlyList<int> counts)
    {
        const int Line = 16;
        var memory =
            GC.AllocateArray<float>(counts.Sum(count => (count + Line - 1) / Line * Line) + Line, pinned: true);
        var at = ((nint)Unsafe.AsPointer(ref memory[0]) + 63) / 64 * 64;
        var addresses = new nint[counts.Count];
        for (var i = 0; i < addresses.Length; i++)
        {
            addresses[i] = at;
            at += (counts[i] + Line - 1) / Line * Line * sizeof(float);
        }

        return (memory, addresses);
    }
}
