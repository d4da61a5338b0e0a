using System.Buffers.Binary;

namespace LeNetLab.Benchmarks.Fuzz;

/// <summary>Makes inputs of inputs, the same for the same seed.</summary>
internal sealed class Mutation(IReadOnlyList<byte[]> from, int seed)
{
    private const int LongestInput = 1 << 14;

    private static readonly int[] Odd =
        [0, 1, -1, 127, 128, 255, 256, 32767, 65535, int.MaxValue, int.MinValue, 1 << 30];

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        byte[] input = [.. from[_random.Next(from.Count)]];
        for (int changes = 1 + _random.Next(1 + _random.Next(12)); changes > 0; changes--) input = Changed(input);
        return input.Length <= LongestInput ? input : input[..LongestInput];
    }

    private byte[] Changed(byte[] input)
    {
        if (input.Length == 0) return [(byte)_random.Next(256)];
        int at = _random.Next(input.Length), length = 1 + _random.Next(Math.Min(32, input.Length - at));
        switch (_random.Next(9))
        {
            case 0:
                input[at] ^= (byte)(1 << _random.Next(8));
                return input;
            case 1:
                input[at] = (byte)_random.Next(256);
                return input;
            case 2:
                input[at] = (byte)Odd[_random.Next(Odd.Length)];
                return input;
            case 3 when input.Length - at >= 4:
                int number = Odd[_random.Next(Odd.Length)];
                if (_random.Next(2) == 0) BinaryPrimitives.WriteInt32BigEndian(input.AsSpan(at), number);
                else BinaryPrimitives.WriteInt32LittleEndian(input.AsSpan(at), number);
                return input;
            case 4:
                return [.. input[..at], .. input[(at + length)..]];
            case 5:
                return [.. input[..at], .. input.AsSpan(at, length), .. input[at..]];
            case 6:
                byte[] other = from[_random.Next(from.Count)];
                return [.. input[..at], .. other.AsSpan(_random.Next(other.Length))];
            case 7:
                return input[..at];
            default:
                input.AsSpan(at, length).Fill((byte)_random.Next(256));
                return input;
        }
    }
}
