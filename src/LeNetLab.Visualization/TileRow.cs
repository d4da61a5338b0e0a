namespace LeNetLab.Visualization;

/// <summary>One picture of a row: a map, an image or a kernel.</summary>
/// <param name="Label">What is written below it.</param>
/// <param name="Values">[height, width], with leading dimensions of 1; the tensor stays the caller's.</param>
public sealed record Tile(string Label, Tensor Values)
{
    /// <summary>What stands to the left of the picture, such as = or ∗.</summary>
    public string Before { get; init; } = "";

    /// <summary>The colours; ink on paper for an image, say. Chosen by the sign of the values where null.</summary>
    public Palette? Palette { get; init; }

    /// <summary>The value of the full colour; the largest magnitude where null.</summary>
    public double? Limit { get; init; }

    /// <summary>A frame around some pixels: its first row and column, its height and width.</summary>
    public (int Row, int Column, int Height, int Width)? Frame { get; init; }
}

/// <summary>Draws pictures of different sizes side by side, such as a digit, a kernel and the map they give.</summary>
public static class TileRow
{
    private const double Margin = 16, LabelSize = 12, Between = 34;
    private const int MostNumbers = 8;

    /// <summary>Draws the tiles, each as high as the others. Small ones have their numbers written in.</summary>
    /// <param name="tiles">The tiles, from the left.</param>
    /// <param name="columns">Tiles in a row; all in one row where 0.</param>
    /// <param name="side">Height of a tile in CSS pixels, 40 or more.</param>
    /// <param name="caption">What to look for.</param>
    /// <exception cref="ArgumentException">There is no tile, or one is not a picture.</exception>
    public static Drawing Of(IReadOnlyList<Tile> tiles, int columns = 0, int side = 190, string caption = "")
    {
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 40);
        if (tiles.Count == 0) throw new ArgumentException("A row needs at least one tile; got none.", nameof(tiles));
        columns = columns == 0 ? tiles.Count : Math.Min(columns, tiles.Count);
        var gap = tiles.Any(t => t.Before.Length > 0) ? Between : 14;
        var rows = (tiles.Count + columns - 1) / columns;
        var (stepX, stepY) = (side + gap, side + LabelSize + 18);
        var canvas = new SvgCanvas((2 * Margin) + (columns * stepX) - gap, Margin + (rows * stepY) + 4);
        for (var i = 0; i < tiles.Count; i++)
            Draw(canvas, tiles[i], Margin + (i % columns * stepX), Margin + (i / columns * stepY), side, gap);
        return new Drawing(canvas, caption, caption.Length > 0 ? caption
            : $"{tiles.Count} pictures side by side: {string.Join(", ", tiles.Select(t => t.Label))}.");
    }

    private static void Draw(SvgCanvas canvas, Tile tile, double x, double y, int side, double gap)
    {
        var shape = tile.Values.shape;
        if (shape.Length < 2 || shape[..^2].Any(n => n != 1))
            throw new ArgumentException(
                $"{tile.Label}: a tile is [height, width]; got [{string.Join(", ", shape)}].", nameof(tile));
        var (height, width) = ((int)shape[^2], (int)shape[^1]);
        var values = TensorValues.Copy(tile.Values);
        var scale = tile.Limit is { } limit
            ? new ColourScale([(float)limit, values.Any(v => v < 0) ? -(float)limit : 0], tile.Palette)
            : new ColourScale(values, tile.Palette);
        canvas.Image(scale.Tile(values, width, height), x, y, side, side);
        canvas.Rect(x - 0.5, y - 0.5, side + 1, side + 1, "none", Theme.Rule);
        var (cellX, cellY) = ((double)side / width, (double)side / height);
        for (var i = 0; i < values.Length && Math.Max(height, width) <= MostNumbers && cellX >= 24; i++)
        {
            var (r, g, b) = scale.At(values[i]);
            canvas.Text(x + ((i % width + 0.5) * cellX), y + ((i / width + 0.5) * cellY) + 4,
                Markup.Figure(values[i], 2), 11, (0.3 * r) + (0.59 * g) + (0.11 * b) < 140 ? "#ffffff" : "#101010",
                Align.Middle);
        }

        if (tile.Frame is (var row, var column, var rows, var columns))
            canvas.Rect(x + (column * cellX), y + (row * cellY), columns * cellX, rows * cellY, "none",
                Theme.Orange, 2.5);
        canvas.Text(x + (side / 2.0), y + side + LabelSize + 4, tile.Label, LabelSize, Theme.Ink, Align.Middle);
        canvas.Text(x - (gap / 2), y + (side / 2.0) + 8, tile.Before, 24, Theme.Ink, Align.Middle);
    }
}
