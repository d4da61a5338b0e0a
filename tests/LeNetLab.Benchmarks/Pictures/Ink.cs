using System.Numerics;
using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Handwriting.Drawing;

namespace LeNetLab.Benchmarks.Pictures;

/// <summary>How much of each pixel a pen covers, 0 to 1, cropped to the character.</summary>
internal sealed record Ink(float[] Cover, int Height, int Width, int Label)
{
    private const float Clear = 0.25f;

    /// <summary>A character in a hand drawn by chance, its longer side that many pixels.</summary>
    public static Ink Draw(PenForm form, HandRanges ranges, int side, ref SeededRandom random)
    {
        var hand = new Hand(ref random, ranges);
        var strokes = new PenStrokes(stackalloc Vector3[PenStrokes.Capacity], stackalloc bool[PenStrokes.Capacity]);
        strokes.Write(form, hand, ref random);
        float radius = hand.PenRadius * side / DigitPreparation.BoxSide;
        Vector2 low = new(float.MaxValue), high = new(float.MinValue);
        foreach (var point in strokes.Points)
            (low, high) = (Vector2.Min(low, new(point.X, point.Y)), Vector2.Max(high, new(point.X, point.Y)));
        float scale = (side - 2 * radius) / Math.Max(high.X - low.X, high.Y - low.Y);
        var size = (high - low) * scale + new Vector2(2 * radius + 1);
        var ink = new Ink(new float[(int)size.X * (int)size.Y], (int)size.Y, (int)size.X, form.Symbol);
        for (int i = 0; i < strokes.Count - 1; i++)
            if (!strokes.IsLifted(i)) ink.Line(At(strokes.Points[i]), At(strokes.Points[i + 1]), radius);
        return ink;

        Vector3 At(Vector3 p) => new((p.X - low.X) * scale + radius, (p.Y - low.Y) * scale + radius, p.Z);
    }

    /// <summary>The digit of a picture on even ground, as it is.</summary>
    public static Ink Of(GreyPicture picture, int label)
    {
        float[] border = [.. picture.Row(0).ToArray().Concat(picture.Row(picture.Height - 1).ToArray()).Order()];
        float paper = border[border.Length / 2];
        float[] far = [.. picture.Values.Select(v => Math.Abs(v - paper))];
        float full = far.Max();
        return new Ink([.. far.Select(v => Math.Clamp((v / full - Clear) / (0.9f - Clear), 0, 1))],
            picture.Height, picture.Width, label).Cropped();
    }

    /// <summary>Turned clockwise and scaled so that the longer side has that many pixels.</summary>
    public Ink Turned(double degrees, int side)
    {
        double cos = Math.Cos(degrees * Math.PI / 180), sin = Math.Sin(degrees * Math.PI / 180);
        double wide = Math.Abs(cos) * Width + Math.Abs(sin) * Height,
            high = Math.Abs(sin) * Width + Math.Abs(cos) * Height;
        double scale = side / Math.Max(wide, high);
        var turned = new Ink(new float[(int)Math.Ceiling(wide * scale) * (int)Math.Ceiling(high * scale)],
            (int)Math.Ceiling(high * scale), (int)Math.Ceiling(wide * scale), Label);
        int taps = Math.Max(1, (int)Math.Ceiling(2 / scale));
        for (int y = 0; y < turned.Height; y++)
            for (int x = 0; x < turned.Width; x++)
            {
                float sum = 0;
                for (int v = 0; v < taps; v++)
                    for (int u = 0; u < taps; u++)
                    {
                        double px = (x + (u + 0.5) / taps - turned.Width / 2.0) / scale,
                            py = (y + (v + 0.5) / taps - turned.Height / 2.0) / scale;
                        sum += At(cos * px + sin * py + Width / 2.0 - 0.5, -sin * px + cos * py + Height / 2.0 - 0.5);
                    }

                turned.Cover[y * turned.Width + x] = sum / (taps * taps);
            }

        return turned.Cropped();
    }

    /// <summary>The part inside these bounds.</summary>
    public Ink Part(int left, int top, int right, int bottom)
    {
        var part = new Ink(new float[(right - left) * (bottom - top)], bottom - top, right - left, Label);
        for (int y = top; y < bottom; y++)
            Cover.AsSpan(y * Width + left, right - left).CopyTo(part.Cover.AsSpan((y - top) * part.Width));
        return part;
    }

    /// <summary>Draws a straight piece of a line whose radius goes from a.Z to b.Z times the pen's.</summary>
    public void Line(Vector3 a, Vector3 b, float radius)
    {
        Vector2 from = new(a.X, a.Y), along = new Vector2(b.X, b.Y) - from;
        float reach = Math.Max(a.Z, b.Z) * radius + 1;
        for (int y = Math.Max(0, (int)(Math.Min(a.Y, b.Y) - reach)); y < Math.Min(
            Height, Math.Max(a.Y, b.Y) + reach); y++)
            for (int x = Math.Max(0, (int)(Math.Min(a.X, b.X) - reach)); x < Math.Min(
                Width, Math.Max(a.X, b.X) + reach); x++)
            {
                var at = new Vector2(x + 0.5f, y + 0.5f);
                float t = Math.Clamp(Vector2.Dot(at - from, along) / Math.Max(along.LengthSquared(), 1e-6f), 0, 1);
                float own = (a.Z + t * (b.Z - a.Z)) * radius + 0.5f - Vector2.Distance(at, from + t * along);
                ref float cover = ref Cover[y * Width + x];
                cover = Math.Max(cover, Math.Clamp(own, 0, 1));
            }
    }

    private Ink Cropped()
    {
        int left = Width, top = Height, right = 0, bottom = 0;
        float clear = Clear * Cover.Max();
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
                if (Cover[y * Width + x] > clear)
                    (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), y + 1);
        return Part(left, top, right, bottom);
    }

    private float At(double x, double y)
    {
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        float u = (float)(x - left), v = (float)(y - top);
        return (1 - v) * ((1 - u) * Get(left, top) + u * Get(left + 1, top))
            + v * ((1 - u) * Get(left, top + 1) + u * Get(left + 1, top + 1));
    }

    private float Get(int x, int y) => x < 0 || y < 0 || x >= Width || y >= Height ? 0 : Cover[y * Width + x];
}
