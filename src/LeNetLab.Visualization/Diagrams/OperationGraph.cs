namespace LeNetLab.Visualization.Diagrams;

/// <summary>A number in a computation.</summary>
/// <param name="Name">What it is, such as <c>a = w · x</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Gradient">How the result changes with it; null while that is not known.</param>
/// <param name="Inputs">The places in the list of the numbers that it is computed from; none for one that is
/// given.</param>
public sealed record OperationNode(string Name, double Value, double? Gradient, params int[] Inputs);

/// <summary>Draws a computation as a graph: what is computed from what, each value, and each gradient.</summary>
public static class OperationGraph
{
    private const double Margin = 16, Width = 138, Height = 62, GapX = 52, GapY = 18;

    /// <summary>Draws the graph from the given numbers on the left to the result on the right.</summary>
    /// <param name="nodes">The numbers, each after those that it is computed from.</param>
    /// <param name="caption">What to look for.</param>
    /// <exception cref="ArgumentException">There is no number, or one is computed from a later one.</exception>
    public static Drawing Of(IReadOnlyList<OperationNode> nodes, string caption = "")
    {
        ArgumentNullException.ThrowIfNull(nodes);
        if (nodes.Count == 0)
            throw new ArgumentException("A graph needs at least one number; got none.", nameof(nodes));
        var column = new int[nodes.Count];
        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i].Inputs.Any(input => input < 0 || input >= i))
                throw new ArgumentException(
                    $"{nodes[i].Name}: expected inputs before place {i}, found {string.Join(", ", nodes[i].Inputs)}.",
                    nameof(nodes));
            column[i] = nodes[i].Inputs.Select(input => column[input] + 1).DefaultIfEmpty(0).Max();
        }

        // A given number stands just before what it is used for.
        for (var i = 0; i < nodes.Count; i++)
        {
            var users = Enumerable.Range(0, nodes.Count).Where(n => nodes[n].Inputs.Contains(i)).ToList();
            if (nodes[i].Inputs.Length == 0 && users.Count > 0) column[i] = users.Min(n => column[n]) - 1;
        }

        var row =
            Enumerable.Range(0, nodes.Count).Select(i => Enumerable.Range(0, i).Count(n => column[n] == column[i]))
            .ToArray();
        var tallest = column.GroupBy(c => c).Max(g => g.Count());
        var canvas = new SvgCanvas((2 * Margin) + ((column.Max() + 1) * (Width + GapX)) - GapX,
            (2 * Margin) + (tallest * (Height + GapY)) - GapY);
        (double X, double Y) At(int i) => (Margin + (column[i] * (Width + GapX)), Margin + (row[i] * (Height + GapY)));
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var input in nodes[i].Inputs)
            {
                var (from, to) = (At(input), At(i));
                canvas.Line(from.X + Width, from.Y + (Height / 2), to.X, to.Y + (Height / 2), Theme.Muted, 1.5);
            }
        }

        for (var i = 0; i < nodes.Count; i++) Draw(canvas, nodes[i], At(i));
        return new Drawing(canvas, caption, caption.Length > 0 ? caption
            : "A graph of " + string.Join(", ", nodes.Select(n => $"{n.Name} = {Markup.Figure(n.Value)}")) + ".");
    }

    private static void Draw(SvgCanvas canvas, OperationNode node, (double X, double Y) at)
    {
        canvas.Rect(at.X, at.Y, Width, Height, Theme.Panel, Theme.Rule, 1, 6);
        var middle = at.X + (Width / 2);
        canvas.Text(middle, at.Y + 18, node.Name, 13, Theme.Ink, Align.Middle, bold: true);
        canvas.Text(middle, at.Y + 36, Markup.Figure(node.Value), 13, Theme.Blue, Align.Middle);
        if (node.Gradient is { } gradient)
            canvas.Text(middle, at.Y + 53, $"gradient {Markup.Figure(gradient)}", 12, Theme.Orange, Align.Middle);
    }
}
