namespace LeNetLab.Visualization;

/// <summary>
/// One stage of a <see cref="NetworkDiagram"/>: a stack of planes, or a column of units for a vector.
/// </summary>
internal sealed class StageBlock
{
    private const double Shift = 6.5;
    private const double UnitCell = 9;
    private readonly double _middle;
    private readonly double _planeWidth;
    private readonly double _planeHeight;
    private readonly double _depth;
    private readonly double _shift;
    private readonly double _unit;

    public StageBlock(LayerShape stage, double unit, double middle)
    {
        (Stage, _middle, _unit) = (stage, middle, unit);
        if (IsVector)
        {
            (_planeWidth, _planeHeight) = (UnitCell, Math.Clamp(Math.Sqrt(stage.Maps) * 20, 50, 220));
            Width = _planeWidth;
            return;
        }

        (_planeWidth, _planeHeight) = (stage.Width * unit, stage.Height * unit);
        _shift = Math.Min(Shift, 96.0 / stage.Maps);
        _depth = _shift * (stage.Maps - 1);
        Width = _planeWidth + _depth;
    }

    public LayerShape Stage { get; }

    public double X { get; set; }

    public double Width { get; }

    private bool IsVector => Stage is { Height: 1, Width: 1 };

    /// <summary>The front plane's top left corner; the planes behind it stand up and to the left.</summary>
    private (double X, double Y) Front => (X + _depth, _middle + ((_planeHeight + _depth) / 2) - _planeHeight);

    public static double LabelWidth(LayerShape stage) =>
        Math.Max(Math.Max(56, SvgCanvas.TextWidth(stage.Name, 15)),
            Math.Max(SvgCanvas.TextWidth(NetworkDiagram.Shape(stage), 12), SvgCanvas.TextWidth(Kind(stage), 11)));

    public void Draw(SvgCanvas canvas)
    {
        var (x, y) = Front;
        if (IsVector)
        {
            canvas.Rect(x, y, _planeWidth, _planeHeight, Theme.Panel, Colour, 1.4, 2);
            var shown = Math.Min(Stage.Maps, (int)(_planeHeight / 7));
            for (var i = 1; i < shown; i++)
                canvas.Line(x + 1, y + (i * _planeHeight / shown), x + _planeWidth - 1, y + (i * _planeHeight / shown),
                    Colour, 0.6, 0.6);
            return;
        }

        for (var map = Stage.Maps - 1; map >= 0; map--)
            canvas.Rect(x - (map * _shift), y - (map * _shift), _planeWidth, _planeHeight, Theme.Card, Colour,
                map == 0 ? 1.6 : 1.1);
        canvas.Rect(x, y, _planeWidth, _planeHeight, Colour, opacity: 0.1);
    }

    /// <summary>The window in the stage before, and the lines from its corners to the unit that reads it.</summary>
    public void DrawWindow(SvgCanvas canvas, StageBlock before, int index)
    {
        if (before.IsVector) return;
        var side = Math.Min(Stage.Kernel, Math.Min(before.Stage.Width, before.Stage.Height)) * before._unit;
        var (fx, fy) = before.Front;

        // Windows of successive stages stand at different heights, so that no line hides another.
        var wx = fx + ((before._planeWidth - side) * 0.8);
        var wy = fy + ((before._planeHeight - side) * (index % 2 == 0 ? 0.72 : 0.25));
        var (tx, ty) = Front;
        var cell = IsVector ? 7 : Math.Max(_unit, 3);
        var ux = IsVector ? tx : tx + ((_planeWidth - cell) * 0.3);
        var uy = ty + ((_planeHeight - cell) * (index % 2 == 0 ? 0.6 : 0.4));
        canvas.Rect(wx, wy, side, side, Theme.Orange, opacity: 0.25);
        canvas.Rect(wx, wy, side, side, "none", Theme.Orange, 1.4);
        canvas.Line(wx + side, wy, ux, uy, Theme.Orange, 1, 0.8);
        canvas.Line(wx + side, wy + side, ux, uy + cell, Theme.Orange, 1, 0.8);
        canvas.Rect(ux, uy, IsVector ? _planeWidth : cell, cell, Theme.Orange);
    }

    /// <summary>A band from the stage before, where every unit reads all of it.</summary>
    public void DrawBand(SvgCanvas canvas, StageBlock before)
    {
        var ((x, y), (fx, fy)) = (Front, before.Front);
        canvas.Path(
            $"M{Markup.At(fx + before._planeWidth)} {Markup.At(fy)}L{Markup.At(x)} "
            + $"{Markup.At(y)}V{Markup.At(y + _planeHeight)}"
            + $"L{Markup.At(fx + before._planeWidth)} {Markup.At(fy + before._planeHeight)}Z",
            Theme.Muted, opacity: 0.16);
    }

    public void DrawLabels(SvgCanvas canvas, double bottom, bool first)
    {
        var middle = X + (Width / 2);
        canvas.Text(middle, 30, Stage.Name, 15, Theme.Ink, Align.Middle, bold: true);
        canvas.Text(middle, 47, NetworkDiagram.Shape(Stage), 12, Theme.Muted, Align.Middle);
        canvas.Text(middle, bottom + 24, Kind(Stage), 11, Theme.Ink, Align.Middle);
        if (first) return;
        canvas.Text(middle, bottom + 42, Markup.Figure(Stage.Parameters), 12.5, Colour, Align.Middle, bold: true);
        canvas.Text(middle, bottom + 57, "parameters", 10, Theme.Muted, Align.Middle);
    }

    private string Colour => Stage.Kind switch
    {
        "convolution" => Theme.Blue,
        "subsampling" => Theme.Green,
        _ => Theme.Muted,
    };

    private static string Kind(LayerShape stage) =>
        string.Equals(stage.Kind, stage.Name, StringComparison.OrdinalIgnoreCase) ? ""
        : stage.Kernel > 0 ? $"{stage.Kind} {stage.Kernel}×{stage.Kernel}" : stage.Kind;
}
