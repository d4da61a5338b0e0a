namespace LeNetLab.Simd.Network;

/// <summary>The pieces of the work, for a profile.</summary>
internal sealed unsafe partial class SimdNetwork<TSimd, T>
{
    public override IReadOnlyList<SimdPiece> Pieces(SimdScratch scratch, SimdBatch batch)
    {
        const int InputPixels = SimdShape.InputSide * SimdShape.InputSide, C1Pixels = SimdShape.C1Side * SimdShape.C1Side;
        const int S2Units = SimdShape.C1Maps * SimdShape.S2Side * SimdShape.S2Side;
        const int C1Units = SimdShape.C1Maps * C1Pixels, C3Units = SimdShape.C3Maps * SimdShape.C3Side * SimdShape.C3Side;
        const long C1Sums = C1Units * SimdShape.C1Fan, C3Sums = C3Units * SimdShape.C3Fan;
        long c5 = _weights.C5.Rows * _weights.C5.Columns, f6 = _weights.F6.Rows * _weights.F6.Columns;
        long output = _weights.Output.Rows * _weights.Output.Columns;
        var outputs = _weights.Output.Rows;
        return
        [
            Piece("C1", "forward", C1Sums, SimdShape.C1Weights, InputPixels + C1Units + S2Units, () => Convolve(
                scratch.Input, SimdShape.InputSide, _taps.C1, _weights.C1, scratch.C1, scratch.S2, SimdShape.C1Side)),
            Piece("C3", "forward", C3Sums, SimdShape.C3Weights, S2Units + C3Units + SimdShape.S4Units, () => Convolve(
                scratch.S2, SimdShape.S2Side, _taps.C3, _weights.C3, scratch.C3, scratch.S4, SimdShape.C3Side)),
            Piece("C5", "forward", c5, c5, SimdShape.S4Units + SimdShape.C5Units, () => Full(scratch.S4, _weights.C5, scratch.C5)),
            Piece("F6", "forward", f6, f6, SimdShape.C5Units + SimdShape.F6Units, () => Full(scratch.C5, _weights.F6, scratch.F6)),
            Piece("Output", "forward", output, output, SimdShape.F6Units + outputs, () => Full(scratch.F6, _weights.Output, scratch.Output)),
            Piece("C5", "to S4", c5, c5, SimdShape.S4Units + SimdShape.C5Units, () => FullBack(batch.C5DeltaOf(0), _weights.C5, scratch.S4Delta)),
            Piece("C3", "weights and S2", 2 * C3Sums, 2 * SimdShape.C3Weights, 2 * C3Units + 2 * S2Units + SimdShape.S4Units,
                () => BackThroughC3(scratch)),
            Piece("C1", "weights", C1Sums, SimdShape.C1Weights, InputPixels + C1Units + S2Units, () => BackThroughC1(scratch)),
        ];

        static SimdPiece Piece(string layer, string pass, long sums, long weights, long units, Action run) =>
            new(layer, pass, 2 * sums * TSimd.Lanes, sizeof(float) * (weights + units * TSimd.Lanes), run);
    }
}
