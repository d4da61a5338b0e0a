namespace LeNetLab.Handwriting;

/// <summary>A picture as brightness, row by row: 0 black, 1 white. Once flattened: 0 background, 1 full ink.</summary>
internal sealed record GreyPicture(float[] Values, int Height, int Width)
{
    public GreyPicture(int height, int width)
        : this(new float[height * width], height, width)
    {
    }

    public float this[int y, int x] => Values[y * Width + x];

    public ReadOnlySpan<float> Row(int y) => Values.AsSpan(y * Width, Width);

    /// <summary>The part from (left, top) to before (right, bottom).</summary>
    public GreyPicture Crop(int left, int top, int right, int bottom)
    {
        var part = new GreyPicture(bottom - top, right - left);
        for (int y = top; y < bottom; y++) Row(y)[left..right].CopyTo(part.Values.AsSpan((y - top) * part.Width));
        return part;
    }

    /// <summary>Averages squares of step × step pixels into one; the last row and column take what is left.</summary>
    public GreyPicture Reduce(int step)
    {
        if (step <= 1) return this;
        var small = new GreyPicture((Height + step - 1) / step, (Width + step - 1) / step);
        for (int y = 0; y < small.Height; y++)
            for (int x = 0; x < small.Width; x++)
            {
                float sum = 0;
                int rows = Math.Min(step, Height - y * step), columns = Math.Min(step, Width - x * step);
                for (int v = 0; v < rows; v++)
                    foreach (float value in Row(y * step + v).Slice(x * step, columns))
                        sum += value;
                small.Values[y * small.Width + x] = sum / (rows * columns);
            }

        return small;
    }

    /// <summary>
    /// The whole picture as side × side bytes: scaled to fit with its proportions kept, in the middle of its edge's
    /// average.
    /// </summary>
    public byte[] Fit(int side)
    {
        double scale = (double)side / Math.Max(Width, Height);
        int width = Math.Max(1, (int)Math.Round(Width * scale)), height = Math.Max(1, (int)Math.Round(Height * scale));
        float[] rows = new float[Height * width], small = new float[height * width];
        new LineResampling(Width, width).Rows(Values, Width, Height, rows);
        new LineResampling(Height, height).Columns(rows, width, small);

        float edge = 0;
        for (int x = 0; x < width; x++) edge += small[x] + small[^(x + 1)];
        for (int y = 0; y < height; y++) edge += small[y * width] + small[(y + 1) * width - 1];
        byte[] target = new byte[side * side];
        Array.Fill(target, ToByte(edge / (2 * (width + height))));
        int left = (side - width) / 2, top = (side - height) / 2;
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++) target[(top + y) * side + left + x] = ToByte(small[y * width + x]);
        return target;

        static byte ToByte(float value) => (byte)Math.Clamp(value * 255 + 0.5f, 0, 255);
    }

    /// <summary>Brings the ink of lines so fine that reducing greyed them back to full strength.</summary>
    public GreyPicture Strengthen()
    {
        float[] inked = [.. Values.Where(v => v > 0.05f).Order()];
        float full = inked.Length == 0 ? 1 : inked[inked.Length * 9 / 10];
        return full >= 0.95f ? this : new GreyPicture([.. Values.Select(v => Math.Min(1, v / full))], Height, Width);
    }
}
