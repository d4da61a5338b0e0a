namespace LeNetLab.Simd.Network;

/// <summary>The terms of the convolutions' sums, for a number of lanes.</summary>
internal sealed unsafe class SimdTaps : IDisposable
{
    private readonly SimdMemory _memory = new();

    public SimdTaps(int lanes)
    {
        C1 = Forward(1, SimdShape.InputSide, lanes);
        C3 = Forward(SimdShape.C1Maps, SimdShape.S2Side, lanes);
        C3Back = Back(lanes);
    }

    /// <summary>25 terms, from the input's pixel at the upper left.</summary>
    public Tap* C1 { get; }

    /// <summary>150 terms, from S2's pixel at the upper left.</summary>
    public Tap* C3 { get; }

    /// <summary>
    /// On the way back an S2 pixel at (y, x) has a term for each C3 pixel that saw it: those at (y − t, x − u) of every
    /// map, under the kernel's weight (t, u). 80 terms for each t, so that the t that lie outside are left out in one
    /// piece.
    /// </summary>
    public Tap* C3Back { get; }

    /// <summary>Terms of <see cref="C3Back"/> for one row of the kernels.</summary>
    public static int BackRow => SimdShape.C3Maps * SimdShape.Kernel;

    public void Dispose() => _memory.Dispose();

    private Tap* Forward(int maps, int side, int lanes)
    {
        var taps = _memory.Take<Tap>(maps * SimdShape.Kernel * SimdShape.Kernel);
        var weight = 0;
        for (var map = 0; map < maps; map++)
            for (var y = 0; y < SimdShape.Kernel; y++)
                for (var x = 0; x < SimdShape.Kernel; x++, weight++)
                    taps[weight] = new Tap(((map * side + y) * side + x) * lanes, weight);
        return taps;
    }

    private Tap* Back(int lanes)
    {
        var taps = _memory.Take<Tap>(SimdShape.Kernel * BackRow);
        var next = taps;
        for (var t = 0; t < SimdShape.Kernel; t++)
            for (var map = 0; map < SimdShape.C3Maps; map++)
                for (var u = 0; u < SimdShape.Kernel; u++)
                    *next++ = new Tap(
                        ((map * SimdShape.C3Side - t) * SimdShape.C3WideSide + SimdShape.C3Margin - u) * lanes,
                        map * SimdShape.C3Fan + t * SimdShape.Kernel + u);
        return taps;
    }
}
