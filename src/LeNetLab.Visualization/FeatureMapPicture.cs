namespace LeNetLab.Visualization;

/// <summary>Draws every map of one layer, on one colour scale.</summary>
public static class FeatureMapPicture
{
    private const double Margin = 16;
    private const double Header = 30;
    private const double LabelSize = 11;

    /// <summary>
    /// Draws a layer's maps as numbered tiles. Signed values get a scale about zero, others one from zero up. A layer
    /// of single values becomes one bitmap, 7 wide for the 84 units of F6, as the paper lays them out (section II.B and
    /// Fig. 3).
    /// </summary>
    /// <param name="layer">The maps.</param>
    /// <param name="columns">Tiles in a row; 0 chooses a shape that suits the number of maps.</param>
    /// <param name="palette">The colours; chosen by the sign of the values where null.</param>
    /// <param name="caption">What to look for; the layer, its shape and the scale where null.</param>
    /// <param name="label">What to write below a map; its number where null. Not used for single values.</param>
    public static Drawing Of(LayerValues layer, int columns = 0, Palette? palette = null, string? caption = null,
        Func<int, string>? label = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        var scale = new ColourScale(layer.Data, palette);
        var words = caption ?? $"{layer.Name}, {layer.Shape}. {scale.InWords}";
        var alt =
            $"{layer.Maps} {(layer.IsVector ? "values" : $"maps of {layer.Height}×{layer.Width}")} of {layer.Name}.";
        return layer.IsVector
            ? DrawVector(layer, columns == 0 ? VectorColumns(layer.Maps) : columns, scale, words, alt)
            : DrawMaps(layer, columns == 0 ? MapColumns(layer.Maps) : columns, scale, words, alt,
                label ?? (i => $"{i}"));
    }

    /// <summary>Draws a layer's output for one input; the tensor stays the caller's.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="maps">[maps], [maps, height, width], or either with a leading batch dimension of 1.</param>
    /// <param name="columns">Tiles in a row; 0 chooses a shape that suits the number of maps.</param>
    /// <param name="palette">The colours; chosen by the sign of the values where null.</param>
    /// <param name="caption">What to look for; the layer, its shape and the scale where null.</param>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public static Drawing Of(string name, Tensor maps, int columns = 0, Palette? palette = null,
        string? caption = null) =>
        Of(LayerValues.From(name, maps), columns, palette, caption);

    /// <summary>Draws what a layer answered to one image of a batch; the maps stay their owner's.</summary>
    /// <param name="map">The layer.</param>
    /// <param name="image">Which image of the batch.</param>
    /// <param name="columns">Tiles in a row; 0 chooses a shape that suits the number of maps.</param>
    /// <param name="palette">The colours; chosen by the sign of the values where null.</param>
    /// <param name="caption">What to look for; the layer, its shape and the scale where null.</param>
    public static Drawing Of(LayerMap map, int image = 0, int columns = 0, Palette? palette = null,
        string? caption = null) =>
        Of(LayerValues.From(map, image), columns, palette, caption);

    private static int VectorColumns(int count) => count switch
    {
        NetworkPlan.F6Units => 7,
        NetworkPlan.C5Units => 12,
        <= 12 => count,
        _ => (int)Math.Ceiling(Math.Sqrt(count)),
    };

    private static int MapColumns(int maps) =>
        maps switch { <= 8 => maps, 16 => 8, _ => (int)Math.Min(12, Math.Ceiling(Math.Sqrt(maps * 1.6))) };

    private static Drawing DrawMaps(LayerValues layer, int columns, ColourScale scale, string caption, string alt,
        Func<int, string> label)
    {
        columns = Math.Min(columns, layer.Maps);
        var zoom =
            Math.Max(1, (int)Math.Round(Math.Clamp(760.0 / columns, 56, layer.Maps == 1 ? 224 : 112) / layer.Width));
        var (gapX, gapY) = ((int)Math.Ceiling(10.0 / zoom), (int)Math.Ceiling((LabelSize + 12) / zoom));
        var rows = (layer.Maps + columns - 1) / columns;
        var (w, h) = (layer.Width * zoom, layer.Height * zoom);
        var (stepX, stepY) = (w + (gapX * zoom), h + (gapY * zoom));
        var gridWidth = (columns * stepX) - (gapX * zoom);
        var canvas = new SvgCanvas(
            (2 * Margin) + Math.Max(gridWidth, TitleWidth(layer, scale)),
            (2 * Margin) + Header + (rows * stepY) - (gapY * zoom) + LabelSize + 5);
        Title(canvas, layer, scale);

        var top = Margin + Header;
        var sprite = Sprite.Build(
            layer.Maps, columns, layer.Width, layer.Height, gapX, gapY, (tile, pixel) =>
                scale.At(layer.Map(tile)[pixel]));
        canvas.Image(sprite, Margin, top, gridWidth, (rows * stepY) - (gapY * zoom));
        for (var i = 0; i < layer.Maps; i++)
        {
            var (x, y) = (Margin + (i % columns * stepX), top + (i / columns * stepY));
            canvas.Rect(x - 0.5, y - 0.5, w + 1, h + 1, "none", Theme.Rule);
            canvas.Text(x + (w / 2.0), y + h + LabelSize + 3, label(i), LabelSize, Theme.Muted, Align.Middle);
        }

        return new Drawing(canvas, caption, alt);
    }

    private static Drawing DrawVector(LayerValues layer, int columns, ColourScale scale, string caption, string alt)
    {
        const double Cell = 22;
        const double Numbers = 26;
        columns = Math.Min(columns, layer.Maps);
        var rows = (layer.Maps + columns - 1) / columns;
        var canvas = new SvgCanvas(
            (2 * Margin) + Math.Max(Numbers + (columns * Cell), TitleWidth(layer, scale)),
            (2 * Margin) + Header + (rows * Cell));
        Title(canvas, layer, scale);
        var (left, top) = (Margin + Numbers, Margin + Header);
        var sprite = Sprite.Build(layer.Maps, columns, 1, 1, 0, 0, (tile, _) => scale.At(layer.Data[tile]));
        canvas.Image(sprite, left, top, columns * Cell, rows * Cell);
        for (var i = 0; i < layer.Maps; i++)
            canvas.Rect(left + (i % columns * Cell), top + (i / columns * Cell), Cell, Cell, "none", Theme.Rule, 0.5);
        for (var row = 0; row < rows; row++)
            canvas.Text(left - 6, top + (row * Cell) + 15, $"{row * columns}", LabelSize, Theme.Muted, Align.End);
        return new Drawing(canvas, caption, alt);
    }

    private static double TitleWidth(LayerValues layer, ColourScale scale) =>
        SvgCanvas.TextWidth($"{layer.Name}  {layer.Shape}", 14) + 24 + scale.DrawnWidth;

    private static void Title(SvgCanvas canvas, LayerValues layer, ColourScale scale)
    {
        canvas.Text(Margin, Margin + 10, layer.Name, 14, Theme.Ink, bold: true);
        canvas.Text(Margin + SvgCanvas.TextWidth(layer.Name, 14) + 12, Margin + 10, layer.Shape, 12, Theme.Muted);
        scale.Draw(canvas, canvas.Width - Margin, Margin);
    }
}
