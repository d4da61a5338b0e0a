namespace LeNetLab.Visualization;

/// <summary>One layer of a <see cref="MapStack"/>: where its tiles stand and how it is drawn.</summary>
internal sealed class MapColumn
{
    private const double TileGap = 7;
    private readonly double _top;
    private readonly double _body;
    private readonly bool _first;
    private readonly int _columns;
    private readonly int _rows;
    private readonly double _cell;

    public MapColumn(LayerValues layer, double top, double body, bool first, bool last)
    {
        (Layer, _top, _body, _first, IsBars) = (layer, top, body, first, last);
        IsStrip = layer.IsVector;
        if (last)
        {
            Width = 168;
            return;
        }

        if (IsStrip)
        {
            // C5's 120 values fill the height as 5×24; F6's 84 are the paper's 7×12 bitmap.
            _columns = layer.Maps switch
            {
                NetworkPlan.F6Units => 7,
                NetworkPlan.C5Units => 5,
                _ => Math.Max(1, (int)Math.Ceiling(Math.Sqrt(layer.Maps / 4.0))),
            };
            _rows = (layer.Maps + _columns - 1) / _columns;
            _cell = Math.Min(body / _rows, layer.Maps == NetworkPlan.F6Units ? 18 : 20);
            Width = _columns * _cell;
            return;
        }

        _columns = (layer.Maps + 7) / 8;
        _rows = (layer.Maps + _columns - 1) / _columns;
        TileHeight = layer.Maps == 1 ? 176 : Math.Min((body / _rows) - TileGap, 13 * Math.Sqrt(layer.Height));
        TileWidth = TileHeight * layer.Width / layer.Height;
        Width = (_columns * (TileWidth + TileGap)) - TileGap;
    }

    public LayerValues Layer { get; }

    public double X { get; set; }

    public double Width { get; }

    /// <summary>Whether the layer is drawn as one block of values instead of tiles.</summary>
    public bool IsStrip { get; }

    /// <summary>Whether the layer is the answer, drawn as bars.</summary>
    public bool IsBars { get; }

    public double TileWidth { get; }

    public double TileHeight { get; }

    /// <summary>The block's top and bottom.</summary>
    public (double Top, double Bottom) Extent
    {
        get
        {
            var height = _cell == 0 ? _body : _rows * _cell;
            return (_top + ((_body - height) / 2), _top + ((_body + height) / 2));
        }
    }

    /// <summary>The middle of a tile's left edge; down a column, then on to the next.</summary>
    public (double X, double Y) Tile(int map) => (
        X + (map / _rows * (TileWidth + TileGap)),
        _top + (((map % _rows) + 0.5) * _body / _rows));

    public void Draw(SvgCanvas canvas)
    {
        if (IsStrip) DrawStrip(canvas);
        else DrawTiles(canvas);
    }

    private void DrawTiles(SvgCanvas canvas)
    {
        var scale = new ColourScale(Layer.Data);
        for (var map = 0; map < Layer.Maps; map++)
        {
            var (x, middle) = Tile(map);
            var y = middle - (TileHeight / 2);
            var tile = _first && Layer.Maps == 1 ? Ink() : scale.Tile(Layer.Map(map), Layer.Width, Layer.Height);
            canvas.Image(tile, x, y, TileWidth, TileHeight);
            canvas.Rect(x - 0.5, y - 0.5, TileWidth + 1, TileHeight + 1, "none", Theme.Muted, 0.8, opacity: 0.6);
        }
    }

    private void DrawStrip(SvgCanvas canvas)
    {
        var scale = new ColourScale(Layer.Data);
        var (top, bottom) = Extent;
        canvas.Rect(X, top, Width, bottom - top, Theme.Card);
        var values = Sprite.Build(Layer.Maps, _columns, 1, 1, 0, 0, (tile, _) => scale.At(Layer.Data[tile]));
        canvas.Image(values, X, top, Width, bottom - top);
        canvas.Rect(X - 0.5, top - 0.5, Width + 1, bottom - top + 1, "none", Theme.Muted, 0.8, opacity: 0.6);
    }

    /// <summary>The input from its lowest value, as paper, to its highest, as ink.</summary>
    private byte[] Ink()
    {
        var finite = Layer.Data.Where(float.IsFinite).DefaultIfEmpty(0).ToArray();
        var (low, high) = (finite.Min(), finite.Max());
        var range = high > low ? high - low : 1;
        return Sprite.Build(
            1, 1, Layer.Width, Layer.Height, 0, 0, (_, pixel) => Palette.Ink.At((Layer.Data[pixel] - low) / range));
    }
}
