using System.Buffers;
using System.Numerics;
using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Handwriting.Drawing;

namespace LeNetLab.Handwriting;

/// <summary>Draws characters from pen strokes in varied hands, and prepares them as a data set does.</summary>
internal static class CharacterDrawing
{
    /// <summary>Makes labelled characters.</summary>
    /// <param name="classes">The characters of each class, digits and letters; a class with several draws one at
    /// random.</param>
    /// <param name="preparation">How they come into their field.</param>
    /// <param name="count">How many, from 0.</param>
    /// <param name="seed">Image i depends on the seed and i only.</param>
    /// <param name="ct">Stops the work.</param>
    /// <param name="variety">How far hands differ, as a share of what is usual.</param>
    /// <returns>Pixels of 28×28 and labels; the classes are equally frequent, in random order.</returns>
    public static (byte[] Pixels, byte[] Labels) Generate(
        IReadOnlyList<string> classes, Preparation preparation, int count, int seed, CancellationToken ct,
        double variety = 1)
    {
        const int Size = DigitPreparation.FieldSide * DigitPreparation.FieldSide;
        byte[] pixels = new byte[checked(count * Size)], labels = new byte[count];
        int perBlock = classes.Count;
        Parallel.For(0, (count + perBlock - 1) / perBlock, new ParallelOptions { CancellationToken = ct }, block =>
        {
            Span<byte> order = stackalloc byte[perBlock];
            Shuffle(order, seed, block);
            for (int k = 0, i = block * perBlock; k < perBlock && i < count; k++, i++)
            {
                labels[i] = order[k];
                var random = SeededRandom.For((ulong)(uint)seed, (ulong)i);
                string characters = classes[order[k]];
                char character = characters.Length == 1 ? characters[0] : characters[random.Below(characters.Length)];
                Draw(character, preparation, variety, ref random, pixels.AsSpan(i * Size, Size));
            }
        });
        return (pixels, labels);
    }

    /// <summary>Every block holds every class once.</summary>
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

    private static void Draw(
        char character, Preparation preparation, double variety, ref SeededRandom random, Span<byte> target)
    {
        bool isDigit = char.IsAsciiDigit(character);
        PenForm form = PenForm.Choose(isDigit ? DigitForms.Of[character - '0'] : LetterForms.Of(character), ref random);
        var ranges = isDigit ? HandRanges.For(character - '0') : HandRanges.Letters;
        var hand = new Hand(ref random, ranges.Times(variety));
        var strokes = new PenStrokes(stackalloc Vector3[PenStrokes.Capacity], stackalloc bool[PenStrokes.Capacity]);
        strokes.Write(form, hand, ref random);
        float[] ink = ArrayPool<float>.Shared.Rent(PenRaster.Side * PenRaster.Side);
        Span<float> grid = ink.AsSpan(0, PenRaster.Side * PenRaster.Side);
        PenRaster.Draw(strokes, hand.PenRadius, grid);
        DigitPreparation.TryPrepare(grid, PenRaster.Side, PenRaster.Side, target, preparation: preparation);
        ArrayPool<float>.Shared.Return(ink);
    }
}
