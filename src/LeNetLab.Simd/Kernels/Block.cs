namespace LeNetLab.Simd.Kernels;

/// <summary>A number that the compiler knows, so that it makes a version of a kernel for it.</summary>
internal interface INumber
{
    static abstract int Value { get; }
}

internal readonly struct N1 : INumber { public static int Value => 1; }
internal readonly struct N2 : INumber { public static int Value => 2; }
internal readonly struct N3 : INumber { public static int Value => 3; }
internal readonly struct N4 : INumber { public static int Value => 4; }
internal readonly struct N5 : INumber { public static int Value => 5; }
internal readonly struct N6 : INumber { public static int Value => 6; }
internal readonly struct N7 : INumber { public static int Value => 7; }
internal readonly struct N8 : INumber { public static int Value => 8; }

/// <summary>Where one run of terms begins, in floats from the first factors of a sum.</summary>
/// <param name="A">Of the factors of the rows.</param>
/// <param name="B">Of the factors of the columns.</param>
/// <param name="Count">Its terms, where the block leaves that to each run.</param>
internal readonly record struct Run(int A, int B, int Count = 0);

/// <summary>
/// A block of sums out[r, c] = bias[r] + Σ a[r, k] · b[k, c], which is all that the layers' multiply-adds are: a row is
/// a map or a unit, a column a register (a pixel of as many images as there are lanes, or neighbouring weights). The
/// terms k come in runs; inside a run the addresses move by steps.
/// </summary>
internal unsafe struct Block
{
    /// <summary>The rows' factors.</summary>
    public float* A;

    /// <summary>Floats from one row's factors to the next row's.</summary>
    public nint ARow;

    /// <summary>Floats from one term of a run to the next.</summary>
    public nint AStep;

    /// <summary>The columns' factors.</summary>
    public float* B;

    /// <summary>
    /// Floats from one column's factors to the next's, where a row's factor is of each lane; else they lie side by
    /// side.
    /// </summary>
    public nint BColumn;

    /// <summary>Floats from one term of a run to the next.</summary>
    public nint BStep;

    /// <summary>Where the runs begin.</summary>
    public Run* Runs;

    /// <summary>Number of runs.</summary>
    public int RunCount;

    /// <summary>Terms of a run; 0 where each run has its own number.</summary>
    public int Count;

    /// <summary>One for each row; null for 0.</summary>
    public float* Bias;

    /// <summary>The sums of the first row.</summary>
    public float* Out;

    /// <summary>Floats from one row's sums to the next row's.</summary>
    public nint OutRow;

    /// <summary>Blocks that are still to be computed, one below the other.</summary>
    public int Times;

    /// <summary>Goes on to the block below.</summary>
    /// <param name="rows">Rows of this one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next(int rows)
    {
        A += rows * ARow;
        Out += rows * OutRow;
        if (Bias != null) Bias += rows;
    }

    /// <summary>
    /// Rows of a block, of those that are left: the fewer its columns, the more, to keep the adders busy.
    /// </summary>
    /// <param name="left">1 or more.</param>
    /// <param name="columns">Columns of the block.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Rows(int left, int columns)
    {
        if (columns is 3 or 4 && (left == 3 || left > 4)) return 3;
        var most = columns == 1 ? 8 : columns == 2 ? 4 : 2;
        while (most > left) most /= 2;
        return most;
    }
}
