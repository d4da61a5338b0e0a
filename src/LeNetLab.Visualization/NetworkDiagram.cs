namespace LeNetLab.Visualization;

/// <summary>One stage of a network as it is drawn.</summary>
/// <param name="Name">The paper's name, such as <c>C1</c>.</param>
/// <param name="Kind">What it does to get here: <c>input</c>, <c>convolution</c>, <c>subsampling</c>, <c>full</c>, or
/// other words.</param>
/// <param name="Maps">How many maps, at least 1.</param>
/// <param name="Height">Rows of a map, at least 1.</param>
/// <param name="Width">Columns of a map, at least 1.</param>
/// <param name="Kernel">Side of the window in the stage before that one unit reads; 0 where it reads
/// everything.</param>
/// <param name="Parameters">Trainable parameters.</param>
public sealed record LayerShape(string Name, string Kind, int Maps, int Height, int Width, int Kernel, long Parameters);

/// <summary>
/// Draws a network from its stages, in the manner of the paper's Fig. 2: maps as stacked planes, each to scale.
/// </summary>
public static class NetworkDiagram
{
    private const double Margin = 28;
    private const double Unit = 4.6;
    private const double Body = 250;
    private const double Top = 62;

    /// <summary>
    /// Draws the stages from left to right, with the window that one unit reads, the shapes and the parameter counts.
    /// </summary>
    /// <param name="stages">The stages in order, the input first.</param>
    /// <param name="caption">What to look for; the number of trainable parameters where null.</param>
    /// <exception cref="ArgumentException">There are fewer than two stages, or one has a dimension below 1.</exception>
    public static Drawing Of(IReadOnlyList<LayerShape> stages, string? caption = null)
    {
        ArgumentNullException.ThrowIfNull(stages);
        if (stages.Count < 2)
            throw new ArgumentException($"A network has at least an input and an output; got {stages.Count} stages.",
                nameof(stages));
        foreach (var s in stages)
        {
            if (s.Maps < 1 || s.Height < 1 || s.Width < 1)
                throw new ArgumentException(
                    $"{s.Name}: a stage has at least one map of one unit; got {s.Maps}@{s.Height}×{s.Width}.",
                    nameof(stages));
        }

        var largest = stages.Max(s => Math.Max(s.Height, s.Width));
        var unit = Unit * Math.Min(1, 32.0 / largest);
        var x = Margin;
        var blocks = new List<StageBlock>();
        for (var i = 0; i < stages.Count; i++)
        {
            var block = new StageBlock(stages[i], unit, Top + (Body / 2));
            var labelRoom = Math.Max(0, (StageBlock.LabelWidth(stages[i]) - block.Width) / 2);
            x += i == 0 ? labelRoom : Math.Max(34,
                labelRoom + Math.Max(0, (StageBlock.LabelWidth(stages[i - 1]) - blocks[^1].Width) / 2) + 14);
            block.X = x;
            x += block.Width;
            blocks.Add(block);
        }

        x += Math.Max(0, (StageBlock.LabelWidth(stages[^1]) - blocks[^1].Width) / 2);
        var canvas = new SvgCanvas(x + Margin, Top + Body + 74);
        var total = stages.Sum(s => s.Parameters);
        for (var i = 0; i < blocks.Count; i++)
        {
            if (i > 0 && stages[i].Kernel == 0) blocks[i].DrawBand(canvas, blocks[i - 1]);
        }

        for (var i = 0; i < blocks.Count; i++)
        {
            blocks[i].Draw(canvas);
            if (i > 0 && stages[i].Kernel > 0) blocks[i].DrawWindow(canvas, blocks[i - 1], i);
            blocks[i].DrawLabels(canvas, Top + Body, i == 0);
        }

        var names = string.Join(", ", stages.Select(s => $"{s.Name} {Shape(s)}"));
        return new Drawing(
            canvas,
            caption
            ?? $"{Markup.Figure(total)} trainable parameters. A square in one stage is what one unit of the "
                + "next one reads.",
            $"The network from left to right: {names}.");
    }

    /// <summary>Draws a network from its summary.</summary>
    /// <param name="layers">The layers in order, the input first.</param>
    /// <param name="caption">What to look for; the number of trainable parameters where null.</param>
    /// <exception cref="ArgumentException">There are fewer than two layers.</exception>
    public static Drawing Of(IReadOnlyList<LayerSummary> layers, string? caption = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return Of(
            [.. layers.Select(l => new LayerShape(
                l.Name, Words(l.Kind), l.Maps, l.Height, l.Width, l.Kernel, l.Parameters))],
            caption);
    }

    private static string Words(LayerKind kind) =>
        kind == LayerKind.RadialBasis ? "radial basis" : kind.ToString().ToLowerInvariant();

    /// <summary>Draws a network from its plan.</summary>
    /// <param name="plan">The network.</param>
    /// <param name="caption">What to look for; the number of trainable parameters where null.</param>
    public static Drawing Of(NetworkPlan plan, string? caption = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Of(plan.Summary(), caption);
    }

    internal static string Shape(LayerShape s) =>
        s is { Height: 1, Width: 1 } ? $"{s.Maps}" : $"{s.Maps}@{s.Height}×{s.Width}";
}
