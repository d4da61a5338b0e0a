namespace LeNetLab.Evaluation;

/// <summary>How well one class is read.</summary>
/// <param name="Label">The class.</param>
/// <param name="Count">Images of the class.</param>
/// <param name="Read">Images that were read as the class.</param>
/// <param name="Precision">Of those read as the class, the share that is of it, 0…1; NaN if there are none.</param>
/// <param name="Recall">Of those of the class, the share that was found, 0…1; NaN where there is none.</param>
/// <param name="F1">Harmonic mean of the two, 0…1; NaN where the class neither occurs nor is read.</param>
public sealed record ClassFigures(int Label, int Count, int Read, double Precision, double Recall, double F1);

/// <summary>Precision, recall and F1 of every class.</summary>
public sealed class ClassReport
{
    private ClassReport(IReadOnlyList<ClassFigures> classes) => Classes = classes;

    /// <summary>The figures, one for each class in order.</summary>
    public IReadOnlyList<ClassFigures> Classes { get; }

    /// <summary>Plain mean of F1 over the classes that occur or are read, 0…1; NaN where none does.</summary>
    public double MacroF1 => Classes.Select(c => c.F1).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Reads the figures off a confusion matrix.</summary>
    /// <param name="matrix">The counts.</param>
    public static ClassReport Of(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var all = Enumerable.Range(0, matrix.Classes).ToArray();
        return new ClassReport([.. all.Select(c => new ClassFigures(c, all.Sum(other => matrix[c, other]),
            all.Sum(other => matrix[other, c]), matrix.Precision(c), matrix.Recall(c), matrix.F1(c)))]);
    }

    /// <summary>A table: a row for each class, in percent.</summary>
    public override string ToString() => string.Join('\n', Classes
        .Select(c => Invariant($"{c.Label,5}{c.Count,8:N0}{c.Precision * 100,11:0.00}{c.Recall * 100,9:0.00}")
            + Invariant($"{c.F1 * 100,9:0.00}"))
        .Prepend("class   count  precision   recall       F1").Append(Invariant($"mean F1 {MacroF1 * 100:0.00}")));
}
