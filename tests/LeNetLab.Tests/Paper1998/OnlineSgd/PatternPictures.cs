namespace LeNetLab.Tests.Paper1998.OnlineSgd;

/// <summary>Pictures of noise, in the paper's range of pixels: −0.1 to 1.175.</summary>
internal static class PatternPictures
{
    public static double[] Of(int size, int seed) => Of(size, new Random(seed));

    public static double[] Of(int size, Random random) =>
        [.. Enumerable.Range(0, size).Select(_ => random.NextDouble() * 1.275 - 0.1)];
}
