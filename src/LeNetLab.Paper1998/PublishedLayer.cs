namespace LeNetLab.Paper1998;

/// <summary>One layer of LeNet-5 as the paper counts it (sect. II-B).</summary>
/// <param name="Name">The paper's name.</param>
/// <param name="Maps">Number of maps, or of units.</param>
/// <param name="Side">Rows and columns of a map; 1 for units.</param>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="Connections">Every use of a weight, biases included.</param>
public sealed record PublishedLayer(string Name, int Maps, int Side, int Parameters, int Connections)
{
    /// <summary>
    /// From C1 to the outputs. The paper's text gives the numbers of C1 to F6; those of the outputs follow from their
    /// 84 fixed weights each, and complete its totals.
    /// </summary>
    public static IReadOnlyList<PublishedLayer> LeNet5 { get; } =
    [
        Of("C1", 156, 122_304), Of("S2", 12, 5_880), Of("C3", 1_516, 151_600), Of("S4", 32, 2_000),
        Of("C5", 48_120, 48_120), Of("F6", 10_164, 10_164), Of("Output", 0, 840),
    ];

    /// <summary>Trainable parameters in all: the paper's own total.</summary>
    public const int LeNet5Parameters = 60_000;

    /// <summary>Connections in all: the paper's own total.</summary>
    public const int LeNet5Connections = 340_908;

    /// <summary>The shape as the paper writes it: <c>6@28×28</c>, or the count alone for units.</summary>
    public string Shape => Side == 1 ? $"{Maps}" : $"{Maps}@{Side}×{Side}";

    private static PublishedLayer Of(string name, int parameters, int connections)
    {
        var layer = PublishedPlans.LeNet5.Summary().First(layer => layer.Name == name);
        return new(name, layer.Maps, layer.Height, parameters, connections);
    }
}
