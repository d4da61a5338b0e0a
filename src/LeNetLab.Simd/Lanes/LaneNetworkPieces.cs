namespace LeNetLab.Simd.Lanes;

/// <summary>The pieces of the work, for a profile.</summary>
internal sealed unsafe partial class LaneNetwork<TSimd, T>
{
    public override IReadOnlyList<LanePiece> Pieces(LaneScratch scratch, LaneBatch batch)
    {
        const int InputPixels = LaneShape.InputSide * LaneShape.InputSide, C1Pixels = LaneShape.C1Side * LaneShape.C1Side;
        const int S2Units = LaneShape.C1Maps * LaneShape.S2Side * LaneShape.S2Side;
        const int C1Units = LaneShape.C1Maps * C1Pixels, C3Units = LaneShape.C3Maps * LaneShape.C3Side * LaneShape.C3Side;
        const long C1Sums = C1Units * LaneShape.C1Fan, C3Sums = C3Units * LaneShape.C3Fan;
        long c5 = _weights.C5.Rows * _weights.C5.Columns, f6 = _weights.F6.Rows * _weights.F6.Columns;
        long output = _weights.Output.Rows * _weights.Output.Columns;
        var outputs = _weights.Output.Rows;
        return
        [
            Piece("C1", "forward", C1Sums, LaneShape.C1Weights, InputPixels + C1Units + S2Units, () => Convolve(
                scratch.Input, LaneShape.InputSide, _taps.C1, _weights.C1, scratch.C1, scratch.S2, LaneShape.C1Side)),
            Piece("C3", "forward", C3Sums, LaneShape.C3Weights, S2Units + C3Units + LaneShape.S4Units, () => Convolve(
                scratch.S2, LaneShape.S2Side, _taps.C3, _weights.C3, scratch.C3, scratch.S4, LaneShape.C3Side)),
            Piece("C5", "forward", c5, c5, LaneShape.S4Units + LaneShape.C5Units, () => Full(scratch.S4, _weights.C5, scratch.C5)),
            Piece("F6", "forward", f6, f6, LaneShape.C5Units + LaneShape.F6Units, () => Full(scratch.C5, _weights.F6, scratch.F6)),
            Piece("Output", "forward", output, output, LaneShape.F6Units + outputs, () => Full(scratch.F6, _weights.Output, scratch.Output)),
            Piece("C5", "to S4", c5, c5, LaneShape.S4Units + LaneShape.C5Units, () => FullBack(batch.C5DeltaOf(0), _weights.C5, scratch.S4Delta)),
            Piece("C3", "weights and S2", 2 * C3Sums, 2 * LaneShape.C3Weights, 2 * C3Units + 2 * S2Units + LaneShape.S4Units,
                () => BackThroughC3(scratch)),
            Piece("C1", "weights", C1Sums, LaneShape.C1Weights, InputPixels + C1Units + S2Units, () => BackThroughC1(scratch)),
        ];

        static LanePiece Piece(string layer, string pass, long sums, long weights, long units, Action run) =>
            new(layer, pass, 2 * sums * TSimd.Lanes, sizeof(float) * (weights + units * TSimd.Lanes), run);
    }
}
