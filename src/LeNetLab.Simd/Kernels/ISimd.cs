namespace LeNetLab.Simd.Kernels;

/// <summary>
/// The few instructions that the lane kernels are made of, on one register of floats. There is an implementation for
/// each width that processors have, and the compiler makes a version of every kernel for each of them.
/// </summary>
/// <typeparam name="T">The register.</typeparam>
internal unsafe interface ISimd<T> where T : unmanaged
{
    /// <summary>Floats in a register: as many images are worked on side by side.</summary>
    static abstract int Lanes { get; }

    /// <summary>Registers of this width that the processor has names for.</summary>
    static abstract int Registers { get; }

    /// <summary>The floats from an address on.</summary>
    static abstract T Load(float* from);

    /// <summary>Writes the floats from an address on.</summary>
    static abstract void Store(T value, float* to);

    /// <summary>The same number in all lanes.</summary>
    static abstract T All(float value);

    /// <summary>a + b.</summary>
    static abstract T Add(T a, T b);

    /// <summary>a − b.</summary>
    static abstract T Subtract(T a, T b);

    /// <summary>a · b.</summary>
    static abstract T Multiply(T a, T b);

    /// <summary>a / b.</summary>
    static abstract T Divide(T a, T b);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract T MultiplyAdd(T a, T b, T c);

    /// <summary>The larger one, lane by lane; b where one is not a number.</summary>
    static abstract T Max(T a, T b);

    /// <summary>The smaller one, lane by lane; b where one is not a number.</summary>
    static abstract T Min(T a, T b);

    /// <summary>√a.</summary>
    static abstract T Sqrt(T a);

    /// <summary>The nearest whole number.</summary>
    static abstract T Round(T a);

    /// <summary>2 to the power of a whole number within −126…127.</summary>
    static abstract T PowerOfTwo(T a);

    /// <summary><paramref name="value"/> where a is above b, else <paramref name="otherwise"/>.</summary>
    static abstract T WhereAbove(T a, T b, T value, T otherwise);

    /// <summary>The sum of the lanes.</summary>
    static abstract float Sum(T a);
}
