namespace LeNetLab.Simd.Kernels;

/// <summary>
/// A <see cref="Block"/> of four rows and up to three columns, or of eight rows and one column: for what is too narrow
/// for <see cref="FlatKernel{TSimd,T,TRows,TColumns,TA}"/>, whose few sums would wait for one another.
/// </summary>
/// <typeparam name="TSimd">The instructions.</typeparam>
/// <typeparam name="T">The register.</typeparam>
/// <typeparam name="TRows">4 or 8.</typeparam>
/// <typeparam name="TColumns">1 to 3.</typeparam>
/// <typeparam name="TA">What a row's factor is.</typeparam>
internal static unsafe class TallKernel<TSimd, T, TRows, TColumns, TA>
    where TSimd : struct, ISimd<T> where T : unmanaged
    where TRows : struct, INumber where TColumns : struct, INumber where TA : struct, IFactor<TSimd, T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(Block* block)
    {
        var lanes = TSimd.Lanes;
        for (; block->Times > 0; block->Times--)
        {
            var bias = block->Bias;
            T a0 = default, b0 = a0, c0 = a0, d0 = a0, e0 = a0, f0 = a0, g0 = a0, h0 = a0;
            if (bias != null)
            {
                (a0, b0, c0, d0) = (TSimd.All(bias[0]), TSimd.All(bias[1]), TSimd.All(bias[2]), TSimd.All(bias[3]));
                if (TRows.Value > 4)
                    (e0, f0, g0, h0) = (TSimd.All(bias[4]), TSimd.All(bias[5]), TSimd.All(bias[6]), TSimd.All(bias[7]));
            }

            T a1 = a0, b1 = b0, c1 = c0, d1 = d0, a2 = a0, b2 = b0, c2 = c0, d2 = d0;
            nint one = block->ARow, two = 2 * one, three = 3 * one, aStep = block->AStep, bStep = block->BStep;
            var column = TA.Apart ? block->BColumn : lanes;
            var count = block->Count;
            var run = block->Runs;
            for (var end = run + block->RunCount; run < end; run++)
            {
                float* a = block->A + run->A, high = a + 4 * one, b = block->B + run->B;
                for (var k = count > 0 ? count : run->Count; k > 0; k--, a += aStep, high += aStep, b += bStep)
                {
                    T v0 = TSimd.Load(b), v1 = v0, v2 = v0;
                    if (TColumns.Value > 1) v1 = TSimd.Load(b + column);
                    if (TColumns.Value > 2) v2 = TSimd.Load(b + 2 * column);
                    var w = TA.Get(a);
                    a0 = TSimd.MultiplyAdd(v0, w, a0);
                    if (TColumns.Value > 1) a1 = TSimd.MultiplyAdd(v1, w, a1);
                    if (TColumns.Value > 2) a2 = TSimd.MultiplyAdd(v2, w, a2);
                    w = TA.Get(a + one);
                    b0 = TSimd.MultiplyAdd(v0, w, b0);
                    if (TColumns.Value > 1) b1 = TSimd.MultiplyAdd(v1, w, b1);
                    if (TColumns.Value > 2) b2 = TSimd.MultiplyAdd(v2, w, b2);
                    w = TA.Get(a + two);
                    c0 = TSimd.MultiplyAdd(v0, w, c0);
                    if (TColumns.Value > 1) c1 = TSimd.MultiplyAdd(v1, w, c1);
                    if (TColumns.Value > 2) c2 = TSimd.MultiplyAdd(v2, w, c2);
                    w = TA.Get(a + three);
                    d0 = TSimd.MultiplyAdd(v0, w, d0);
                    if (TColumns.Value > 1) d1 = TSimd.MultiplyAdd(v1, w, d1);
                    if (TColumns.Value > 2) d2 = TSimd.MultiplyAdd(v2, w, d2);
                    if (TRows.Value > 4)
                    {
                        e0 = TSimd.MultiplyAdd(v0, TA.Get(high), e0);
                        f0 = TSimd.MultiplyAdd(v0, TA.Get(high + one), f0);
                        g0 = TSimd.MultiplyAdd(v0, TA.Get(high + two), g0);
                        h0 = TSimd.MultiplyAdd(v0, TA.Get(high + three), h0);
                    }
                }
            }

            var to = block->Out;
            var (adds, row) = (block->Adds, block->OutRow);
            Put(a0, a1, a2, to, adds);
            Put(b0, b1, b2, to + row, adds);
            Put(c0, c1, c2, to + 2 * row, adds);
            Put(d0, d1, d2, to + 3 * row, adds);
            if (TRows.Value > 4)
            {
                Put(e0, a1, a2, to + 4 * row, adds);
                Put(f0, a1, a2, to + 5 * row, adds);
                Put(g0, a1, a2, to + 6 * row, adds);
                Put(h0, a1, a2, to + 7 * row, adds);
            }

            block->Next(TRows.Value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(T first, T second, T third, float* to, bool adds)
    {
        TSimd.Store(adds ? TSimd.Add(TSimd.Load(to), first) : first, to);
        if (TColumns.Value < 2) return;
        to += TSimd.Lanes;
        TSimd.Store(adds ? TSimd.Add(TSimd.Load(to), second) : second, to);
        if (TColumns.Value < 3) return;
        to += TSimd.Lanes;
        TSimd.Store(adds ? TSimd.Add(TSimd.Load(to), third) : third, to);
    }
}
