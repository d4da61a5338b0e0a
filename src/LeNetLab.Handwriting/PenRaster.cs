using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LeNetLab.Handwriting.Drawing;

namespace LeNetLab.Handwriting;

/// <summary>Draws pen strokes on a fine grid, as a scanner sees them, for <see cref="DigitPreparation"/>.</summary>
internal static class PenRaster
{
    /// <summary>Rows and columns of the grid.</summary>
    public const int Side = 48;

    /// <summary>Fine pixels per prepared pixel: the digit's longer side is 2 × 20 of them.</summary>
    private const float Fineness = 2;

    /// <summary>Pixels that are drawn at once.</summary>
    private const int Lanes = 8;

    private const float LongerSide = Fineness * DigitPreparation.BoxSide;

    /// <summary>Scales the strokes to the grid and draws them.</summary>
    /// <param name="strokes">The line; its radii are factors of the pen's.</param>
    /// <param name="penRadius">Radius of the pen in prepared pixels.</param>
    /// <param name="ink">Side × Side, 0 to 1; is cleared first.</param>
    public static void Draw(in PenStrokes strokes, float penRadius, Span<float> ink)
    {
        ink.Clear();
        ReadOnlySpan<Vector3> points = strokes.Points;
        Vector2 low = new(float.MaxValue), high = new(float.MinValue);
        foreach (Vector3 point in points)
        {
            low = Vector2.Min(low, new Vector2(point.X, point.Y));
            high = Vector2.Max(high, new Vector2(point.X, point.Y));
        }

        // The pen's own width belongs to the digit's longer side.
        float radius = penRadius * Fineness;
        float scale = (LongerSide - 2 * radius) / MathF.Max(MathF.Max(high.X - low.X, high.Y - low.Y), 1e-3f);
        Vector2 shift = new Vector2(Side / 2f - 0.5f) - (low + high) / 2 * scale;

        for (int i = 0; i < points.Length - 1; i++)
        {
            if (strokes.IsLifted(i)) continue;
            Vector3 a = points[i], b = points[i + 1];
            DrawSegment(new Vector2(a.X, a.Y) * scale + shift, a.Z * radius, new Vector2(b.X, b.Y) * scale + shift,
                b.Z * radius, ink);
        }
    }

    /// <summary>Draws a straight piece with round ends; ink is the distance to the edge, clipped to 0 … 1.</summary>
    /// <remarks>
    /// Eight pixels of a row at a time, each with the operations that one alone would take: no bit of a digit depends
    /// on the width of the machine's registers.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DrawSegment(Vector2 a, float radiusA, Vector2 b, float radiusB, Span<float> ink)
    {
        float reach = MathF.Max(radiusA, radiusB) + 0.5f;
        int left = Math.Max(0, (int)MathF.Ceiling(MathF.Min(a.X, b.X) - reach));
        int right = Math.Min(Side - 1, (int)MathF.Floor(MathF.Max(a.X, b.X) + reach));
        int top = Math.Max(0, (int)MathF.Ceiling(MathF.Min(a.Y, b.Y) - reach));
        int bottom = Math.Min(Side - 1, (int)MathF.Floor(MathF.Max(a.Y, b.Y) + reach));
        float dx = b.X - a.X, dy = b.Y - a.Y;
        float inverse = 1 / MathF.Max(new Vector2(dx, dy).LengthSquared(), 1e-6f);
        Vector256<float> zero = Vector256<float>.Zero, one = Vector256.Create(1f), half = Vector256.Create(0.5f);
        Vector256<float> outer = Vector256.Create(reach * reach), wider = Vector256.Create(radiusB - radiusA),
            radius = Vector256.Create(radiusA);
        Vector256<float> alongX = Vector256.Create(dx), alongY = Vector256.Create(dy),
            scale = Vector256.Create(inverse);
        Vector256<float> lanes = Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);
        for (int from = left; from <= right; from += Lanes)
        {
            // At the right edge of the grid the eight begin further to the left; those before the box stay as they are.
            int start = Math.Min(from, Side - Lanes);
            Vector256<float> column = lanes + Vector256.Create((float)start);
            Vector256<float> box = Vector256.GreaterThanOrEqual(column, Vector256.Create((float)from))
                & Vector256.LessThanOrEqual(column, Vector256.Create((float)right));
            Vector256<float> px = column - Vector256.Create(a.X), sideways = px * alongX;
            ref float pixels = ref ink[top * Side + start];
            _ = ink[bottom * Side + start + Lanes - 1];
            for (int y = top; y <= bottom; y++, pixels = ref Unsafe.Add(ref pixels, Side))
            {
                Vector256<float> py = Vector256.Create(y - a.Y);
                Vector256<float> t = Vector256.MinNative(
                    Vector256.MaxNative((sideways + py * alongY) * scale, zero), one);
                Vector256<float> ex = px - t * alongX, ey = py - t * alongY;
                Vector256<float> square = ex * ex + ey * ey;
                Vector256<float> inside = Vector256.LessThan(square, outer) & box;
                if (inside == zero) continue;
                Vector256<float> cover = radius + t * wider + half - Vector256.Sqrt(square);
                Vector256<float> row = Vector256.LoadUnsafe(ref pixels);
                Vector256.MaxNative(row, Vector256.MinNative(cover, one) & inside).StoreUnsafe(ref pixels);
            }
        }
    }
}
