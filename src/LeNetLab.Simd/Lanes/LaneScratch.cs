namespace LeNetLab.Simd.Lanes;

/// <summary>
/// What one worker needs to take one group of images up the network and down again: every map, as [maps, rows, columns,
/// lanes], and, where it learns, the gradients by them.
/// </summary>
internal sealed unsafe class LaneScratch : IDisposable
{
    private readonly LaneMemory _memory = new();

    public LaneScratch(int lanes, int classes, bool learns)
    {
        Input = Take(LaneShape.InputSide * LaneShape.InputSide);
        C1 = Take(LaneShape.C1Maps * LaneShape.C1Side * LaneShape.C1Side);
        S2 = Take(LaneShape.C1Maps * LaneShape.S2Side * LaneShape.S2Side);
        C3 = Take(LaneShape.C3Maps * LaneShape.C3Side * LaneShape.C3Side);
        S4 = Take(LaneShape.S4Units);
        C5 = Take(LaneShape.C5Units);
        F6 = Take(LaneShape.F6Units);
        Output = Take(classes);
        if (!learns) return;
        S4Delta = Take(LaneShape.S4Units);
        C3Delta = Take(LaneShape.C3Maps * LaneShape.C3Side * LaneShape.C3WideSide);
        S2Delta = Take(LaneShape.C1Maps * LaneShape.S2Side * LaneShape.S2Side);
        C1DeltaRows = Take(LaneShape.C1Maps * 2 * LaneShape.C1Side);
        ConvolutionSums = Take(LaneShape.ConvolutionParameters);

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

    /// <summary>With the margin of <see cref="LaneShape.C3Margin"/> at the left and right, which stays 0.</summary>
    public float* C3Delta { get; }

    public float* S2Delta { get; }

    /// <summary>Two rows of each C1 map: the gradient is used up while it is in the nearest cache.</summary>
    public float* C1DeltaRows { get; }

    /// <summary>The gradients of the convolutions' weights and biases, not yet summed over the lanes.</summary>
    public float* ConvolutionSums { get; }

    public void Dispose() => _memory.Dispose();
}
