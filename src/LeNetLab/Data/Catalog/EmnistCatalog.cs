namespace LeNetLab.Data.Catalog;

/// <summary>
/// EMNIST (Cohen, Afshar, Tapson and van Schaik 2017, arXiv:1702.05373): the digits and letters of NIST's Special
/// Database 19 in the form of MNIST, cut into classes in six ways. Images are stored column by column.
/// </summary>
/// <remarks>
/// The digests are of the packed files. Those of the unpacked images are nowhere published, so an unpacked copy can be
/// used, but not be shown to be the original.
/// </remarks>
internal static class EmnistCatalog
{
    private const string Digits = "0123456789";
    private const string Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Smalls = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>Letters with separate classes for small and capital; the other fifteen share (section II-B).</summary>
    private const string DistinctSmalls = "abdefghnqrt";

    private static readonly DataArchive Archive = new(
        "gzip.zip", "emnist", "gzip/", ["emnist-gzip.zip", "gzip.zip"], 561_753_746,
        "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e",
        [new("https://biometrics.nist.gov/cs_links/EMNIST/"),
            new("https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/")]);

    public static DataSet ByClass { get; } = Split(
        "byclass", "EMNIST ByClass", 0, 697_932, 116_323, [.. (Digits + Capitals + Smalls).Select(c => $"{c}")],
        (173_367_313, "9e21987f03a6eb8b870187e785883ddad96947299587908f1a7ec2ca0f4be5f0"),
        (491_603, "f7ef403d48dc18a89dae0d83d11ee69cecb6e1c12c3a961d03712e495c02a8fa"),
        (28_908_322, "5ec835bd5d5b1a66378a132e727fef20fe994b3cc666899befcca5ac766f50cd"),
        (81_839, "501e305eeeacb093b162592d80e8a2632040872360fa6d85cfcb2200d91ca92a"));

    public static DataSet ByMerge { get; } = Split("bymerge", "EMNIST ByMerge", 0, 697_932, 116_323, Merged(),
        (173_375_281, "39bf8c68037dad40db35348895f7e4e056e8c0a005ab78869c9fbc2c96e947be"),
        (476_444, "2c47293b9e62d6abf6ad05fbf67e40baa32adfd380b8d7b44dcc35534b64e1f1"),
        (28_905_295, "5e5815ec1b522089134435f7c55e75a00960b58414793593ffff23efc0821683"),
        (79_351, "8bda1516255683ba9071e141947ca0c91a911176065cdd6259b0b4d8dc5b5f35"));

    public static DataSet Balanced { get; } = Split("balanced", "EMNIST Balanced", 0, 112_800, 18_800, Merged(),
        (28_207_740, "74295e75e4e9fa2c102147460ee7eb763653d5132d883a84fb88932bfb8d2db4"),
        (80_618, "b46d41e5156a0a8aaaa4d18979fdd1588850fa8571018acffd5d93b325a7d6ed"),
        (4_714_707, "117fc12b015e37ea98bfb2cbba3f77c3782c056cdbd219b87abfc8661d7135db"),
        (13_504, "a67cac948379b67270b9a4d0a01c8ec661598accf2f2b1964340b7c83cb175cd"));

    /// <remarks>The paper's table has 88,800 and 14,800; the published files hold the numbers given here.</remarks>
    public static DataSet Letters { get; } = Split("letters", "EMNIST Letters", 1, 124_800, 20_800,
        [.. Capitals.Zip(Smalls, (capital, small) => $"{capital}{small}")],
        (30_804_864, "6288f418a917e007bf5fddb823a2dc7a5c6a35031401b93292a539cb12bd881f"),
        (79_283, "9759af91ea6bccdf07a6040fd085861f2ec88e37f7c3f5760f6feb57106fbe5c"),
        (5_039_157, "50f0e93d75b99b463e9760b8345866f22587fa2c2fba472730a5ba09c693412d"),
        (144, "924955c31fe7fd809b7303b5c0141282955f4b8390c74cdfd5d80435e0f4b4cb"));

    public static DataSet DigitsOnly { get; } = Split(
        "digits", "EMNIST Digits", 0, 240_000, 40_000, [.. Digits.Select(c => $"{c}")],
        (59_515_779, "f7c95004d14d81af89522e67d8f0c781dfb3bd544181c81bfe1eb6b41c35b726"),
        (113_859, "6638a6ff5fe2eefd9cca2471995b46c82986b8e4b2a70d2f5ce8e05d7edb319e"),
        (9_908_519, "20ebe43509264f7639d37c835a3f0b009e90b29e00a099a03101abe1644a3f63"),
        (19_960, "bad1834c45d5988e270b99d43b13edc3fd898f658ffbc2caf2846ef27f7b05b0"));

    public static DataSet Mnist { get; } = Split(
        "mnist", "EMNIST MNIST", 0, 60_000, 10_000, [.. Digits.Select(c => $"{c}")],
        (14_873_795, "5f9942f441031c0f1f2e4d162059fd6e19ea808b34c328b6d16cab0ed24c78f2"),
        (29_480, "00c6d3c2342fdffb1711e0b5656cac4ce5862d2826399d383a9bac07d612e9f8"),
        (2_484_884, "b25640fa9e356c618132f5df347c95ef5bae6d9c2596be1de40f7e0ae1c3eac6"),
        (5_144, "bcc5385d38f083dba046f5f756e99b32f5ea7fad122c6243c71c2239873065ca"));

    /// <summary>Ten digits, 26 capitals, eleven small letters; the other capitals stand for both cases.</summary>
    private static string[] Merged() =>
    [
        .. Digits.Select(c => $"{c}"),
        .. Capitals.Select(
            c => DistinctSmalls.Contains(char.ToLowerInvariant(c), StringComparison.Ordinal)
                ? $"{c}" : $"{c}{char.ToLowerInvariant(c)}"),
        .. DistinctSmalls.Select(c => $"{c}"),
    ];

    private static DataSet Split(string split, string name, int firstLabel, int train, int test, string[] characters,
        params (long Length, string Sha256)[] packed) => new()
        {
            Name = name,
            Folder = $"emnist-{split}",
            FolderVariable = "LENETLAB_EMNIST",
            Archive = Archive,
            Mirrors = [],
            Files =
            [
                new(DataFileRole.TrainImages, $"emnist-{split}-train-images-idx3-ubyte", train, packed[0].Length,
                    packed[0].Sha256),
                new(DataFileRole.TrainLabels, $"emnist-{split}-train-labels-idx1-ubyte", train, packed[1].Length,
                    packed[1].Sha256),
                new(DataFileRole.TestImages, $"emnist-{split}-test-images-idx3-ubyte", test, packed[2].Length,
                    packed[2].Sha256),
                new(DataFileRole.TestLabels, $"emnist-{split}-test-labels-idx1-ubyte", test, packed[3].Length,
                    packed[3].Sha256),
            ],
            Classes = characters.Length,
            FirstLabel = firstLabel,
            Characters = characters,
            // The mapping file names a class by its first character.
            ClassNames = [.. characters.Select(c => c[..1])],
            Transposed = true,
            Preparation = Preparation.Emnist,
        };
}
