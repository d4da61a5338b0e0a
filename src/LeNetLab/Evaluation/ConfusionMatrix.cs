namespace LeNetLab.Evaluation;

/// <summary>How often each class was read as each: row = true class, column = class read.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[,] _counts;

    private ConfusionMatrix(int[,] counts) => _counts = counts;

    /// <summary>Counts what a network said.</summary>
    public static ConfusionMatrix Of(Predictions predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var counts = new int[predictions.Classes, predictions.Classes];
        for (var i = 0; i < predictions.Count; i++) counts[predictions.Label(i), predictions.Predicted(i)]++;
        return new ConfusionMatrix(counts);
    }

    /// <summary>Number of classes.</summary>
    public int Classes => _counts.GetLength(0);

    /// <summary>Images of class <paramref name="truth"/> that were read as <paramref name="read"/>.</summary>
    public int this[int truth, int read] => _counts[truth, read];

    /// <summary>Images counted.</summary>
    public int Total => _counts.Cast<int>().Sum();

    /// <summary>Share read right, 0…1; NaN where nothing was counted.</summary>
    public double Accuracy => (double)Enumerable.Range(0, Classes).Sum(c => _counts[c, c]) / Total;

    /// <summary>Of the images of a class, the share that was found, 0…1; NaN where there is none.</summary>
    public double Recall(int label) =>
        (double)_counts[label, label] / Enumerable.Range(0, Classes).Sum(c => _counts[label, c]);

    /// <summary>Of the images read as a class, the share that is of it, 0…1; NaN where there is none.</summary>
    public double Precision(int label) =>
        (double)_counts[label, label] / Enumerable.Range(0, Classes).Sum(c => _counts[c, label]);

    /// <summary>Harmonic mean of precision and recall: 0 if none is found, NaN if the class never occurs.</summary>
    public double F1(int label) =>
        2.0 * _counts[label, label] / Enumerable.Range(0, Classes).Sum(c => _counts[label, c] + _counts[c, label]);

    /// <summary>The pairs of classes that were mixed up, most often first.</summary>
    public IEnumerable<(int Truth, int Read, int Count)> Confusions() =>
        from truth in Enumerable.Range(0, Classes)
        from read in Enumerable.Range(0, Classes)
        where truth != read && _counts[truth, read] > 0
        orderby _counts[truth, read] descending, truth, read
        select (truth, read, _counts[truth, read]);

    /// <summary>A table: a row for each true class, a column for each class read, then the recall.</summary>
    public override string ToString() => ToString([.. Enumerable.Range(0, Classes).Select(label => $"{label}")]);

    /// <summary>The table with names, one for each class.</summary>
    public string ToString(IReadOnlyList<string> names)
    {
        var all = Enumerable.Range(0, Classes).ToArray();
        var (longest, most) = (all.Max(label => names[label].Length), Invariant($"{_counts.Cast<int>().Max():N0}"));
        var (side, width) = (Math.Max(11, longest), Math.Max(5, Math.Max(longest, most.Length) + 2));
        var head = "true \\ read".PadLeft(side) + string.Concat(names.Select(n => n.PadLeft(width))) + "    recall";
        return string.Join('\n', all.Select(truth => names[truth].PadLeft(side)
            + string.Concat(all.Select(read => Invariant($"{_counts[truth, read]:N0}").PadLeft(width)))
            + Invariant($"  {Recall(truth) * 100,6:0.00} %")).Prepend(head)
            .Append(Invariant($"accuracy {Accuracy * 100:0.00} % of {Total:N0}")));
    }
}
