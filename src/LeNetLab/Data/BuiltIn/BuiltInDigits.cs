using System.Buffers;
using System.Numerics;

namespace LeNetLab.Data;

/// <summary>
/// Digits that need no download: a seeded generator draws them from pen strokes and prepares them as MNIST was.
/// </summary>
public static class BuiltInDigits
{
    /// <summary>Makes labelled digits.</summary>
    /// <param name="count">How many, from 0.</param>
    /// <param name="seed">Same seed, same digits. Image i depends on the seed and i only, so a longer set begins with
    /// the shorter one.</param>
    /// <param name="ct">Stops the work.</param>
    /// <returns>Images of 28×28; the ten classes are equally frequent to within one image, in random order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ImageSet Generate(int count, int seed, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        const int Size = DigitPreparation.FieldSide * DigitPreparation.FieldSide;
        byte[] pixels = new byte[checked(count * Size)], labels = new byte[count];
        const int Block = 10;
        Parallel.For(0, (count + Block - 1) / Block, new ParallelOptions { CancellationToken = ct }, block =>
        {
            Span<byte> order = stackalloc byte[Block];
            Shuffle(order, seed, block);
            for (int k = 0, i = block * Block; k < Block && i < count; k++, i++)
            {
                labels[i] = order[k];
                var random = SeededRandom.For((ulong)(uint)seed, (ulong)i);
                Draw(order[k], ref random, pixels.AsSpan(i * Size, Size));
            }
        });
        return new ImageSet(
            pixels, labels, DigitPreparation.FieldSide, DigitPreparation.FieldSide, $"built-in digits (seed {seed})");
    }

    /// <summary>Every ten images hold every class once.</summary>
    private static void Shuffle(Span<byte> order, int seed, int block)
    {
        var random = SeededRandom.For(~(ulong)(uint)seed, (ulong)block);
        for (int k = 0; k < order.Length; k++)
        {
            int other = random.Below(k + 1);
            order[k] = order[other];
            order[other] = (byte)k;
        }
    }

    private static void Draw(int digit, ref SeededRandom random, Span<byte> target)
    {
        DigitForm form = Choose(DigitForms.Of[digit], ref random);
        var hand = new Hand(ref random, HandRanges.For(digit));
        var strokes = new PenStrokes(
            stackalloc Vector3[PenStrokes.Capacity], stackalloc bool[PenStrokes.Capacity]);
        strokes.Write(form, hand, ref random);
        float[] ink = ArrayPool<float>.Shared.Rent(PenRaster.Side * PenRaster.Side);
        Span<float> grid = ink.AsSpan(0, PenRaster.Side * PenRaster.Side);
        PenRaster.Draw(strokes, hand.PenRadius, grid);
        DigitPreparation.TryPrepare(grid, PenRaster.Side, PenRaster.Side, target);
        ArrayPool<float>.Shared.Return(ink);
    }

    private static DigitForm Choose(DigitForm[] forms, ref SeededRandom random)
    {
        double sum = 0;
        foreach (DigitForm form in forms)
            sum += form.Weight;
        double mark = random.NextDouble() * sum;
        foreach (DigitForm form in forms)
        {
            mark -= form.Weight;
            if (mark < 0)
                return form;
        }

        return forms[^1];
    }
}
