namespace LeNetLab.Models;

/// <summary>
/// Torch's random numbers on the processor without torch: the generator MT19937 (Matsumoto and Nishimura 1998) behind
/// <c>torch.manual_seed</c>, and <c>uniform_</c> for float32. So a network has the same first weights with or without.
/// </summary>
internal sealed class TorchRandom
{
    private const int Length = 624, Middle = 397;

    private readonly uint[] _state = new uint[Length];
    private int _next = Length;

    /// <param name="seed">As for <c>torch.manual_seed</c>; its lower 32 bits count.</param>
    public TorchRandom(long seed)
    {
        _state[0] = (uint)seed;
        for (var i = 1; i < Length; i++)
            _state[i] = 1_812_433_253 * (_state[i - 1] ^ (_state[i - 1] >> 30)) + (uint)i;
    }

    /// <summary>Fills numbers evenly from −bound to bound, as <c>uniform_</c> does.</summary>
    public void Uniform(Span<float> numbers, double bound)
    {
        var (from, range) = (-(float)bound, (float)bound + (float)bound);
        foreach (ref var number in numbers)
            number = MathF.FusedMultiplyAdd((Next() & 0xFF_FFFF) * (1f / (1 << 24)), range, from);
    }

    private uint Next()
    {
        if (_next == Length) Turn();
        var y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    private void Turn()
    {
        for (var i = 0; i < Length; i++)
        {
            var y = (_state[i] & 0x8000_0000) | (_state[(i + 1) % Length] & 0x7FFF_FFFF);
            _state[i] = _state[(i + Middle) % Length] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908B0DF);
        }

        _next = 0;
    }
}
