namespace LeNetLab.Paper1998.Networks;

/// <summary>Which maps of the layer below each map of a convolution sees.</summary>
public sealed class ConnectionTable
{
    private readonly int[][] _sources;
    private readonly (int Output, int Input)[] _pairs;

    /// <param name="inputs">Maps of the layer below.</param>
    /// <param name="sources">For each map of the layer, the maps below that it sees, ascending.</param>
    /// <exception cref="ArgumentException">A map sees nothing, sees one twice, or sees one that is not
    /// there.</exception>
    public ConnectionTable(int inputs, params int[][] sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        for (var o = 0; o < sources.Length; o++)
        {
            var seen = sources[o];
            if (seen.Length == 0 || seen.Where((s, i) => s < 0 || s >= inputs || (i > 0 && s <= seen[i - 1])).Any())
                throw new ArgumentException(
                    $"Map {o} sees [{string.Join(", ", seen)}]; expected ascending numbers from 0 to {inputs - 1}.");
        }

        (Inputs, _sources) = (inputs, sources);
        _pairs = [.. sources.SelectMany((seen, o) => seen.Select(i => (o, i)))];
    }

    /// <summary>
    /// C3 of LeNet-5: Table I of the paper. Six maps see three neighbours, six see four, three see four with a gap, one
    /// sees all.
    /// </summary>
    public static ConnectionTable LeNet5C3 { get; } = Parse(
        "X . . . X X X . . X X X X . X X",
        "X X . . . X X X . . X X X X . X",
        "X X X . . . X X X . . X . X X X",
        ". X X X . . X X X X . . X . X X",
        ". . X X X . . X X X X . X X . X",
        ". . . X X X . . X X X X . X X X");

    /// <summary>
    /// H3 of LeNet-1: LeCun et al., "Handwritten digit recognition with a back-propagation network", NIPS 1989, table
    /// 1.
    /// </summary>
    public static ConnectionTable LeNet1H3 { get; } = Parse(
        "X X X . X X . . . . . .",
        ". X X X X X . . . . . .",
        ". . . . . . X X X . X X",
        ". . . . . . . X X X X X");

    /// <summary>The table of a convolution in a plan; every map sees every map below where it names none.</summary>
    internal static ConnectionTable Of(Layer layer, int inputs) => layer.Sources is { } sources
        ? new(inputs, [.. sources.Select(seen => seen.ToArray())])
        : Complete(inputs, layer.Maps);

    /// <summary>Every map sees every map below.</summary>
    public static ConnectionTable Complete(int inputs, int outputs) =>
        new(inputs, [.. Enumerable.Repeat(Enumerable.Range(0, inputs).ToArray(), outputs)]);

    /// <summary>
    /// Each map sees a few maps below, and the window goes round by one from map to map: next neighbours on the first
    /// turn, every third on the second, every fifth on the third, so that later maps combine others than earlier ones.
    /// </summary>
    /// <param name="inputs">Maps of the layer below, a power of 2 from 4.</param>
    /// <param name="outputs">Maps of the layer.</param>
    /// <param name="sizes">How many maps below are seen, map by map, over and over.</param>
    public static ConnectionTable Windows(int inputs, int outputs, params int[] sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        return new(inputs, [.. Enumerable.Range(0, outputs).Select(o => Enumerable.Range(0, sizes[o % sizes.Length])
            .Select(s => (o + s * (1 + 2 * (o / inputs % (inputs / 4)))) % inputs).Order().ToArray())]);
    }

    /// <summary>
    /// Reads a table as the paper prints it: a row for each map below, a column for each map, X where the one sees the
    /// other.
    /// </summary>
    public static ConnectionTable Parse(params string[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var cells = Array.ConvertAll(rows, row => row.Split(' '));
        return new(rows.Length, [.. Enumerable.Range(0, cells[0].Length).Select(
            o => Enumerable.Range(0, rows.Length).Where(i => cells[i][o] == "X").ToArray())]);
    }

    /// <summary>Maps of the layer below.</summary>
    public int Inputs { get; }

    /// <summary>Maps of the layer.</summary>
    public int Outputs => _sources.Length;

    /// <summary>
    /// Pairs of a map and a map below that it sees; each has a kernel of its own. 60 in C3 of LeNet-5.
    /// </summary>
    public int Edges => _pairs.Length;

    /// <summary>The maps below that map <paramref name="output"/> sees, ascending.</summary>
    public IReadOnlyList<int> Sources(int output) => _sources[output];

    /// <summary>The same for every map, as a <see cref="NetworkPlan"/> has it.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Rows => _sources;

    /// <summary>All pairs, map by map; the order in which kernels are stored.</summary>
    public IReadOnlyList<(int Output, int Input)> Pairs() => _pairs;

    /// <summary>Number of inputs of the unit that a weight belongs to.</summary>
    /// <param name="weight">Kernels come first, pair by pair, then a bias a map.</param>
    /// <param name="size">Weights of a kernel.</param>
    internal int FanIn(int weight, int size)
    {
        var output = weight < Edges * size ? _pairs[weight / size].Output : weight - Edges * size;
        return _sources[output].Length * size;
    }
}
