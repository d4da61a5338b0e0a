using System.Numerics;
using LeNetLab.Data;

namespace LeNetLab.Handwriting.Drawing;

/// <summary>The line that a pen draws: points, the pen's radius at each, and where strokes end.</summary>
internal ref struct PenStrokes(Span<Vector3> points, Span<bool> lifted)
{
    /// <summary>Room that every form needs at most.</summary>
    public const int Capacity = 160;

    /// <summary>Points on the curve between two points of a form.</summary>
    private const int Steps = 6;

    private readonly Span<Vector3> _points = points;
    private readonly Span<bool> _lifted = lifted;

    /// <summary>Points so far.</summary>
    public int Count { get; private set; }

    /// <summary>x, y and the pen's radius.</summary>
    public readonly ReadOnlySpan<Vector3> Points => _points[..Count];

    /// <summary>Whether the pen is lifted behind this point.</summary>
    public readonly bool IsLifted(int index) => _lifted[index];

    /// <summary>Writes one form in one hand. Coordinates are the hand's, the radius is a factor about 1.</summary>
    public void Write(PenForm form, in Hand hand, ref SeededRandom random)
    {
        Span<Vector2> shape = stackalloc Vector2[form.PointCount];
        Span<bool> corners = stackalloc bool[form.PointCount];
        Mix(form, shape, ref random);
        Vector2 before = Draw(ref random), own = Draw(ref random);
        for (int i = 0; i < shape.Length; i++)
        {
            // Neighbours move together: a hand that strays does so in a curve, not point by point.
            Vector2 next = Draw(ref random);
            shape[i] += hand.Jitter * (0.8f * own + 0.5f * (before + next));
            (before, own) = (own, next);
            corners[i] = form.Corners[i] && !random.Chance(0.15);
        }

        int start = 0;
        foreach (int end in form.StrokeEnds)
        {
            Span<Vector2> stroke = shape[start..end];
            Vector2 slip = start == 0 ? default : Draw(ref random) * hand.Jitter;
            foreach (ref Vector2 point in stroke) point += slip;
            Reach(ref stroke[0], stroke[1], hand.EndReach * (float)random.Normal());
            Reach(ref stroke[^1], stroke[^2], hand.EndReach * (float)random.Normal());
            WriteStroke(stroke, corners[start..end], hand);
            start = end;
        }
    }

    private static Vector2 Draw(ref SeededRandom random) => new((float)random.Normal(), (float)random.Normal());

    /// <summary>A writer's own shape: somewhere between the extremes, or a little beyond.</summary>
    private static void Mix(PenForm form, Span<Vector2> shape, ref SeededRandom random)
    {
        Span<float> shares = stackalloc float[form.Extremes.Length];
        float sum = 0;
        foreach (ref float share in shares)
        {
            float draw = -MathF.Log(1 - (float)random.NextDouble() * 0.999f);
            sum += share = draw * draw;
        }

        shape.Clear();
        for (int e = 0; e < shares.Length; e++)
        {
            float even = 1f / shares.Length;
            float share = even + 1.2f * (shares[e] / sum - even);
            for (int i = 0; i < shape.Length; i++) shape[i] += share * form.Extremes[e][i];
        }
    }

    private static void Reach(ref Vector2 end, Vector2 before, float reach)
    {
        Vector2 direction = end - before;
        end += direction * Math.Max(-0.4f, reach / MathF.Max(direction.Length(), 1e-3f));
    }

    /// <summary>
    /// A cubic Hermite curve through the points; the tangent at a point is that of the parabola through it and its
    /// neighbours (Catmull-Rom with chord lengths). At a corner the curve leaves straight towards its next point.
    /// </summary>
    private void WriteStroke(scoped ReadOnlySpan<Vector2> stroke, scoped ReadOnlySpan<bool> corners, in Hand hand)
    {
        Span<float> lengths = stackalloc float[stroke.Length - 1];
        float total = 0, done = 0;
        for (int i = 0; i < lengths.Length; i++)
            total += lengths[i] = MathF.Max(Vector2.Distance(stroke[i], stroke[i + 1]), 1e-3f);

        for (int i = 0; i < lengths.Length; i++)
        {
            Vector2 chord = stroke[i + 1] - stroke[i];
            Vector2 leave = Tangent(stroke, lengths, corners, i, chord, lengths[i]) * hand.Roundness
                + (1 - hand.Roundness) * chord;
            Vector2 arrive = Tangent(stroke, lengths, corners, i + 1, chord, lengths[i]) * hand.Roundness
                + (1 - hand.Roundness) * chord;
            int steps = i == lengths.Length - 1 ? Steps + 1 : Steps;
            for (int s = 0; s < steps; s++)
            {
                float t = s / (float)Steps, u = 1 - t;
                Vector2 at = stroke[i] * (u * u * (1 + 2 * t)) + stroke[i + 1] * (t * t * (3 - 2 * t))
                    + leave * (t * u * u) - arrive * (t * t * u);
                Add(hand.Place(at), Pressure((done + t * lengths[i]) / total, hand));
            }

            done += lengths[i];
        }

        _lifted[Count - 1] = true;
    }

    private static Vector2 Tangent(ReadOnlySpan<Vector2> stroke, ReadOnlySpan<float> lengths,
        ReadOnlySpan<bool> corners, int i, Vector2 chord, float length)
    {
        if (i == 0 || i == stroke.Length - 1 || corners[i]) return chord;
        float before = lengths[i - 1], after = lengths[i];
        Vector2 slope =
            ((stroke[i] - stroke[i - 1]) * (after / before) + (stroke[i + 1] - stroke[i]) * (before / after))
                / (before + after);
        return slope * length;
    }

    private static float Pressure(float along, in Hand hand)
    {
        float swing = 1 + hand.PressureSwing * MathF.Sin(along * 2 * MathF.PI + hand.PressurePhase);
        float fromEnd = MathF.Max(0, (along - 0.8f) / 0.2f);
        return swing * (1 - hand.EndTaper * fromEnd * fromEnd);
    }

    private void Add(Vector2 place, float pressure)
    {
        _points[Count] = new Vector3(place, pressure);
        _lifted[Count] = false;
        Count++;
    }
}
