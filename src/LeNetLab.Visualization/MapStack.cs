namespace LeNetLab.Visualization;

/// <summary>
/// Draws every layer of one digit in a single picture, from the input to the answer: what the network saw.
/// </summary>
public static class MapStack
{
    private const double Width = 1200;
    private const double Margin = 30;
    private const double BodyHeight = 400;
    private const double Names = 62;

    /// <summary>
    /// Draws the layers from left to right. Maps stand as tiles, C5 as a strip, F6 as the 7×12 bitmap of the paper's
    /// section II.B, the last layer as bars. A line between maps is the stronger the more active its source map is.
    /// Each layer has its own colour scale; the first layer, where it is one map, is drawn as ink on paper.
    /// </summary>
    /// <param name="layers">The layers in order, the last a vector of scores: probabilities, or logits, which are put
    /// through a softmax.</param>
    /// <param name="classNames">The names of the classes; their numbers where null.</param>
    /// <param name="caption">What to look for; a sentence on colours and scales where null.</param>
    /// <param name="altText">What it shows; the caption by default.</param>
    /// <param name="connected">Whether map <c>to</c> of layer <c>layer</c> reads map <c>from</c> of the layer before,
    /// called as <c>(layer, from, to)</c>; null for one to one between equal numbers of maps and everything to
    /// everything else.</param>
    /// <exception cref="ArgumentException">There are fewer than two layers, or the last one is not a
    /// vector.</exception>
    public static Drawing Of(
        IReadOnlyList<LayerValues> layers,
        IReadOnlyList<string>? classNames = null,
        string? caption = null,
        string? altText = null,
        Func<int, int, int, bool>? connected = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count < 2)
            throw new ArgumentException(
                $"The picture needs at least an input and an output; got {layers.Count} layers.", nameof(layers));
        if (!layers[^1].IsVector)
            throw new ArgumentException(
                $"The last layer should be a vector of scores; {layers[^1].Name} is {layers[^1].Shape}.",
                nameof(layers));
        var scores = Probabilities(layers[^1].Data);
        var names = ScoreBars.Names(scores, classNames);
        connected ??= (layer, from, to) => layers[layer - 1].Maps != layers[layer].Maps || from == to;

        var columns = Place(layers);
        var canvas = new SvgCanvas(Width, (2 * Margin) + BodyHeight + Names - 12);
        for (var i = 1; i < columns.Count; i++)
            MapStackLinks.Draw(canvas, columns[i - 1], columns[i], scores, (from, to) => connected(i, from, to));
        foreach (var column in columns)
        {
            if (column == columns[^1])
                ScoreBars.Draw(canvas, column.X, Margin, column.Width, BodyHeight / scores.Length, scores, names);
            else column.Draw(canvas);
            var middle = column.X + (column.Width / 2);
            canvas.Text(middle, Margin + BodyHeight + 32, column.Layer.Name, 17, Theme.Ink, Align.Middle, bold: true);
            canvas.Text(middle, Margin + BodyHeight + 50, column.Layer.Shape, 12.5, Theme.Muted, Align.Middle);
        }

        var answer = names[ScoreBars.Best(scores)];
        return new Drawing(
            canvas,
            caption
                ?? $"What the network saw, from the pixels to the answer {answer}. Blue is below zero, white is "
                    + "zero, red above; each layer on its own scale.",
            altText
                ?? $"Every layer's maps for one image, from {layers[0].Name} ({layers[0].Shape}) to the answer "
                    + $"{answer}.");
    }

    /// <summary>Draws what the network answered to one image of a batch; the maps stay their owner's.</summary>
    /// <param name="layers">Every layer's answer, the last one logits or probabilities.</param>
    /// <param name="image">Which image of the batch.</param>
    /// <param name="classNames">The names of the classes; their numbers where null.</param>
    /// <param name="caption">What to look for; a sentence on colours and scales where null.</param>
    /// <param name="altText">What it shows; the layers and the answer by default.</param>
    public static Drawing Of(
        LayerMaps layers, int image = 0, IReadOnlyList<string>? classNames = null, string? caption = null,
        string? altText = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return Of([.. layers.Select(layer => LayerValues.From(layer, image))], classNames, caption, altText);
    }

    /// <summary>Scores as they are where they are probabilities, otherwise their softmax.</summary>
    internal static double[] Probabilities(float[] scores)
    {
        var values =
            Array.ConvertAll(scores, v => double.IsFinite(v) ? (double)v : float.IsPositiveInfinity(v) ? 1e30 : -1e30);
        if (values.All(v => v is >= 0 and <= 1) && Math.Abs(values.Sum() - 1) < 1e-3) return values;
        var highest = values.Max();
        var powers = Array.ConvertAll(values, v => Math.Exp(v - highest));
        var sum = powers.Sum();
        return Array.ConvertAll(powers, p => p / sum);
    }

    private static List<MapColumn> Place(IReadOnlyList<LayerValues> layers)
    {
        var columns = layers.Select(
            (layer, i) => new MapColumn(layer, Margin, BodyHeight, i == 0, i == layers.Count - 1)).ToList();

        // Maps that are read one to one need less room than those that are all mixed.
        var room = Enumerable.Range(1, layers.Count - 1).Select(i => layers[i].Maps == layers[i - 1].Maps ? 0.75 : 1.1)
            .ToArray();
        var unit = (Width - (2 * Margin) - columns.Sum(c => c.Width)) / room.Sum();
        var x = Margin;
        for (var i = 0; i < columns.Count; i++)
        {
            columns[i].X = x;
            x += columns[i].Width + (i < room.Length ? Math.Max(8, unit * room[i]) : 0);
        }

        return columns;
    }
}
