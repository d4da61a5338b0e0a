namespace LeNetLab.Visualization.Diagrams;

/// <summary>
/// Draws in which order the pixels of a few images lie in memory: image after image (NCHW, as torch has them), or the
/// same pixel of all images side by side (CHWN, as the simd backend has them).
/// </summary>
public static class MemoryOrder
{
    private const double Margin = 18, Cell = 25, Group = 8, Gap = 5;
    private const int Lanes = 8, Groups = 3, Pixels = 7;

    // One more than there are colours for series.
    private static readonly string[] Colours = [.. Theme.Series, "#882255"];

    /// <summary>Draws the first eight images of a set, and the numbers from one pixel on.</summary>
    /// <param name="images">The set, of eight images or more.</param>
    /// <param name="row">The row of the first pixel shown.</param>
    /// <param name="column">Its column; the row has as many pixels as are shown, 24, from there on.</param>
    /// <param name="caption">What to look for.</param>
    /// <exception cref="ArgumentException">The set is too small.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The pixels shown are not all in the row.</exception>
    public static Drawing Of(ImageSet images, int row, int column, string caption = "")
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count < Lanes) throw new ArgumentException(
            $"{Lanes} images are drawn; the set '{images.Name}' has {images.Count}.", nameof(images));
        if (row < 0 || row >= images.Height)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"There are rows 0 to {images.Height - 1}.");
        if (column < 0 || column + Lanes * Groups > images.Width)
            throw new ArgumentOutOfRangeException(nameof(column), column,
                $"{Lanes * Groups} pixels are drawn, of {images.Width} in a row.");

        var canvas = new SvgCanvas(2 * Margin + Lanes * Groups * Cell + (Groups - 1) * Group, 508);
        DrawImages(canvas, images, row, column);
        // The middle of the row: there is ink more often than at its ends.
        var middle = column + Lanes * Groups / 2 - 1;
        DrawStrip(canvas, 142, "Image after image (NCHW)", _ => "8 pixels of one image", i => (0, column + i));
        DrawStrip(canvas, 254, "Image beside image (CHWN)", g => $"pixel {middle + g} of 8 images",
            i => (i % Lanes, middle + i / Lanes));
        DrawKernel(canvas, 366);
        return new Drawing(
            canvas, caption,
            "Eight digits, and two strips of the numbers as they lie in memory. In the first, neighbours are pixels of "
            + "one image; in the second, "
            + "the same pixel of eight images. Below, one weight is multiplied with seven registers of eight "
            + "images each.");

        void DrawStrip(
            SvgCanvas to, double y, string title, Func<int, string> below, Func<int, (int Image, int Column)> order)
        {
            to.Text(Margin, y, title, 14, bold: true);
            for (var i = 0; i < Lanes * Groups; i++)
            {
                var (image, x) = order(i);
                var left = Margin + i * Cell + i / Lanes * Group;
                DrawPixel(to, left, y + 12, Cell - 2, images.Image(image)[row * images.Width + x], image);
                if (i % Lanes == 0) DrawBrace(to, left, y + 12 + Cell + 9, Lanes * Cell - 2, below(i / Lanes));
            }
        }
    }

    private static void DrawImages(SvgCanvas canvas, ImageSet images, int row, int column)
    {
        canvas.Text(Margin, Margin + 8, "Eight images", 14, bold: true);
        var step = (canvas.Width - 2 * Margin) / Lanes;
        var scale = 2.25;
        var (width, height) = (images.Width * scale, images.Height * scale);
        for (var n = 0; n < Lanes; n++)
        {
            var pixels = images.Image(n).ToArray();
            var png = Sprite.Build(1, 1, images.Width, images.Height, 0, 0,
                (_, p) => Palette.Ink.At(pixels[p] / 255.0));
            var (x, y) = (Margin + n * step + (step - width) / 2, 38.0);
            canvas.Image(png, x, y, width, height);
            canvas.Rect(x - 1.5, y - 1.5, width + 3, height + 3, "none", Colours[n], 3, 3);
            // What the strips show: of the first image a whole row, of each the pixels in its middle.
            var (from, count) = n == 0 ? (column, Lanes * Groups) : (column + Lanes * Groups / 2 - 1, Groups);
            canvas.Rect(x + from * scale - 0.5, y + row * scale - 0.5, count * scale + 1, scale + 1, "none",
                Theme.Orange, 1.2);
        }
    }

    private static void DrawPixel(SvgCanvas canvas, double x, double y, double size, byte value, int image)
    {
        canvas.Rect(x, y, size, size - 6, Palette.Ink.HexAt(value / 255.0), Theme.Rule);
        canvas.Rect(x, y + size - 5, size, 5, Colours[image]);
    }

    private static void DrawBrace(SvgCanvas canvas, double x, double y, double width, string text)
    {
        canvas.Path($"M{Markup.At(x)} {Markup.At(y)}v5h{Markup.At(width)}v-5", "none", Theme.Muted);
        canvas.Text(x + width / 2, y + 20, text, 12, Theme.Muted, Align.Middle);
    }

    /// <summary>A weight in a register of its own, and the registers that it is multiplied with.</summary>
    private static void DrawKernel(SvgCanvas canvas, double y)
    {
        const double Small = 8.5, Side = 34;
        canvas.Text(Margin, y, "One weight, loaded once", 14, bold: true);
        var (top, wide) = (y + 16, Lanes * Small);
        var step = (canvas.Width - 2 * Margin - wide) / (Pixels - 1);
        canvas.Rect(canvas.Width / 2 - Side / 2, top, Side, 24, Theme.Panel, Theme.Ink, radius: 3);
        canvas.Text(canvas.Width / 2, top + 17, "w", 14, align: Align.Middle, bold: true);
        for (var p = 0; p < Pixels; p++)
        {
            var x = Margin + p * step;
            canvas.Line(canvas.Width / 2, top + 24, x + wide / 2, top + 62, Theme.Rule, 1.5);
            for (var n = 0; n < Lanes; n++) canvas.Rect(x + n * Small, top + 64, Small, 18, Colours[n], Theme.Card);
            canvas.Text(x + wide / 2, top + 98, p == 0 ? "pixel x" : $"x + {p}", 12, Theme.Muted, Align.Middle);
        }

        canvas.Text(
            canvas.Width / 2, top + 118, "7 pixels of 8 images: 56 multiply-adds, in 7 instructions, and the 7 sums " +
                "stay in registers.", 12, align: Align.Middle);
    }
}
