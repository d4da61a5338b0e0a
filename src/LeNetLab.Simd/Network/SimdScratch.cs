namespace LeNetLab.Simd.Network;

/// <summary>
/// What one worker needs to take one group of images up the network and down again: every map, as [maps, rows, columns,
/// lanes], and, where it learns, the gradients by them.
/// </summary>
internal sealed unsafe class SimdScratch : IDisposable
{
    private readonly SimdMemory _memory = new();

    public SimdScratch(int lanes, int classes, bool learns)
    {
        Input = Take(SimdShape.InputSide * SimdShape.InputSide);
        C1 = Take(SimdShape.C1Maps * SimdShape.C1Side * SimdShape.C1Side);
        S2 = Take(SimdShape.C1Maps * SimdShape.S2Side * SimdShape.S2Side);
        C3 = Take(SimdShape.C3Maps * SimdShape.C3Side * SimdShape.C3Side);
        S4 = Take(SimdShape.S4Units);
        C5 = Take(SimdShape.C5Units);
        F6 = Take(SimdShape.F6Units);
        Output = Take(classes);
        if (!learns) return;
        S4Delta = Take(SimdShape.S4Units);
        C3Delta = Take(SimdShape.C3Maps * SimdShape.C3Side * SimdShape.C3WideSide);
        S2Delta = Take(SimdShape.C1Maps * SimdShape.S2Side * SimdShape.S2Side);
        C1DeltaRows = Take(SimdShape.C1Maps * 2 * SimdShape.C1Side);
        ConvolutionSums = Take(SimdShape.ConvolutionParameters);

        float* Take(int registers) => _memory.Take<float>(registers * lanes);
    }

    public float* Input { get; }

    public float* C1 { get; }

    public float* S2 { get; }

    public float* C3 { get; }

    public float* S4 { get; }

    public float* C5 { get; }

    public float* F6 { get; }

    public float* Output { get; }

    public float* S4Delta { get; }

    /// <summary>With the margin of <see cref="SimdShape.C3Margin"/> at the left and right, which stays 0.</summary>
    public float* C3Delta { get; }

    public float* S2Delta { get; }

    /// <summary>Two rows of each C1 map: the gradient is used up while it is in the nearest cache.</summary>
    public float* C1DeltaRows { get; }

    /// <summary>The gradients of the convolutions' weights and biases, not yet summed over the lanes.</summary>
    public float* ConvolutionSums { get; }

    public void Dispose() => _memory.Dispose();
}
