namespace LeNetLab.Simd.Kernels;

/// <summary>
/// A <see cref="Block"/> of one or two rows and up to seven columns, or of three rows and four columns. The compiler
/// makes a version for each size, in which all sums stay in registers: hence local variables and no arrays, and
/// conditions on constants.
/// </summary>
/// <typeparam name="TSimd">The instructions.</typeparam>
/// <typeparam name="T">The register.</typeparam>
/// <typeparam name="TRows">1 to 3.</typeparam>
/// <typeparam name="TColumns">1 to 7.</typeparam>
/// <typeparam name="TA">What a row's factor is.</typeparam>
internal static unsafe class FlatKernel<TSimd, T, TRows, TColumns, TA>
    where TSimd : struct, ISimd<T> where T : unmanaged
    where TRows : struct, INumber where TColumns : struct, INumber where TA : struct, IFactor<TSimd, T>
{
    private static bool Two
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TRows.Value > 1;
    }

    private static bool Three
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TRows.Value > 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(Block* block)
    {
        var lanes = TSimd.Lanes;
        for (; block->Times > 0; block->Times--)
        {
            T a0 = TSimd.All(block->Bias == null ? 0 : block->Bias[0]), b0 = a0;
            if (Two) b0 = TSimd.All(block->Bias == null ? 0 : block->Bias[1]);
            var c0 = Three ? TSimd.All(block->Bias == null ? 0 : block->Bias[2]) : a0;
            T c1 = c0, c2 = c0, c3 = c0;
            T a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0;
            T b1 = b0, b2 = b0, b3 = b0, b4 = b0, b5 = b0, b6 = b0;
            nint aRow = block->ARow, aStep = block->AStep, bStep = block->BStep;
            var column = TA.Apart ? block->BColumn : lanes;
            var count = block->Count;
            var run = block->Runs;
            for (var end = run + block->RunCount; run < end; run++)
            {
                float* a = block->A + run->A, b = block->B + run->B;
                for (var k = count > 0 ? count : run->Count; k > 0; k--, a += aStep, b += bStep)
                {
                    T w0 = TA.Get(a), w1 = w0, w2 = w0;
                    if (Two) w1 = TA.Get(a + aRow);
                    if (Three) w2 = TA.Get(a + 2 * aRow);
                    var v = TSimd.Load(b);
                    a0 = TSimd.MultiplyAdd(v, w0, a0);
                    if (Two) b0 = TSimd.MultiplyAdd(v, w1, b0);
                    if (Three) c0 = TSimd.MultiplyAdd(v, w2, c0);
                    if (TColumns.Value > 1)
                    {
                        v = TSimd.Load(b + column);
                        a1 = TSimd.MultiplyAdd(v, w0, a1);
                        if (Two) b1 = TSimd.MultiplyAdd(v, w1, b1);
                        if (Three) c1 = TSimd.MultiplyAdd(v, w2, c1);
                    }

                    if (TColumns.Value > 2)
                    {
                        v = TSimd.Load(b + 2 * column);
                        a2 = TSimd.MultiplyAdd(v, w0, a2);
                        if (Two) b2 = TSimd.MultiplyAdd(v, w1, b2);
                        if (Three) c2 = TSimd.MultiplyAdd(v, w2, c2);
                    }

                    if (TColumns.Value > 3)
                    {
                        v = TSimd.Load(b + 3 * column);
                        a3 = TSimd.MultiplyAdd(v, w0, a3);
                        if (Two) b3 = TSimd.MultiplyAdd(v, w1, b3);
                        if (Three) c3 = TSimd.MultiplyAdd(v, w2, c3);
                    }

                    if (TColumns.Value > 4)
                    {
                        v = TSimd.Load(b + 4 * column);
                        a4 = TSimd.MultiplyAdd(v, w0, a4);
                        if (Two) b4 = TSimd.MultiplyAdd(v, w1, b4);
                    }

                    if (TColumns.Value > 5)
                    {
                        v = TSimd.Load(b + 5 * column);
                        a5 = TSimd.MultiplyAdd(v, w0, a5);
                        if (Two) b5 = TSimd.MultiplyAdd(v, w1, b5);
                    }

                    if (TColumns.Value > 6)
                    {
                        v = TSimd.Load(b + 6 * column);
                        a6 = TSimd.MultiplyAdd(v, w0, a6);
                        if (Two) b6 = TSimd.MultiplyAdd(v, w1, b6);
                    }
                }
            }

            var to = block->Out;
            var adds = block->Adds;
            Put(a0, to, adds);
            if (TColumns.Value > 1) Put(a1, to + lanes, adds);
            if (TColumns.Value > 2) Put(a2, to + 2 * lanes, adds);
            if (TColumns.Value > 3) Put(a3, to + 3 * lanes, adds);
            if (TColumns.Value > 4) Put(a4, to + 4 * lanes, adds);
            if (TColumns.Value > 5) Put(a5, to + 5 * lanes, adds);
            if (TColumns.Value > 6) Put(a6, to + 6 * lanes, adds);
            if (Two)
            {
                to += block->OutRow;
                Put(b0, to, adds);
                if (TColumns.Value > 1) Put(b1, to + lanes, adds);
                if (TColumns.Value > 2) Put(b2, to + 2 * lanes, adds);
                if (TColumns.Value > 3) Put(b3, to + 3 * lanes, adds);
                if (TColumns.Value > 4) Put(b4, to + 4 * lanes, adds);
                if (TColumns.Value > 5) Put(b5, to + 5 * lanes, adds);
                if (TColumns.Value > 6) Put(b6, to + 6 * lanes, adds);
            }

            if (Three)
            {
                to += block->OutRow;
                Put(c0, to, adds);
                Put(c1, to + lanes, adds);
                Put(c2, to + 2 * lanes, adds);
                Put(c3, to + 3 * lanes, adds);
            }

            block->Next(TRows.Value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(T sum, float* to, bool adds) =>
        TSimd.Store(adds ? TSimd.Add(TSimd.Load(to), sum) : sum, to);
}
