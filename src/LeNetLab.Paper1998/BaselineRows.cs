using LeNetLab.Paper1998.Baselines;
using LeNetLab.Paper1998.Preprocessing;

namespace LeNetLab.Paper1998;

/// <summary>The rows of Fig. 9 without networks (sect. III-C.1 to 6), and those that explain a difference.</summary>
internal static class BaselineRows
{
    private static readonly Func<ImageSet, ImageSet> Deslanted20 = images => InkBox.Crop(Deskew.Apply(images));

    /// <summary>The 16×16 images of the early experiments.</summary>
    public static readonly Func<ImageSet, ImageSet> Reduced16 = images => AreaReduction.Apply(InkBox.Crop(images));

    /// <summary>The deslanted 20×20 images.</summary>
    public static Func<ImageSet, ImageSet> Deslanted => Deslanted20;

    /// <summary>Deslanted, the middle 20×20 pixels: the digit is centred by mass, as in MNIST, not by box.</summary>
    public static readonly Func<ImageSet, ImageSet> DeslantedMiddle = images => MiddleCrop.Apply(Deskew.Apply(images));

    /// <summary>MNIST's field, reduced from a 20×20 box to 16×16: the digit is centred by mass.</summary>
    public static readonly Func<ImageSet, ImageSet> Reduced22 = images => AreaReduction.Apply(images, 22);

    /// <summary>As the paper describes them.</summary>
    public static IReadOnlyList<PaperRow> Figure9 { get; } =
    [
        Linear("linear", "Linear", 12.0, LinearFit.LeastSquares),
        Linear("linear-deslanted", "[deslant] Linear", 8.4, LinearFit.LeastSquares, Deslanted20),
        Pairwise("pairwise-linear", "Pairwise linear", null),
        Nearest("k-nearest", "K-NN Euclidean", 5.0, null, null),
        Nearest("k-nearest-deslanted", "[deslant] K-NN Euclidean", 2.4, Deslanted20, null),
        new BaselineRow
        {
            Key = "pca-quadratic", Title = "40 PCA + quadratic", PublishedErrorPercent = 3.3,
            Fit = "least squares on 820 products of 40 projections",
            Train = (images, token) => QuadraticClassifier.Train(images, cancellationToken: token),
        },
        Radial("rbf-linear", "1000 RBF + linear", 3.6, new RadialOptions()),
        Tangent("tangent-distance", "[16×16] Tangent distance", 1.1, candidates: 200),
        Svm("svm-4", "[deslant] SVM poly 4", 1.1, Deslanted20, new SvmOptions()),
    ];

    /// <summary>One change each, to see what moves a row to the paper's number.</summary>
    public static IReadOnlyList<PaperRow> Explanations { get; } =
    [
        Linear("linear-sigmoid-one-pass", "Linear with sigmoid units, one pass", null, LinearFit.SigmoidDescent,
            passes: 1) with { Explains = "linear" },
        Linear("linear-deslanted-sigmoid", "[deslant] Linear with sigmoid units, 28×28", null, LinearFit.SigmoidDescent,
            Deskew.Apply) with { Explains = "linear-deslanted" },
        Linear("linear-deslanted-middle", "[deslant] Linear, the middle 20×20", null, LinearFit.LeastSquares,
            DeslantedMiddle) with { Explains = "linear-deslanted" },
        Pairwise("pairwise-linear-first-30000", "Pairwise linear, 30,000 training images",
            30_000) with { Explains = "pairwise-linear" },
        Nearest("k-nearest-first-10000", "K-NN Euclidean, 10,000 training images", null, null,
            10_000) with { Explains = "k-nearest" },
        Nearest("k-nearest-deslanted-first-30000", "[deslant] K-NN Euclidean, 30,000 training images", null,
            Deslanted20, 30_000) with { Explains = "k-nearest-deslanted" },
        Nearest("k-nearest-deslanted-middle", "[deslant] K-NN Euclidean, the middle 20×20", null, DeslantedMiddle,
            null) with { Explains = "k-nearest-deslanted" },
        Radial("rbf-linear-width-2", "1000 RBF + linear, units twice as wide", null,
            new RadialOptions { Width = 2 }) with { Explains = "rbf-linear" },
        Tangent("tangent-distance-1000-candidates", "[16×16] Tangent distance, 1,000 candidates", null,
            candidates: 1_000) with { Explains = "tangent-distance" },
        Tangent("tangent-distance-by-mass", "[16×16] Tangent distance, the digit's centre of mass in the middle", null,
            candidates: 200) with
        {
            Explains = "tangent-distance", Prepare = Reduced22,
        },
        Svm("svm-4-middle", "[deslant] SVM poly 4, the middle 20×20", null, DeslantedMiddle,
            new SvmOptions()) with { Explains = "svm-4" },
        Svm("svm-4-uncropped", "[deslant] SVM poly 4, 28×28", null, Deskew.Apply,
            new SvmOptions()) with { Explains = "svm-4" },
        Svm("svm-4-penalty-1", "[deslant] SVM poly 4, C = 1", null, Deslanted20,
            new SvmOptions { Penalty = 1 }) with { Explains = "svm-4" },
        Svm("svm-4-pairs", "[deslant] SVM poly 4, one machine a pair", null, Deslanted20,
            new SvmOptions { Scheme = SvmScheme.OneAgainstOne }) with { Explains = "svm-4" },
    ];

