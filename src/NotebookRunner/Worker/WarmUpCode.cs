namespace NotebookRunner.Worker;

/// <summary>Code that touches what notebooks use of the language. It shows nothing and changes nothing.</summary>
internal static class WarmUpCode
{
    public static readonly string[] Submissions =
    [
        """
        using System.IO;
        using static System.Math;
        record Point(double X, double Y) { public double Norm => Sqrt(X * X + Y * Y); }
        sealed class Counter : IDisposable
        {
            private readonly List<int> _items = [];
            public int Count => _items.Count;
            public void Add(int item) { if (item > 0) _items.Add(item); }
            public void Dispose() => _items.Clear();
        }
        double Mean(IEnumerable<double> values) => values.DefaultIfEmpty().Average();
        var points = Enumerable.Range(0, 3).Select(i => new Point(i, 2.0 * i)).ToList();
        var counter = new Counter();
        """,
        """
        var byNorm = points.Where(p => p.Norm >= 0).GroupBy(p => (int)p.Norm % 2)
            .ToDictionary(g => g.Key, g => g.Select(p => p.X).ToArray());
        foreach (var (key, values) in byNorm)
        {
            for (var i = 0; i < values.Length; i++) counter.Add(i);
            var line = $"{key,3} {Mean(values):0.00} {string.Join(", ", values)}";
        }
        var kind = counter.Count switch { 0 => "none", > 5 and < 10 => "some", _ => "many" };
        async Task<int> Later(int n) { await Task.Yield(); return n + 1; }
        int[] numbers = [1, 2, await Later(2)];
        """,
        """
        try { if (numbers.AsSpan(1..).Length == 0) throw new InvalidOperationException(kind); }
        catch (InvalidOperationException e) when (e.Message is { Length: > 0 } text) { _ = text; }
        (points[0] with { X = 1 }, numbers.Zip(points, (n, p) => (n, p.Y)).Max(t => t.Y))
        """,
    ];
}
