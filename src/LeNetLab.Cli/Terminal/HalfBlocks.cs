using System.Text;

namespace LeNetLab.Cli.Terminal;

/// <summary>Draws a small grey image with half blocks: one character shows two pixels, one above the other.</summary>
internal static class HalfBlocks
{
    private const string Shapes = " ▀▄█";

    /// <param name="screen">Where to; in grey where it takes colours, else in black and white.</param>
    /// <param name="pixels">height×width bytes, 0 background, 255 ink.</param>
    /// <param name="height">Rows; below an odd number of them is background.</param>
    /// <param name="width">Columns.</param>
    public static void Print(Screen screen, ReadOnlySpan<byte> pixels, int height, int width)
    {
        for (var y = 0; y < height; y += 2)
        {
            var line = new StringBuilder("  ");
            for (var x = 0; x < width; x++)
            {
                var (upper, lower) = (pixels[y * width + x], y + 1 < height ? pixels[(y + 1) * width + x] : (byte)0);
                if (screen.HasColours)
                    line.Append("\e[38;5;").Append(Grey(upper)).Append(";48;5;").Append(Grey(lower)).Append("m▀");
                else line.Append(Shapes[(upper >= 128 ? 1 : 0) + (lower >= 128 ? 2 : 0)]);
            }

            if (screen.HasColours) line.Append("\e[0m");
            screen.Say(screen.HasColours ? line.ToString() : line.ToString().TrimEnd());
        }
    }

    // The 24 greys of a terminal's 256 colours are 232 to 255, black to white.
    private static int Grey(byte value) => 232 + value * 23 / 255;
}
