namespace LeNetLab.Visualization;

/// <summary>What a grid says about a cell besides its label.</summary>
public enum Mark
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Right: the label is green.</summary>
    Right,

    /// <summary>Wrong: the label is orange and bold, and the cell is framed, so not by colour alone.</summary>
    Wrong,
}

/// <summary>Draws many small grey images side by side, each with its label.</summary>
public static class ImageGrid
{
    private const double Margin = 14;
    private const double LabelSize = 12;

    /// <summary>Draws images given as bytes.</summary>
    /// <param name="images">The images, each <c>height * width</c> bytes in rows from the top, 0 ground to 255 ink.
    /// One of no bytes leaves its place empty, without a frame, so that rows may be of different lengths.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="label">What to write below the image of an index; null for no labels.</param>
    /// <param name="mark">Whether the image of an index is right or wrong; null for neither.</param>
    /// <param name="columns">Images in a row, at least 1.</param>
    /// <param name="scale">How many screen pixels wide a pixel is drawn, at least 1.</param>
    /// <param name="palette">The colours; <see cref="Palette.Ink"/> (dark ink on paper) by default.</param>
    /// <param name="caption">What to look for.</param>
    /// <param name="altText">What it shows; the number of images and their labels by default.</param>
    /// <exception cref="ArgumentException">There is no image, or one has another size than the one given.</exception>
    public static Drawing Of(IReadOnlyList<byte[]> images, int height, int width, Func<int, string>? label = null,
        Func<int, Mark>? mark = null, int columns = 10, int scale = 2, Palette? palette = null, string caption = "",
        string? altText = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        if (images.Count == 0)
            throw new ArgumentException("A grid needs at least one image; got none.", nameof(images));
        if (height < 1 || width < 1)
            throw new ArgumentException($"An image has at least one pixel; got {width}×{height}.", nameof(height));
        for (var i = 0; i < images.Count; i++)
        {
            if (images[i] is null || (images[i].Length != 0 && images[i].Length != height * width))
                throw new ArgumentException($"Image {i} should have {height}×{width} = {height * width} bytes; got " +
                    $"{images[i]?.Length ?? 0}.", nameof(images));
        }

        return Draw(images, height, width, label, mark, Math.Min(columns, images.Count), scale, palette ?? Palette.Ink,
            caption, altText);
    }

