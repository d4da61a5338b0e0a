namespace LeNetLab.Paper1998;

/// <summary>
/// Every row that can be run: those of the paper's Fig. 9 that two cores can honestly run, LeNet-5 on fewer images
/// (Fig. 6), and LeNet-5 with one change.
/// </summary>
public static class PaperTable
{
    /// <summary>The key of the network that the paper is about.</summary>
    public const string LeNet5Key = "lenet-5";

    /// <summary>LeNet-5 as published.</summary>
    public static NetworkRow LeNet5 => NetworkRows.LeNet5;

    /// <summary>LeNet-5 with 540,000 distorted patterns beside the 60,000.</summary>
    public static NetworkRow LeNet5Distorted => NetworkRows.LeNet5Distorted;

    /// <summary>The rows of Fig. 9.</summary>
    public static IReadOnlyList<PaperRow> Figure9 { get; } =
    [
        .. BaselineRows.Figure9,
        .. NetworkRows.Figure9,
    ];

    /// <summary>Fig. 6: LeNet-5 on the first 15,000 and 30,000 images.</summary>
    public static IReadOnlyList<PaperRow> Figure6 { get; } = [.. new[] { 15_000, 30_000 }.Select(count => new NetworkRow
    {
        Key = FormattableString.Invariant($"lenet-5-first-{count}"),
        Title = FormattableString.Invariant($"LeNet-5, {count:N0} training images"),
        Seeds = 3, Take = count, Network = LeNet5.Network,
    })];

    /// <summary>Rows of Fig. 9 with a change or two each, where ours differ from the paper's.</summary>
    public static IReadOnlyList<PaperRow> Explanations { get; } =
    [
        .. BaselineRows.Explanations,
        .. NetworkExplanations.All,
    ];

    /// <summary>LeNet-5 with one change each.</summary>
    public static IReadOnlyList<PaperRow> Changes { get; } =
    [
        new NetworkRow
        {
            Key = "dense-c3", Title = "Every C3 map sees every S2 map",
            Network = () => LeNet5With<float>(table: ConnectionTable.Complete(6, 16)),
        },
        new NetworkRow
        {
            Key = "average-pooling", Title = "The mean of four pixels in the place of S2 and S4",
            Network = () => LeNet5With<float>(averages: true),
        },
        new NetworkRow
        {
            Key = "softmax", Title = "Ten linear outputs and a softmax in the place of the bitmaps",
            Network = () => LeNet5With<float>(softmax: true),
        },
        new NetworkRow
        {
            Key = "equation-8", Title = "Eq. 8 in the place of eq. 9",
            Network = () => PublishedNetworks.LeNet5<float>(j: null),
        },
        new NetworkRow
        {
            Key = "adam", Title = "Adam in the place of Levenberg-Marquardt", Network = LeNet5.Network,
            Options = new PatternTrainingOptions { Steps = PatternSteps.Adam, RateFactor = 0.5 },
        },
        new NetworkRow
        {
            Key = "one-rate", Title = "One rate for all weights in the place of Levenberg-Marquardt",
            Network = LeNet5.Network,
            Options = new PatternTrainingOptions { Steps = PatternSteps.GradientDescent, RateFactor = 1 },
        },
        new NetworkRow
        {
            Key = "rates-as-printed", Title = "The printed rates, not 0.4 of them", Network = LeNet5.Network,
            Options = new PatternTrainingOptions { RateFactor = 1 },
        },
        new NetworkRow
        {
            Key = "elastic", Title = "Copies distorted elastically too (Simard 2003)", Distortions = true,
            Network = LeNet5.Network,
            Options = new PatternTrainingOptions { Copies = NetworkRows.DistortedCopies,
                Distortions = DistortionRanges.Strong },
        },
        new NetworkRow { Key = "first-weights-as-printed", Title = "First weights within ±2.4/F, as printed",
            Network = LeNet5.Network, FirstWeights = FanInRule.Linear },
    ];

    /// <summary>All rows.</summary>
    public static IReadOnlyList<PaperRow> All { get; } = [.. Figure9, .. Explanations, .. Figure6, .. Changes];

    /// <summary>The row of a key, or null.</summary>
    public static PaperRow? Find(string key) =>
        All.FirstOrDefault(row => row.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    internal static PatternNetwork<T> LeNet5With<T>(
        ConnectionTable? table = null, bool averages = false, bool softmax = false)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var plan = PublishedPlans.LeNet5;
        if (table is not null) plan = plan.With("C3", c3 => c3 with { Sources = table.Rows });
        if (averages) plan = plan.With("S2", _ => Layer.Pool("S2")).With("S4", _ => Layer.Pool("S4"));
        return softmax
            ? PublishedNetworks.Of(
                plan.With("Output", _ => Layer.Output(plan.Classes)), new SoftmaxCriterion<T>(plan.Classes))
            : PublishedNetworks.Of(plan, new DistanceCriterion<T>(PublishedNetworks.DefaultJ));
    }
}
