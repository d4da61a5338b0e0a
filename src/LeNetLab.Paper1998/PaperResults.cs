using LeNetLab.Visualization;

namespace LeNetLab.Paper1998;

/// <summary>All results of a folder, by row.</summary>
public sealed class PaperResults
{
    private readonly ILookup<string, PaperResult> _byRow;

    private PaperResults(IEnumerable<PaperResult> results) =>
        _byRow = results.ToLookup(r => r.Row, StringComparer.Ordinal);

    /// <summary>Reads every result file of a folder.</summary>
    /// <exception cref="InvalidDataException">A file holds no result.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static PaperResults Read(string folder) =>
        new(Directory.EnumerateFiles(folder, "*.seed-*.json").Order(StringComparer.Ordinal).Select(PaperResult.Read));

    /// <summary>As <see cref="Read"/>, but without any result where there is no such folder.</summary>
    /// <exception cref="InvalidDataException">A file holds no result.</exception>
    public static PaperResults ReadIfThere(string folder) => Directory.Exists(folder) ? Read(folder) : new([]);

    /// <summary>Number of runs.</summary>
    public int Count => _byRow.Sum(row => row.Count());

    /// <summary>Keys of the rows that have been run.</summary>
    public IEnumerable<string> Rows => _byRow.Select(row => row.Key);

    /// <summary>The runs of a row by seed; none where it was not run.</summary>
    public IReadOnlyList<PaperResult> this[string row] => [.. _byRow[row].OrderBy(r => r.Seed)];

    /// <summary>Draws what a row's runs show, or says which command would make them where there are none.</summary>
    /// <param name="row">The row's key.</param>
    /// <param name="draw">Draws it.</param>
    public View Show(string row, Func<View> draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        return _byRow.Contains(row) ? draw() : new Table(
            [$"Nothing to show: data/results has no run of {row}. To make one: lenet reproduce {row}"], []);
    }

    /// <summary>Mean of each pass over a row's runs; empty where it was not run, or has no passes.</summary>
    /// <param name="row">The row's key.</param>
    /// <param name="curve">Which numbers of a run.</param>
    public IReadOnlyList<double> MeanByPass(string row, Func<PaperResult, IReadOnlyList<double>> curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        var curves = this[row].Select(curve).ToList();
        return curves.Count == 0
            ? [] : [.. Enumerable.Range(0, curves.Min(c => c.Count)).Select(pass => curves.Average(c => c[pass]))];
    }

    /// <summary>
    /// Mean test error of a row in per cent and its sample standard deviation (NaN for one run); null where it was not
    /// run.
    /// </summary>
    public (double Mean, double Deviation)? TestError(string row)
    {
        var errors = this[row].Select(r => r.TestErrorPercent).ToList();
        if (errors.Count == 0) return null;
        var mean = errors.Average();
        return (mean,
            errors.Count == 1 ? double.NaN : Math.Sqrt(errors.Sum(e => (e - mean) * (e - mean)) / (errors.Count - 1)));
    }
}