    /// <summary>Draws rows of images that need not be equally long.</summary>
    /// <param name="rows">The rows, each of images of <c>height * width</c> bytes.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="label">What to write below the first image of a row.</param>
    /// <param name="scale">How many screen pixels wide a pixel is drawn, at least 1.</param>
    /// <param name="caption">What to look for.</param>
    /// <exception cref="ArgumentException">There is no image, or one has another size than the one given.</exception>
    public static Drawing OfRows(IEnumerable<IEnumerable<byte[]>> rows, int height, int width, Func<int, string> label,
        int scale = 2, string caption = "")
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(label);
        var all = rows.Select(row => row.ToList()).ToList();
        var columns = Math.Max(1, all.Select(row => row.Count).DefaultIfEmpty(0).Max());
        return Of([.. all.SelectMany(row => row.Concat(Enumerable.Repeat<byte[]>([], columns - row.Count)))],
            height, width, i => i % columns == 0 ? label(i / columns) : "", columns: columns, scale: scale,
            caption: caption);
    }

    /// <summary>Draws images of a set, those of three channels in their colours.</summary>
    /// <param name="images">The set.</param>
    /// <param name="indices">Which of its images, in this order; null for the first 100 at most.</param>
    /// <param name="label">What to write below the image of an index in the set; its class name if null.</param>
    /// <param name="mark">Whether the image of an index in the set is right or wrong; null for neither.</param>
    /// <param name="columns">Images in a row, at least 1.</param>
    /// <param name="scale">How many screen pixels wide a pixel is drawn, at least 1.</param>
    /// <param name="palette">The colours; <see cref="Palette.Ink"/> (dark ink on paper) by default.</param>
    /// <param name="caption">What to look for.</param>
    /// <param name="altText">What it shows; the number of images and their labels by default.</param>
    /// <exception cref="ArgumentException">There is no image.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the set.</exception>
    public static Drawing Of(ImageSet images, IReadOnlyList<int>? indices = null, Func<int, string>? label = null,
        Func<int, Mark>? mark = null, int columns = 10, int scale = 2, Palette? palette = null, string caption = "",
        string? altText = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        var chosen = indices ?? [.. Enumerable.Range(0, Math.Min(100, images.Count))];
        foreach (var index in chosen)
        {
            if (index < 0 || index >= images.Count)
                throw new ArgumentOutOfRangeException(nameof(indices), index,
                    $"The set '{images.Name}' has images 0 to {images.Count - 1}.");
        }

        if (chosen.Count == 0)
            throw new ArgumentException("A grid needs at least one image; got none.", nameof(images));
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        return Draw([.. chosen.Select(i => images.Image(i).ToArray())], images.Height, images.Width,
            i => label?.Invoke(chosen[i]) ?? images.LabelName(chosen[i]), mark is null ? null : i => mark(chosen[i]),
            Math.Min(columns, chosen.Count), scale, palette ?? Palette.Ink, caption, altText);
    }

    /// <summary>Draws a batch of images; the tensor stays the caller's.</summary>
    /// <param name="images">[N, height, width] or [N, 1, height, width]: bytes 0 to 255, or floats from 0 to 1
    /// (clamped).</param>
    /// <param name="label">What to write below the image of an index; null for no labels.</param>
    /// <param name="mark">Whether the image of an index is right or wrong; null for neither.</param>
    /// <param name="columns">Images in a row, at least 1.</param>
    /// <param name="scale">How many screen pixels wide a pixel is drawn, at least 1.</param>
    /// <param name="palette">The colours; <see cref="Palette.Ink"/> (dark ink on paper) by default.</param>
    /// <param name="caption">What to look for.</param>
    /// <param name="altText">What it shows; the number of images and their labels by default.</param>
    /// <exception cref="ArgumentException">The tensor is empty or has another shape.</exception>
    public static Drawing Of(Tensor images, Func<int, string>? label = null, Func<int, Mark>? mark = null,
        int columns = 10, int scale = 2, Palette? palette = null, string caption = "", string? altText = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        var (count, height, width) = images.shape switch
        {
            [var n, var h, var w] => ((int)n, (int)h, (int)w),
            [var n, 1, var h, var w] => ((int)n, (int)h, (int)w),
            _ => throw new ArgumentException(
                $"A batch of grey images is [N, height, width] or [N, 1, height, width]; got " +
                $"[{string.Join(", ", images.shape)}].", nameof(images)),
        };
        var factor = images.is_floating_point() ? 255f : 1f;
        var values = TensorValues.Copy(images);
        var size = height * width;
        var bytes = Enumerable.Range(0, count).Select(
            i => Array.ConvertAll(values[(i * size)..((i + 1) * size)], v => ToByte(v * factor))).ToArray();
        return Of(bytes, height, width, label, mark, columns, scale, palette, caption, altText);
    }

    private static byte ToByte(float value) =>
        float.IsNaN(value) ? (byte)0 : (byte)Math.Round(Math.Clamp(value, 0, 255), MidpointRounding.AwayFromZero);

    private static Drawing Draw(IReadOnlyList<byte[]> images, int height, int width, Func<int, string>? label,
        Func<int, Mark>? mark, int columns, int scale, Palette palette, string caption, string? altText)
    {
        var labels = images.Select((_, i) => label?.Invoke(i) ?? "").ToArray();
        var widest = labels.Max(l => SvgCanvas.TextWidth(l, LabelSize));
        var labelled = labels.Any(l => l.Length > 0);

        // Gaps are whole image pixels, so that one sprite holds every image; a long label widens them.
        var gapX = (int)Math.Ceiling(Math.Max(8, widest + 14 - (width * scale)) / scale);
        var gapY = (int)Math.Ceiling((labelled ? LabelSize + 10 : 8) / (double)scale);
        var rows = (images.Count + columns - 1) / columns;
        var (stepX, stepY) = ((double)(width + gapX) * scale, (double)(height + gapY) * scale);
        var side = Math.Max(Margin, (widest - (width * scale)) / 2 + 6);
        var canvas = new SvgCanvas((2 * side) + (columns * stepX) - (gapX * scale),
            (2 * Margin) + (rows * stepY) - (gapY * scale) + (labelled ? LabelSize + 4 : 0));

        var sprite = Sprite.Build(images.Count, columns, width, height, gapX, gapY,
            (tile, pixel) => images[tile].Length == 0 ? null
                : images[tile].Length == 3 * height * width ? (images[tile][pixel],
                    images[tile][pixel + (height * width)], images[tile][pixel + (2 * height * width)])
                : palette.At(images[tile][pixel] / 255.0));
        canvas.Image(sprite, side, Margin, (columns * stepX) - (gapX * scale), (rows * stepY) - (gapY * scale));
        for (var i = 0; i < images.Count; i++)
        {
            if (images[i].Length == 0) continue;
            var (x, y) = (side + (i % columns * stepX), Margin + (i / columns * stepY));
            var kind = mark?.Invoke(i) ?? Mark.None;
            var wrong = kind == Mark.Wrong;
            canvas.Rect(x - 0.5, y - 0.5, (width * scale) + 1, (height * scale) + 1, "none",
                wrong ? Theme.Orange : Theme.Rule, wrong ? 2.5 : 1);
            var colour = kind switch { Mark.Right => Theme.Green, Mark.Wrong => Theme.Orange, _ => Theme.Ink };
            canvas.Text(x + (width * scale / 2.0), y + (height * scale) + LabelSize + 2, labels[i], LabelSize, colour,
                Align.Middle, wrong);
        }

        return new Drawing(canvas, caption,
            altText ?? $"{images.Count} images of {height}×{width} in {rows} rows{Listed(labels)}.");
    }

    private static string Listed(string[] labels)
    {
        const int Most = 20;
        var named = labels.Where(label => label.Length > 0).ToList();
        return named.Count == 0 ? ""
            : $", labelled {string.Join(", ", named.Take(Most))}{(named.Count > Most ? " and so on" : "")}";
    }
}
