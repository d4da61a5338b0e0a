using System.Numerics;

namespace LeNetLab.Data;

/// <summary>Draws pen strokes on a fine grid, as a scanner would see them, for <see cref="DigitPreparation"/>.</summary>
internal static class PenRaster
{
    /// <summary>Rows and columns of the grid.</summary>
    public const int Side = 48;

    /// <summary>Fine pixels per prepared pixel: the digit's longer side is 2 × 20 of them.</summary>
    private const float Fineness = 2;

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
            if (strokes.IsLifted(i))
                continue;
            Vector3 a = points[i], b = points[i + 1];
            DrawSegment(
                new Vector2(a.X, a.Y) * scale + shift, a.Z * radius,
                new Vector2(b.X, b.Y) * scale + shift, b.Z * radius, ink);
        }
    }

    /// <summary>One straight piece with round ends; a pixel's ink is its distance to the edge, clipped to 0 … 1.</summary>
    private static void DrawSegment(Vector2 a, float radiusA, Vector2 b, float radiusB, Span<float> ink)
    {
        float reach = MathF.Max(radiusA, radiusB) + 0.5f;
        int left = Math.Max(0, (int)MathF.Ceiling(MathF.Min(a.X, b.X) - reach));
        int right = Math.Min(Side - 1, (int)MathF.Floor(MathF.Max(a.X, b.X) + reach));
        int top = Math.Max(0, (int)MathF.Ceiling(MathF.Min(a.Y, b.Y) - reach));
        int bottom = Math.Min(Side - 1, (int)MathF.Floor(MathF.Max(a.Y, b.Y) + reach));
        Vector2 d = b - a;
        float inverse = 1 / MathF.Max(d.LengthSquared(), 1e-6f), outer = reach * reach;
        for (int y = top; y <= bottom; y++)
        {
            Span<float> row = ink.Slice(y * Side, Side);
            float py = y - a.Y;
            for (int x = left; x <= right; x++)
            {
                float px = x - a.X;
                float t = Math.Clamp((px * d.X + py * d.Y) * inverse, 0, 1);
                float ex = px - t * d.X, ey = py - t * d.Y;
                float square = ex * ex + ey * ey;
                if (square >= outer)
                    continue;
                float cover = radiusA + t * (radiusB - radiusA) + 0.5f - MathF.Sqrt(square);
                if (cover > row[x])
                    row[x] = MathF.Min(cover, 1);
            }
        }
    }
}
