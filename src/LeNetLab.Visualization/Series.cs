namespace LeNetLab.Visualization;

/// <summary>A named row of points for a chart.</summary>
public sealed record Series
{
    /// <summary>A series of points.</summary>
    /// <param name="name">What the legend says.</param>
    /// <param name="x">The horizontal values.</param>
    /// <param name="y">The vertical values, as many; one that is not finite leaves a gap.</param>
    /// <exception cref="ArgumentException">There is no point, or x and y differ in number.</exception>
    public Series(string name, IEnumerable<double> x, IEnumerable<double> y)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        (Name, X, Y) = (name, [.. x], [.. y]);
        if (X.Count == 0)
            throw new ArgumentException($"Series '{name}' needs at least one point; got none.", nameof(x));
        if (X.Count != Y.Count) throw new ArgumentException(
            $"Series '{name}' needs as many x as y values; got {X.Count} and {Y.Count}.", nameof(y));
    }

    /// <summary>A series over 1, 2, 3, …: epochs, say.</summary>
    /// <param name="name">What the legend says.</param>
    /// <param name="y">The vertical values; one that is not finite leaves a gap.</param>
    /// <exception cref="ArgumentException">There is no point.</exception>
    public Series(string name, IReadOnlyList<double> y)
        : this(name,
            Enumerable.Range(1, (y ?? throw new ArgumentNullException(nameof(y))).Count).Select(i => (double)i), y)
    {
    }

    /// <summary>What the legend says.</summary>
    public string Name { get; }

    /// <summary>The horizontal values.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>The vertical values.</summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary>How it is drawn.</summary>
    public SeriesStyle Style { get; init; }

    /// <summary>What is written beside each point, as many as there are points; null for nothing.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Keeps at most <paramref name="limit"/> points: the lowest and highest of each stretch.</summary>
    internal Series Thin(int limit)
    {
        if (X.Count <= limit) return this;
        var kept = new List<int> { 0 };
        var stretches = limit / 2;
        for (var s = 0; s < stretches; s++)
        {
            var (start, end) = ((int)((long)s * X.Count / stretches), (int)((long)(s + 1) * X.Count / stretches));
            var (low, high) = (start, start);
            for (var i = start; i < end; i++)
            {
                if (Y[i] < Y[low]) low = i;
                if (Y[i] > Y[high]) high = i;
            }

            kept.AddRange([Math.Min(low, high), Math.Max(low, high)]);
        }

        kept.Add(X.Count - 1);
        var indices = kept.Distinct().ToArray();
        return new Series(Name, indices.Select(i => X[i]), indices.Select(i => Y[i]))
        {
            Style = Style,
            Labels = Labels is { } texts ? [.. indices.Select(i => texts[i])] : null
        };
    }
}
