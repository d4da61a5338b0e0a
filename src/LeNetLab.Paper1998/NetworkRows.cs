namespace LeNetLab.Paper1998;

/// <summary>The rows of Fig. 9 that are networks (sect. III-C.7 to 12).</summary>
internal static class NetworkRows
{
    /// <summary>Distorted copies of each image: 540,000 of 60,000.</summary>
    public const int DistortedCopies = 9;

    // The printed rates are LeNet-5's, and the paper gives none for its other networks. These come from short trials:
    // LeNet-1 learns less at 2, LeNet-4 learns at 2 and runs away at 10.
    private const double LeNet1RateFactor = 10, LeNet4RateFactor = 1;

    /// <summary>LeNet-5 as published.</summary>
    public static NetworkRow LeNet5 { get; } = new()
    {
        Key = PaperTable.LeNet5Key,
        Title = "LeNet-5",
        PublishedErrorPercent = 0.95,
        Seeds = 3,
        Network = () => PublishedNetworks.LeNet5<float>(),
    };

    /// <summary>LeNet-5 with 540,000 distorted patterns beside the 60,000.</summary>
    public static NetworkRow LeNet5Distorted { get; } = new()
    {
        Key = "lenet-5-distorted",
        Title = "[dist] LeNet-5",
        PublishedErrorPercent = 0.8,
        Distortions = true,
        Seeds = 3,
        Network = () => PublishedNetworks.LeNet5<float>(),
        Options = new PatternTrainingOptions { Copies = DistortedCopies },
    };

    /// <summary>300 hidden units on deslanted 20×20 images.</summary>
    public static NetworkRow Hidden300Deslanted { get; } = new()
    {
        Key = "hidden-300-deslanted",
        Title = "[deslant] 20×20-300-10",
        PublishedErrorPercent = 1.6,
        Seeds = 3,
        Prepare = BaselineRows.Deslanted,
        Network = () => PublishedNetworks.Multilayer<float>(20 * 20, 300, 10),
        Options = new PatternTrainingOptions { Padding = 0 },
    };

    /// <summary>LeNet-1 (sect. III-C.9), on images of 16×16 in the middle of 28×28.</summary>
    public static NetworkRow LeNet1 { get; } = new()
    {
        Key = "lenet-1",
        Title = "[16×16] LeNet-1",
        PublishedErrorPercent = 1.7,
        Seeds = 3,
        Prepare = BaselineRows.Reduced16,
        Network = PublishedNetworks.LeNet1<float>,
        Options = new PatternTrainingOptions { Padding = 6, RateFactor = LeNet1RateFactor },
    };

    /// <summary>LeNet-4 (sect. III-C.10).</summary>
    public static NetworkRow LeNet4 { get; } = new()
    {
        Key = "lenet-4",
        Title = "LeNet-4",
        PublishedErrorPercent = 1.1,
        Seeds = 3,
        Network = PublishedNetworks.LeNet4<float>,
        Options = new PatternTrainingOptions { RateFactor = LeNet4RateFactor },
    };

    /// <summary>Three LeNet-4 that vote (sect. III-C.11). Each learns from distorted copies of its set too.</summary>
    public static BoostedRow BoostedLeNet4 { get; } = new()
    {
        Key = "lenet-4-boosted",
        Title = "[dist] Boosted LeNet-4",
        PublishedErrorPercent = 0.7,
        Distortions = true,
        Seeds = 3,
        Member = LeNet4 with
        {
            Key = "lenet-4-distorted",
            Title = "LeNet-4, distorted copies",
            Distortions = true,
            PublishedErrorPercent = null,
            Seeds = 1,
            Options = LeNet4.Options with { Copies = DistortedCopies },
        },
    };

    /// <summary>The networks of full layers, each without distorted copies and with.</summary>
    public static IReadOnlyList<NetworkRow> Multilayer { get; } =
    [
        .. Hidden(4.7, 3.6, 300),
        .. Hidden(4.5, 3.8, 1_000),
        .. Hidden(3.05, 2.5, 300, 100),
        .. Hidden(2.95, 2.45, 500, 150),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PaperRow> Figure9 { get; } =
    [
        .. Multilayer,
        Hidden300Deslanted,
        LeNet1,
        LeNet4,
        BoostedLeNet4,
        LeNet5,
        LeNet5Distorted,
    ];

    /// <summary>The multilayer networks (sect. III-C.7 and 8), without distorted copies and with.</summary>
    private static IEnumerable<NetworkRow> Hidden(double published, double publishedDistorted, params int[] hidden)
    {
        int[] sizes = [28 * 28, .. hidden, 10];
        var name = string.Join('-', hidden);
        foreach (var distorted in new[] { false, true })
        {
            yield return new NetworkRow
            {
                Key = $"hidden-{name}{(distorted ? "-distorted" : "")}",
                Title = $"{(distorted ? "[dist] " : "")}28×28-{name}-10",
                PublishedErrorPercent = distorted ? publishedDistorted : published,
                Distortions = distorted,
                Network = () => PublishedNetworks.Multilayer<float>(sizes),
                Options = new PatternTrainingOptions { Padding = 0, Copies = distorted ? DistortedCopies : 0 },
            };
        }
    }
}
