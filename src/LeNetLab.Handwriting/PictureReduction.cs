namespace LeNetLab.Handwriting;

/// <summary>
/// Takes the pixels of a picture one by one, in any order, and keeps their mean over squares of step × step, so that a
/// large picture takes no more memory than a small one.
/// </summary>
internal sealed class PictureReduction
{
    private readonly GreyPicture _light;

    // Where the square of a row and of a column lies; a division for each pixel would take longer than to read it.
    private readonly int[] _rows, _columns;
    private float[]? _opacity;
    private double _visible, _lit;

    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns.</param>
    /// <param name="step">Pixels along a side of a square; the last row and column take what is left.</param>
    public PictureReduction(int height, int width, int step)
    {
        (Height, Width, Step) = (height, width, step);
        _light = new GreyPicture((height + step - 1) / step, (width + step - 1) / step);
        (_rows, _columns) = (new int[height], new int[width]);
        for (int y = 0; y < height; y++) _rows[y] = y / step * _light.Width;
        for (int x = 0; x < width; x++) _columns[x] = x / step;
    }

    public int Height { get; }

    public int Width { get; }

    /// <summary>Pixels along a side of a square.</summary>
    public int Step { get; }

    /// <summary>Takes an opaque pixel of brightness 0 to 1.</summary>
    public void Add(int y, int x, float light) => _light.Values[_rows[y] + _columns[x]] += light;

    /// <summary>Takes a pixel of a picture with transparency; its opacity is 0 to 1.</summary>
    public void Add(int y, int x, float light, float opacity)
    {
        _opacity ??= new float[_light.Values.Length];
        _opacity[_rows[y] + _columns[x]] += opacity;
        _visible += opacity;
        _lit += opacity * light;
        Add(y, x, opacity * light);
    }

    /// <summary>The reduced picture, once it has all pixels.</summary>
    public GreyPicture ToGrey()
    {
        // What can be seen is mostly ink, so the paper behind it is of the other brightness.
        float paper = _lit < _visible / 2 ? 1 : 0;
        for (int y = 0; y < _light.Height; y++)
            for (int x = 0; x < _light.Width; x++)
            {
                int at = y * _light.Width + x;
                int count = Math.Min(Step, Height - y * Step) * Math.Min(Step, Width - x * Step);
                float light = _light.Values[at];
                _light.Values[at] = (_opacity is null ? light : light + paper * (count - _opacity[at])) / count;
            }

        return _light;
    }
}
