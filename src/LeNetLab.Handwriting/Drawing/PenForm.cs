using System.Globalization;
using System.Numerics;
using LeNetLab.Data;

namespace LeNetLab.Handwriting.Drawing;

/// <summary>
/// One way to write a digit or a letter: the points that the pen passes, in a box of 100×100, x to the right and y
/// downwards. A form has one or more extremes, written point for point alike; a writer's own shape mixes them.
/// </summary>
/// <remarks>
/// The text of an extreme: points "x,y" in the order of writing, "/" where the pen is lifted, "*" behind a point where
/// the pen turns sharply. Everything else is one smooth curve.
/// </remarks>
internal sealed class PenForm
{
    /// <param name="symbol">What it is: 0 to 9, or the character code of a letter.</param>
    /// <param name="weight">How often it is met, relative to its other forms.</param>
    /// <param name="extremes">Each as text; all have the same strokes, points and corners.</param>
    public PenForm(int symbol, double weight, params string[] extremes)
    {
        Symbol = symbol;
        Weight = weight;
        Extremes = [.. extremes.Select(e => Parse(e, out _, out _))];
        Parse(extremes[0], out bool[] corners, out int[] ends);
        Corners = corners;
        StrokeEnds = ends;
        foreach (string extreme in extremes)
        {
            Parse(extreme, out bool[] otherCorners, out int[] otherEnds);
            if (!otherCorners.SequenceEqual(corners) || !otherEnds.SequenceEqual(ends))
                throw new FormatException(
                    $"The extremes of a form of {symbol} do not match point for point: {extreme}");
        }
    }

    public int Symbol { get; }

    public double Weight { get; }

    /// <summary>The points of every extreme, all strokes one behind the other.</summary>
    public Vector2[][] Extremes { get; }

    /// <summary>For every point, whether the pen turns sharply there.</summary>
    public bool[] Corners { get; }

    /// <summary>For every stroke, the index behind its last point.</summary>
    public int[] StrokeEnds { get; }

    public int PointCount => Corners.Length;

    /// <summary>One of several forms, by their weights.</summary>
    public static PenForm Choose(PenForm[] forms, ref SeededRandom random)
    {
        double sum = 0;
        foreach (PenForm form in forms) sum += form.Weight;
        double mark = random.NextDouble() * sum;
        foreach (PenForm form in forms)
        {
            mark -= form.Weight;
            if (mark < 0) return form;
        }

        return forms[^1];
    }

    private static Vector2[] Parse(string text, out bool[] corners, out int[] ends)
    {
        var points = new List<Vector2>();
        var sharp = new List<bool>();
        var strokes = new List<int>();
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word == "/")
            {
                strokes.Add(points.Count);
                continue;
            }

            string[] numbers = word.TrimEnd('*').Split(',');
            points.Add(new Vector2(Number(numbers[0]), Number(numbers[1])));
            sharp.Add(word.EndsWith('*'));
        }

        strokes.Add(points.Count);
        corners = [.. sharp];
        ends = [.. strokes];
        return [.. points];
    }

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);
}
