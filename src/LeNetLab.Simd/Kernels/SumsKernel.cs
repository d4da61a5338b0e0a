namespace LeNetLab.Simd.Kernels;

/// <summary>
/// The sums of a <see cref="Block"/>: of one or two rows and up to seven columns, three and up to four, four and up to
/// two, or eight and one. The compiler makes a version for each size, in which all sums stay in registers: hence local
/// variables and no arrays, and conditions on constants. TA says what a row's factor is: of all lanes, or of each.
/// </summary>
internal static unsafe class SumsKernel<TSimd, T, TRows, TColumns, TA>
    where TSimd : struct, ISimd<T> where T : unmanaged
    where TRows : struct, INumber where TColumns : struct, INumber where TA : struct, IFactor<TSimd, T>
{
    private static bool Two => TRows.Value > 1;
    private static bool Three => TRows.Value > 2;
    private static bool Four => TRows.Value > 3;
    private static bool Eight => TRows.Value > 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(Block* block)
    {
        var lanes = TSimd.Lanes;
        for (; block->Times > 0; block->Times--)
        {
            var bias = block->Bias;
            T a0 = default, b0 = a0, c0 = a0, d0 = a0, a1 = a0, b1 = a0, c1 = a0, d1 = a0;
            if (bias != null)
            {
                a0 = a1 = TSimd.All(bias[0]);
                if (Two) b0 = b1 = TSimd.All(bias[1]);
                if (Three) c0 = c1 = TSimd.All(bias[2]);
                if (Four) d0 = d1 = TSimd.All(bias[3]);
                // The sums of a second column are free for the rows 5 to 8.
                if (Eight)
                    (a1, b1, c1, d1) = (TSimd.All(bias[4]), TSimd.All(bias[5]), TSimd.All(bias[6]), TSimd.All(bias[7]));
            }

            T a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0;
            T b2 = b0, b3 = b0, b4 = b0, b5 = b0, b6 = b0, c2 = c0, c3 = c0;
            nint aRow = block->ARow, aStep = block->AStep, bStep = block->BStep;
            var column = TA.Apart ? block->BColumn : lanes;
            var count = block->Count;
            var run = block->Runs;
            for (var end = run + block->RunCount; run < end; run++)
            {
                float* a = block->A + run->A, b = block->B + run->B;
                var k = count > 0 ? count : run->Count;
                if (k == 0) continue;
                do
                {
                    T w0 = TA.Get(a), w1 = w0, w2 = w0, w3 = w0, v = TSimd.Load(b);
                    if (Two) w1 = TA.Get(a + aRow);
                    if (Three) w2 = TA.Get(a + 2 * aRow);
                    if (Four) w3 = TA.Get(a + 3 * aRow);
                    a0 = TSimd.MultiplyAdd(v, w0, a0);
                    if (Two) b0 = TSimd.MultiplyAdd(v, w1, b0);
                    if (Three) c0 = TSimd.MultiplyAdd(v, w2, c0);
                    if (Four) d0 = TSimd.MultiplyAdd(v, w3, d0);
                    if (Eight)
                    {
                        a1 = TSimd.MultiplyAdd(v, TA.Get(a + 4 * aRow), a1);
                        b1 = TSimd.MultiplyAdd(v, TA.Get(a + 5 * aRow), b1);
                        c1 = TSimd.MultiplyAdd(v, TA.Get(a + 6 * aRow), c1);
                        d1 = TSimd.MultiplyAdd(v, TA.Get(a + 7 * aRow), d1);
                    }

                    if (TColumns.Value > 1)
                    {
                        v = TSimd.Load(b + column);
                        a1 = TSimd.MultiplyAdd(v, w0, a1);
                        if (Two) b1 = TSimd.MultiplyAdd(v, w1, b1);
                        if (Three) c1 = TSimd.MultiplyAdd(v, w2, c1);
                        if (Four) d1 = TSimd.MultiplyAdd(v, w3, d1);
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

                    a += aStep;
                    b += bStep;
                }
                while (--k != 0);
            }

            var to = block->Out;
            var row = block->OutRow;
            Store(to, a0, a1, a2, a3, a4, a5, a6);
            if (Two) Store(to += row, b0, b1, b2, b3, b4, b5, b6);
            if (Three) Store(to += row, c0, c1, c2, c3, c3, c3, c3);
            if (Four) Store(to += row, d0, d1, d1, d1, d1, d1, d1);
            if (Eight)
            {
                TSimd.Store(a1, to + row);
                TSimd.Store(b1, to + 2 * row);
                TSimd.Store(c1, to + 3 * row);
                TSimd.Store(d1, to + 4 * row);
            }

            block->Next(TRows.Value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* to, T s0, T s1, T s2, T s3, T s4, T s5, T s6)
    {
        var lanes = TSimd.Lanes;
        TSimd.Store(s0, to);
        if (TColumns.Value > 1) TSimd.Store(s1, to + lanes);
        if (TColumns.Value > 2) TSimd.Store(s2, to + 2 * lanes);
        if (TColumns.Value > 3) TSimd.Store(s3, to + 3 * lanes);
        if (TColumns.Value > 4) TSimd.Store(s4, to + 4 * lanes);
        if (TColumns.Value > 5) TSimd.Store(s5, to + 5 * lanes);
        if (TColumns.Value > 6) TSimd.Store(s6, to + 6 * lanes);
    }
}
