using LeNetLab.Paper1998.Preprocessing;

namespace LeNetLab.Paper1998;

/// <summary>Networks of Fig. 9 with a change or two each, to see what moves a row to the paper's number.</summary>
internal static class NetworkExplanations
{
    private static readonly NetworkRow Hidden300 = Change(NetworkRows.Multilayer[0]);

    private static readonly NetworkRow Uncropped = Hidden300 with
    {
        Key = "hidden-300-deslanted-uncropped",
        Title = "[deslant] 28×28-300-10",
        Prepare = Deskew.Apply,
        Explains = NetworkRows.Hidden300Deslanted.Key,
    };

    private static readonly NetworkRow LeNet1ByMass =
        Change(NetworkRows.LeNet1, "lenet-1-by-mass", "[16×16] LeNet-1, the digit's centre of mass in the middle",
            NetworkRows.LeNet1.Options with { Padding = 3 }) with
        {
            Prepare = BaselineRows.Reduced22,
        };

    private static readonly NetworkRow LeNet4AsPrinted = Change(NetworkRows.LeNet4) with
    {
        Key = "lenet-4-first-weights-as-printed",
        Title = "LeNet-4, first weights within ±2.4/F, as printed",
        FirstWeights = FanInRule.Linear,
    };

    private static readonly NetworkRow LeNet4Full = Change(NetworkRows.LeNet4) with
    {
        Key = "lenet-4-full",
        Title = "LeNet-4, each of the 120 units sees all 16 maps",
        Network = PublishedNetworks.LeNet4Full<float>,
    };

    private static readonly BoostedRow BoostedWithoutCopies = NetworkRows.BoostedLeNet4 with
    {
        Key = "lenet-4-boosted-no-copies",
        Title = "Boosted LeNet-4, no distorted copies within the three sets",
        Explains = NetworkRows.BoostedLeNet4.Key,
        PublishedErrorPercent = null,
        Member = NetworkRows.LeNet4,
    };

    /// <summary>Fewer images, other steps, first weights or preparation, more passes.</summary>
    public static IReadOnlyList<PaperRow> All { get; } =
    [
        .. NetworkRows.Multilayer.Select(row => OneRate(row, 1, "one-rate")),
        .. NetworkRows.Multilayer.Where(row => !row.Distortions).Select(row => OneRate(row, 0.1, "one-tenth-rate")),
        .. new[] { 10_000, 15_000, 30_000 }.Select(count => Hidden300 with
        {
            Key = Invariant($"hidden-300-first-{count}"),
            Title = Invariant($"28×28-300-10, {count:N0} training images"), Take = count,
        }),
        Change(NetworkRows.Hidden300Deslanted) with
        {
            Key = "hidden-300-deslanted-middle", Title = "[deslant] 20×20-300-10, the middle 20×20", Seeds = 1,
            Prepare = BaselineRows.DeslantedMiddle,
        },
        Uncropped,
        Uncropped with
        {
            Key = "hidden-300-deslanted-uncropped-60-passes",
            Title = "[deslant] 28×28-300-10, each step of the schedule three times",
            Options = Longer(Uncropped.Options),
        },
        Change(NetworkRows.Hidden300Deslanted, "hidden-300-deslanted-rates-2", "[deslant] 20×20-300-10, 2 times the " +
            "printed rates", NetworkRows.Hidden300Deslanted.Options with { RateFactor = 2 }),
        OneRate(NetworkRows.Hidden300Deslanted, 10, "one-rate-10") with { Seeds = 1 },
        Change(NetworkRows.LeNet1) with
        {
            Key = "lenet-1-28x28", Title = "LeNet-1 on the 28×28 images", Prepare = null,
            Options = NetworkRows.LeNet1.Options with { Padding = 0 },
        },
        LeNet1ByMass,
        Change(NetworkRows.LeNet1, "lenet-1-60-passes", "[16×16] LeNet-1, each step of the schedule three times",
            Longer(NetworkRows.LeNet1.Options)),
        LeNet1ByMass with
        {
            Key = "lenet-1-by-mass-60-passes",
            Title = "[16×16] LeNet-1, by its centre of mass, each step of the schedule three times",
            Seeds = 3, Options = Longer(LeNet1ByMass.Options),
        },
        LeNet1ByMass with
        {
            Key = "lenet-1-by-mass-60-passes-rates-5",
            Title = "[16×16] LeNet-1, the same with 5 times the printed rates",
            Seeds = 3, Options = Longer(LeNet1ByMass.Options) with { RateFactor = 5 },
        },
        Change(NetworkRows.LeNet1, "lenet-1-rates-4", "[16×16] LeNet-1, 4 times the printed rates",
            NetworkRows.LeNet1.Options with { RateFactor = 4 }),
        Change(NetworkRows.LeNet1, "lenet-1-rates-25", "[16×16] LeNet-1, 25 times the printed rates",
            NetworkRows.LeNet1.Options with { RateFactor = 25 }),
        Change(NetworkRows.LeNet4) with
        {
            Key = "lenet-4-60-passes", Title = "LeNet-4, each step of the schedule three times",
            Options = Longer(NetworkRows.LeNet4.Options),
        },
        Change(NetworkRows.LeNet4, "lenet-4-60-passes-rates-2", "LeNet-4, each step three times and 2 times the " +
            "printed rates", Longer(NetworkRows.LeNet4.Options) with { RateFactor = 2 }),
        Change(NetworkRows.LeNet4, "lenet-4-rates-0-4", "LeNet-4, 0.4 of the printed rates",
            NetworkRows.LeNet4.Options with { RateFactor = 0.4 }),
        LeNet4Full,
        LeNet4Full with
        {
            Key = "lenet-4-full-60-passes", Title = "LeNet-4, all 16 maps and each step of the schedule three times",
            Options = Longer(LeNet4Full.Options),
        },
        LeNet4AsPrinted,
        LeNet4AsPrinted with
        {
            Key = "lenet-4-first-weights-as-printed-60-passes",
            Title = "LeNet-4, the printed range and each step of the schedule three times",
            Options = Longer(LeNet4AsPrinted.Options),
        },
        BoostedWithoutCopies,
        BoostedWithoutCopies with
        {
            Key = "lenet-4-boosted-no-copies-10000", Title = "Boosted LeNet-4, no such copies and sets of 10,000",
            SetSize = 10_000,
        },
    ];

    private static PatternTrainingOptions Longer(PatternTrainingOptions options) =>
        options with { Passes = 60, Eta = pass => LevenbergMarquardt.Eta((pass + 2) / 3) };

    private static NetworkRow Change(NetworkRow row, string key, string title, PatternTrainingOptions options) =>
        Change(row) with { Key = key, Title = title, Seeds = 1, Options = options };

    private static NetworkRow OneRate(NetworkRow row, double factor, string suffix) => Change(row) with
    {
        Key = $"{row.Key}-{suffix}",
        Title = $"{row.Title}, one rate for all weights" +
            (factor == 1 ? "" : Invariant($", {factor} times the printed η")),
        Options = row.Options with { Steps = PatternSteps.GradientDescent, RateFactor = factor },
    };

    /// <summary>A row that changes another: the paper has no number for it.</summary>
    private static NetworkRow Change(NetworkRow row) => row with { Explains = row.Key, PublishedErrorPercent = null };
}
