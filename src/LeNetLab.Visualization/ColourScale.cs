namespace LeNetLab.Visualization;

/// <summary>Maps a picture's values to colours: signed ones about zero, others from zero, alike in all tiles.</summary>
internal sealed class ColourScale
{
    private readonly double _limit;

    public ColourScale(ReadOnlySpan<float> values, Palette? palette = null)
    {
        var signed = false;
        foreach (var value in values)
        {
            if (!float.IsFinite(value)) continue;
            _limit = Math.Max(_limit, Math.Abs(value));
            signed |= value < 0;
        }

        if (_limit == 0) _limit = 1;
        Palette = palette ?? (signed ? Palette.Diverging : Palette.Sequential);
    }

    public Palette Palette { get; }

    public string Low => Palette.IsSigned ? Markup.Figure(-_limit, 3) : "0";

    public string High => (Palette.IsSigned ? "+" : "") + Markup.Figure(_limit, 3);

    /// <summary>The scale in words, for a caption.</summary>
    public string InWords => Palette.IsSigned
        ? $"Blue is below zero, white is zero, red above; one scale for all, {Low} to {High}."
        : $"White is zero, darker is more; one scale for all, 0 to {High}.";

    public (byte R, byte G, byte B) At(float value) => Palette.At(value / _limit);

    public string HexAt(float value) => Palette.HexAt(value / _limit);

    /// <summary>One tile as a PNG of its own.</summary>
    public byte[] Tile(ReadOnlySpan<float> values, int width, int height)
    {
        var rgba = new byte[4 * values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            (rgba[4 * i], rgba[(4 * i) + 1], rgba[(4 * i) + 2]) = At(values[i]);
            rgba[(4 * i) + 3] = 255;
        }

        return Sprite.Encode(rgba, width, height);
    }

    /// <summary>The scale as a bar with its two ends; takes 14 px of height.</summary>
    public void Draw(SvgCanvas canvas, double right, double y)
    {
        const int Steps = 48;
        var values = new float[Steps];
        for (var i = 0; i < Steps; i++)
        {
            var t = i / (Steps - 1.0);
            values[i] = (float)(_limit * (Palette.IsSigned ? (2 * t) - 1 : t));
        }

        canvas.Text(right, y + 10, High, 11, Theme.Muted, Align.End);
        var x = right - SvgCanvas.TextWidth(High, 11) - 8 - (2 * Steps);
        canvas.Image(Tile(values, Steps, 1), x, y, 2 * Steps, 12);
        canvas.Rect(x, y, 2 * Steps, 12, "none", Theme.Rule);
        canvas.Text(x - 6, y + 10, Low, 11, Theme.Muted, Align.End);
    }

    /// <summary>How wide <see cref="Draw"/> draws.</summary>
    public double DrawnWidth => SvgCanvas.TextWidth(Low + High, 11) + 110;
}
