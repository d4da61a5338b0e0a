namespace LeNetLab.Visualization;

/// <summary>
/// What a film keeps of one moment: the numbers of C1's kernels and C3's maps, and points [N, units].
/// </summary>
internal sealed record FilmFrame(
    int Step, float[] Kernels, float[] Maps, ConfusionMatrix Confusions, double[,] Points);

/// <summary>A panel of a film: its frames in one PNG, one below the other.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Side">Pixels of a frame's side; two more rows, of nothing, part it from the next.</param>
/// <param name="Png">The strip.</param>
internal sealed record FilmStrip(string Title, int Side, byte[] Png)
{
    /// <summary>Rows from a frame to the next, as a share of a frame's side.</summary>
    public double Pitch => (Side + Gap) / (double)Side;

    public const int Gap = 2;
}

/// <summary>Paints the panels. Colours and axes are those of the whole film, so that its frames compare.</summary>
internal sealed class FilmStrips(IReadOnlyList<FilmFrame> frames, ImageSet digits)
{
    private const int Kernel = 5, Map = 10, Cell = 7, Plot = 230;

    // Of middle brightness: they read on a light and on a dark page.
    private const int Grey = 0x808890, Black = 0x161616;

    // Digits of three by five pixels, a bit each, from the top left.
    private static readonly int[] Font =
        [0x7B6F, 0x2C97, 0x73E7, 0x73CF, 0x5BC9, 0x79CF, 0x79EF, 0x7249, 0x7BEF, 0x7BCF];

    private readonly int _classes = frames[0].Confusions.Classes;

    /// <summary>The panels, with the frames from <paramref name="first"/> on.</summary>
    public FilmStrip[] From(int first)
    {
        var (kernels, maps) = (Scale(f => f.Kernels), Scale(f => f.Maps));
        var (x, y) = Places();
        return
        [
            Strip("C1’s kernels, and a digit", 98, first, (i, put) =>
            {
                Tiles(frames[i].Kernels, 3, Kernel, 6, 4, kernels, put);
                var digit = digits.Image(0).ToArray();
                Box(digits.Width, digits.Height, 35, 69, p => Rgb(Palette.Ink.At(digit[p] / 255.0)), put);
            }),
            Strip("What C3 sees in that digit", 4 * (Map + 1) - 1, first,
                (i, put) => Tiles(frames[i].Maps, 4, Map, 1, 1, maps, put)),
            Strip("True digit (row), read as (column)", Cell * (_classes + 1), first, Confusions),
            Strip($"Where F6 puts {digits.Count} digits", Plot, first, (i, put) => Embedding(x[i], y[i], put)),
        ];
    }

    private static FilmStrip Strip(
        string title, int side, int first, int end, Action<int, Action<int, int, int>> paint)
    {
        var rows = (end - first) * (side + FilmStrip.Gap);
        var rgba = new byte[4 * side * rows];
        for (var frame = first; frame < end; frame++)
        {
            var top = (frame - first) * (side + FilmStrip.Gap);
            paint(frame, (column, row, colour) =>
            {
                if (column < 0 || row < 0 || column >= side || row >= side) return;
                var at = 4 * ((top + row) * side + column);
                (rgba[at], rgba[at + 1], rgba[at + 2], rgba[at + 3]) =
                    ((byte)(colour >> 16), (byte)(colour >> 8), (byte)colour, 255);
            });
        }

        return new FilmStrip(title, side, Sprite.Encode(rgba, side, rows));
    }

    private FilmStrip Strip(string title, int side, int first, Action<int, Action<int, int, int>> paint) =>
        Strip(title, side, first, frames.Count, paint);

    private ColourScale Scale(Func<FilmFrame, float[]> part) => new([.. frames.SelectMany(part)]);

    private static void Tiles(
        float[] values, int columns, int side, int zoom, int gap, ColourScale scale, Action<int, int, int> put)
    {
        var (step, width) = (side * zoom + gap, side * zoom);
        for (var tile = 0; tile < values.Length / (side * side); tile++)
        {
            var start = tile * side * side;
            Box(width, width, tile % columns * step, tile / columns * step,
                p => Rgb(scale.At(values[start + p / width / zoom * side + p % width / zoom])), put);
        }
    }

    private void Confusions(int frame, Action<int, int, int> put)
    {
        var (counts, most) = (frames[frame].Confusions, digits.CountPerClass().Max());
        for (var truth = 0; truth < _classes; truth++)
        {
            Glyph(truth, 2, Cell * (truth + 1), 1, Grey, put);
            Glyph(truth, Cell * (truth + 1) + 1, 0, 1, Grey, put);
            for (var read = 0; read < _classes; read++)
            {
                var shade = Math.Log(1 + counts[truth, read]) / Math.Log(1 + most);
                Box(Cell - 1, Cell - 1, Cell * (read + 1), Cell * (truth + 1),
                    _ => Rgb(Palette.Sequential.At(shade)), put);
            }
        }
    }

    // A dot for each digit in its class's colour, and the class's number amid its dots.
    private void Embedding(double[] x, double[] y, Action<int, int, int> put)
    {
        for (var i = 0; i < x.Length; i++)
        {
            var colour = Colour(digits.Label(i));
            Box(4, 4, (int)x[i] - 2, (int)y[i] - 2, p => p is 0 or 3 or 12 or 15 ? -1 : colour, put);
        }

        foreach (var label in Enumerable.Range(0, x.Length).GroupBy(digits.Label).OrderBy(g => g.Key))
        {
            var (left, top) = ((int)label.Average(i => x[i]) - 8, (int)label.Average(i => y[i]) - 10);
            if (_classes > Font.Length) continue;
            // Coloured on black: the other way round, the number were a hole where the page is dark.
            Box(15, 21, left, top, _ => Black, put);
            Glyph(label.Key, left + 3, top + 3, 3, Colour(label.Key), put);
        }
    }

    // The axes are the last frame's, so that the digits move and the plane does not.
    private (double[][] X, double[][] Y) Places()
    {
        var axes = Analysis.PrincipalComponents.Of(frames[^1].Points);
        var places = frames.Select(f => axes.Project(f.Points)).ToArray();
        var most = Math.Max(1e-9, places.SelectMany(p => p.Cast<double>()).Max(Math.Abs));
        double[][] Along(int axis, int sign) => [.. places.Select(p => Enumerable.Range(0, p.GetLength(0))
            .Select(i => Plot / 2 + sign * p[i, axis] / most * (Plot / 2 - 6)).ToArray())];
        return (Along(0, 1), Along(1, -1));
    }

    private static void Glyph(int digit, int left, int top, int zoom, int colour, Action<int, int, int> put)
    {
        if (digit < Font.Length)
            Box(3 * zoom, 5 * zoom, left, top,
                p => (Font[digit] >> (14 - p / (3 * zoom) / zoom * 3 - p % (3 * zoom) / zoom) & 1) == 1 ? colour : -1,
                put);
    }

    private static void Box(
        int width, int height, int left, int top, Func<int, int> colour, Action<int, int, int> put)
    {
        for (var p = 0; p < width * height; p++)
            if (colour(p) is >= 0 and var c) put(left + p % width, top + p / width, c);
    }

    private static int Colour(int label) => Convert.ToInt32(EmbeddingPicture.ColourOf(label)[1..], 16);

    private static int Rgb((byte R, byte G, byte B) c) => c.R << 16 | c.G << 8 | c.B;
}
