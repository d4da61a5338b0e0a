namespace LeNetLab.Data;

/// <summary>
/// A small, fast random generator whose sequence is part of this library, so that a seed means the same digits and the
/// same distortions under every version of .NET. SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom
/// number generators", OOPSLA 2014).
/// </summary>
internal struct SeededRandom(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>The generator of one item: it depends on the seed and the item's number only.</summary>
    public static SeededRandom For(ulong seed, ulong item) => new(Mix(Mix(seed + Step) + (item + 1) * Step));

    /// <summary>
    /// The seed of one image in one epoch, so that an augmented epoch does not depend on the order of its images.
    /// </summary>
    /// <param name="seed">The seed of the whole training.</param>
    /// <param name="epoch">The epoch's number.</param>
    /// <param name="index">The image's number in its set.</param>
    public static ulong SeedFor(ulong seed, int epoch, int index) =>
        For(seed, ((ulong)(uint)epoch << 32) | (uint)index).NextBits();

    /// <summary>64 random bits.</summary>
    public ulong NextBits() => Mix(_state += Step);

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Between(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>Uniform in [-range, range).</summary>
    public double Around(double range) => Between(-range, range);

    /// <summary>Uniform in {0, …, count - 1}.</summary>
    public int Below(int count) => (int)Math.BigMul(NextBits(), (ulong)count, out _);

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>
    /// Roughly normal with mean 0 and deviation 1, never beyond ±3.5: the sum of four uniform numbers.
    /// A tail that ends keeps every digit readable.
    /// </summary>
    public double Normal()
    {
        ulong bits = NextBits();
        double sum = (bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48);
        return (sum / 65535.0 - 2) * 1.7320508075688772;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
