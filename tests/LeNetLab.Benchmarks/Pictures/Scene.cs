using LeNetLab.Data;
using LeNetLab.Visualization.Rendering;

namespace LeNetLab.Benchmarks.Pictures;

/// <summary>A sheet in front of a camera, in red, green and blue: what is on it, and its light.</summary>
internal sealed class Scene
{
    private static readonly double[][] Pens =
        [[0.1, 0.1, 0.12], [0.25, 0.24, 0.24], [0.12, 0.16, 0.5], [0.2, 0.3, 0.65], [0.6, 0.12, 0.15], [0.3, 0.3, 0.3]];

    private readonly float[] _planes;
    private readonly double[] _paper;

    public Scene(int width, int height, ref SeededRandom random)
    {
        (Width, Height) = (width, height);
        double white = random.Between(0.72, 0.95);
        _paper = [white, white * random.Between(0.96, 1), white * random.Between(0.88, 1)];
        Pen = Pens[random.Below(Pens.Length)];
        _planes = new float[3 * width * height];
        Fill(_ => true, _paper);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The pen's red, green and blue.</summary>
    public double[] Pen { get; set; }

    /// <summary>The paper's colour mixed with the pen's.</summary>
    public double[] Tint(double share) => [.. _paper.Zip(Pen, (paper, pen) => paper + share * (pen - paper))];

    /// <summary>Paints where the condition on (x, y) holds.</summary>
    public void Fill(Func<(int X, int Y), bool> where, double[] colour)
    {
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
                if (where((x, y)))
                    for (int c = 0; c < 3; c++) _planes[3 * (y * Width + x) + c] = (float)colour[c];
    }

    public void Write(Ink ink, int left, int top)
    {
        for (int y = Math.Max(0, -top); y < ink.Height && top + y < Height; y++)
            for (int x = Math.Max(0, -left); x < ink.Width && left + x < Width; x++)
                for (int c = 0; c < 3; c++)
                {
                    ref float at = ref _planes[3 * ((top + y) * Width + left + x) + c];
                    at += ink.Cover[y * ink.Width + x] * ((float)Pen[c] - at);
                }
    }

    /// <summary>Multiplies every pixel by what the function says of (x, y).</summary>
    public void Light(Func<int, int, double> light)
    {
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
                for (int c = 0; c < 3; c++) _planes[3 * (y * Width + x) + c] *= (float)light(x, y);
    }

    /// <summary>What the camera makes of it: uneven light, its lens's blur, noise; as a PNG file.</summary>
    public byte[] Take(double unevenness, double noise, ref SeededRandom random)
    {
        double u = random.Around(unevenness), v = random.Around(unevenness);
        Light((x, y) => 1 + u * (x / (double)Width - 0.5) + v * (y / (double)Height - 0.5));
        byte[] bytes = new byte[_planes.Length];
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
            {
                double grain = noise * random.Normal();
                for (int c = 0; c < 3; c++)
                {
                    double value = noise == 0 ? At(y, x, c)
                        : (2 * At(y, x, c) + At(y - 1, x, c) + At(y + 1, x, c) + At(y, x - 1, c) + At(y, x + 1, c)) / 6;
                    bytes[3 * (y * Width + x) + c] =
                        (byte)Math.Clamp(255 * (value + grain + noise / 2 * random.Normal()) + 0.5, 0, 255);
                }
            }

        return Png.FromRgb(bytes, Width, Height);
    }

    private float At(int y, int x, int c) =>
        _planes[3 * (Math.Clamp(y, 0, Height - 1) * Width + Math.Clamp(x, 0, Width - 1)) + c];
}
