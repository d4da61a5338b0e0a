namespace LeNetLab.Visualization;

/// <summary>Draws the kernels of a convolution, on one signed colour scale.</summary>
public static class KernelPicture
{
    private const double Margin = 16;
    private const double Header = 30;
    private const double LabelSize = 11;

    /// <summary>
    /// Draws a convolution's weights: a column for each map of this layer, a row for each map that it reads, as in the
    /// paper's Table I.
    /// </summary>
    /// <param name="name">The layer's name, such as <c>C3</c>.</param>
    /// <param name="weights">The weights, <c>[outputs, inputs, height, width]</c>, the last dimension fastest.</param>
    /// <param name="outputs">Maps of this layer, at least 1.</param>
    /// <param name="inputs">Maps that it reads, at least 1.</param>
    /// <param name="height">Rows of a kernel, at least 1.</param>
    /// <param name="width">Columns of a kernel, at least 1.</param>
    /// <param name="connected">Whether an output (first) reads an input (second); null where every one does.</param>
    /// <param name="caption">What to look for; the layer, its shape and the scale where null.</param>
    /// <exception cref="ArgumentException">A dimension is below 1, or the number of weights is not that of the
    /// shape.</exception>
    public static Drawing Of(
        string name, float[] weights, int outputs, int inputs, int height, int width,
        Func<int, int, bool>? connected = null, string? caption = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(weights);
        if (outputs < 1 || inputs < 1 || height < 1 || width < 1)
            throw new ArgumentException(
                $"{name}: weights are [outputs, inputs, height, width], each at least 1; got [{outputs}, "
                + $"{inputs}, {height}, {width}].", nameof(outputs));
        if (weights.Length != (long)outputs * inputs * height * width)
            throw new ArgumentException(
                $"{name}: [{outputs}, {inputs}, {height}, {width}] has "
                + $"{(long)outputs * inputs * height * width} weights; got {weights.Length}.", nameof(weights));
        connected ??= (_, _) => true;
        return Draw(name, weights, outputs, inputs, height, width, connected, caption);
    }

    /// <summary>Draws a convolution's weights; the tensor stays the caller's.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="weights">[outputs, inputs, height, width].</param>
    /// <param name="connected">Whether an output (first) reads an input (second); null where every one does.</param>
    /// <param name="caption">What to look for; the layer, its shape and the scale where null.</param>
    /// <exception cref="ArgumentException">The tensor has not four dimensions.</exception>
    public static Drawing Of(string name, Tensor weights, Func<int, int, bool>? connected = null,
        string? caption = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return weights.shape is [var o, var i, var h, var w]
            ? Of(name, TensorValues.Copy(weights), (int)o, (int)i, (int)h, (int)w, connected, caption)
            : throw new ArgumentException(
                $"{name}: weights are [outputs, inputs, height, width]; got [{string.Join(", ", weights.shape)}].",
                nameof(weights));
    }

    private static Drawing Draw(
        string name, float[] weights, int outputs, int inputs, int height, int width, Func<int, int, bool> connected,
        string? caption)
    {
        var scale = new ColourScale(weights, Palette.Diverging);
        var zoom = Math.Max(1, (int)Math.Round(Math.Clamp(800.0 / outputs, 36, 84) / width));
        var gap = (int)Math.Ceiling(6.0 / zoom);
        var (w, h) = (width * zoom, height * zoom);
        var (stepX, stepY) = (w + (gap * zoom), h + (gap * zoom));
        var (gridWidth, gridHeight) = ((outputs * stepX) - (gap * zoom), (inputs * stepY) - (gap * zoom));
        var numbers = inputs > 1 ? 20 : 0;
        var shape = inputs > 1 ? $"{outputs}×{inputs} kernels of {height}×{width}"
            : $"{outputs} kernels of {height}×{width}";
        var titleWidth = SvgCanvas.TextWidth($"{name}  {shape}", 14) + 24 + scale.DrawnWidth;
        var canvas = new SvgCanvas(
            (2 * Margin) + Math.Max(numbers + gridWidth, titleWidth),
            (2 * Margin) + Header + gridHeight + LabelSize + 5);
        canvas.Text(Margin, Margin + 10, name, 14, Theme.Ink, bold: true);
        canvas.Text(Margin + SvgCanvas.TextWidth(name, 14) + 12, Margin + 10, shape, 12, Theme.Muted);
        scale.Draw(canvas, canvas.Width - Margin, Margin);

        var (left, top, size) = (Margin + numbers, Margin + Header, height * width);
        var sprite = Sprite.Build(outputs * inputs, outputs, width, height, gap, gap, (tile, pixel) =>
        {
            var (output, input) = (tile % outputs, tile / outputs);
            return connected(output, input) ? scale.At(weights[(((output * inputs) + input) * size) + pixel]) : null;
        });
        canvas.Image(sprite, left, top, gridWidth, gridHeight);
        for (var input = 0; input < inputs; input++)
        {
            var y = top + (input * stepY);
            if (inputs > 1) canvas.Text(left - 7, y + (h / 2.0) + 4, $"{input}", LabelSize, Theme.Muted, Align.End);
            for (var output = 0; output < outputs; output++)
            {
                var x = left + (output * stepX);
                if (connected(output, input)) canvas.Rect(x - 0.5, y - 0.5, w + 1, h + 1, "none", Theme.Rule);
                else canvas.Rect(x + (w / 2.0) - 1.5, y + (h / 2.0) - 1.5, 3, 3, Theme.Rule, radius: 1.5);
            }
        }

        for (var output = 0; output < outputs; output++)
            canvas.Text(left + (output * stepX) + (w / 2.0), top + gridHeight + LabelSize + 3, $"{output}", LabelSize,
                Theme.Muted, Align.Middle);
        var words = inputs > 1 ? " A column makes one map of this layer; a row reads one map of the layer before." : "";
        return new Drawing(canvas, caption ?? $"{name}, {shape}.{words} {scale.InWords}", $"{shape} of {name}.");
    }
}
