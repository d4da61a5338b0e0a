namespace LeNetLab.Handwriting;

/// <summary>A picture as brightness, row by row: 0 black, 1 white. Once flattened: 0 background, 1 full ink.</summary>
internal sealed record GreyPicture(float[] Values, int Height, int Width)
{
    public GreyPicture(int height, int width)
        : this(new float[height * width], height, width)
    {
    }

    public float this[int y, int x] => Values[y * Width + x];

    public Span<float> Row(int y) => Values.AsSpan(y * Width, Width);

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
        float[] inked = Above(0.05f);
        float full = inked.Length == 0 ? 1 : Select(inked, inked.Length * 9 / 10);
        if (full >= 0.95f) return this;
        var strong = new GreyPicture(Height, Width);
        for (int i = 0; i < Values.Length; i++) strong.Values[i] = Math.Min(1, Values[i] / full);
        return strong;
    }

    /// <summary>Columns for rows.</summary>
    /// <param name="room">Receives the values; new memory where null.</param>
    public GreyPicture Turned(float[]? room = null)
    {
        // A few columns at a time, whose values stay in the nearest cache.
        const int few = 16;
        var turned = new GreyPicture(room ?? new float[Values.Length], Width, Height);
        for (int left = 0; left < Width; left += few)
            for (int y = 0; y < Height; y++)
                for (int x = left; x < Math.Min(left + few, Width); x++)
                    turned.Values[x * Height + y] = Values[y * Width + x];
        return turned;
    }

    // Loops of our own where LINQ would do: `lenet predict` reads one picture, and the runtime would run a generic
    // method over float for the first time, and so not optimised.

    /// <summary>White for black.</summary>
    public GreyPicture Negative()
    {
        var negative = new GreyPicture(Height, Width);
        for (int i = 0; i < Values.Length; i++) negative.Values[i] = 1 - Values[i];
        return negative;
    }

    /// <summary>The highest value.</summary>
    public float Highest()
    {
        float highest = Values[0];
        foreach (float value in Values) highest = Math.Max(highest, value);
        return highest;
    }

    /// <summary>The values above a threshold.</summary>
    public float[] Above(float threshold)
    {
        int count = 0;
        foreach (float value in Values)
            if (value > threshold) count++;
        float[] above = new float[count];
        count = 0;
        foreach (float value in Values)
            if (value > threshold) above[count++] = value;
        return above;
    }

    /// <summary>What would stand at that place if the values were sorted (Hoare, 1961). Changes their order.</summary>
    public static float Select(Span<float> values, int place)
    {
        int from = 0, to = values.Length - 1;
        while (from < to)
        {
            float pivot = values[from + (to - from) / 2];
            int left = from, right = to;
            while (left <= right)
            {
                while (values[left] < pivot) left++;
                while (values[right] > pivot) right--;
                if (left > right) break;
                (values[left], values[right]) = (values[right], values[left]);
                left++;
                right--;
            }

            if (place <= right) to = right;
            else if (place >= left) from = left;
            else break;
        }

        return values[place];
    }
}