    private static BaselineRow Linear(string key, string title, double? published, LinearFit fit,
        Func<ImageSet, ImageSet>? prepare = null, int passes = 20) => new()
        {
            Key = key,
            Title = title,
            PublishedErrorPercent = published,
            Prepare = prepare,
            Fit = fit == LinearFit.LeastSquares ? "least squares, solved directly"
                : FormattableString.Invariant($"squared error of sigmoid units, pattern by pattern, passes: {passes}"),
            Train = (images, token) =>
                LinearClassifier.Train(images, new LinearOptions { Fit = fit, Passes = passes }, token),
        };

    private static BaselineRow Pairwise(string key, string title, int? take) => new()
    {
        Key = key,
        Title = title,
        PublishedErrorPercent = take is null ? 7.6 : null,
        Take = take,
        Fit = "45 units by least squares, votes",
        Train = (images, token) => PairwiseLinearClassifier.Train(images, cancellationToken: token),
    };

    private static BaselineRow Nearest(
        string key, string title, double? published, Func<ImageSet, ImageSet>? prepare, int? take) => new()
        {
            Key = key,
            Title = title,
            PublishedErrorPercent = published,
            Prepare = prepare,
            Take = take,
            ReadsTrainingImages = false,
            Fit = "k = 3, exact",
            Train = (images, token) => NearestNeighbours.Train(images, cancellationToken: token),
        };

    private static BaselineRow Radial(string key, string title, double? published, RadialOptions options) => new()
    {
        Key = key,
        Title = title,
        PublishedErrorPercent = published,
        Fit = string.Create(CultureInfo.InvariantCulture,
            $"100 centres a class by K-means, width {options.Width}, least squares on the units"),
        Train = (images, token) => RadialClassifier.Train(images, options, cancellationToken: token),
    };

    private static BaselineRow Tangent(string key, string title, double? published, int candidates) => new()
    {
        Key = key,
        Title = title,
        PublishedErrorPercent = published,
        Prepare = Reduced16,
        ReadsTrainingImages = false,
        Fit = string.Create(CultureInfo.InvariantCulture,
            $"nearest by seven tangents on both sides, of {candidates} candidates by Euclidean distance"),
        Train = (images, token) =>
            TangentDistanceClassifier.Train(images, new TangentOptions { Candidates = candidates }, token),
    };

    private static BaselineRow Svm(
        string key, string title, double? published, Func<ImageSet, ImageSet> prepare, SvmOptions options) => new()
        {
            Key = key,
            Title = title,
            PublishedErrorPercent = published,
            Prepare = prepare,
            Fit = string.Create(CultureInfo.InvariantCulture,
                $"one machine a {(options.Scheme == SvmScheme.OneAgainstRest ? "class" : "pair")}, ((x·y + 1)/2)⁴ of " +
                $"images of length 1, C = {options.Penalty}"),
            Train = (images, token) => PolynomialSvm.Train(images, options, cancellationToken: token),
        };
}
