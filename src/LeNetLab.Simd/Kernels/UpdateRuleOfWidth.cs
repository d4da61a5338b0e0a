namespace LeNetLab.Simd.Kernels;

/// <summary>The rules for one width of register: everything in one pass.</summary>
internal sealed unsafe class UpdateRule<TSimd, T>(TrainingOptions options) : UpdateRule(options)
    where TSimd : struct, ISimd<T> where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Apply(float* values, float* first, float* second, float* gradient, int count)
    {
        var whole = count / TSimd.Lanes * TSimd.Lanes;
        Step(values, first, second, gradient, whole);
        var rest = count - whole;
        if (rest == 0) return;
        // What fills no register is stepped in one of its own, with the same roundings.
        var room = stackalloc float[4 * TSimd.Lanes];
        float* v = room, f = v + TSimd.Lanes, s = f + TSimd.Lanes, g = s + TSimd.Lanes;
        Copy(values + whole, v, rest);
        Copy(first + whole, f, rest);
        if (second != null) Copy(second + whole, s, rest);
        Copy(gradient + whole, g, rest);
        Step(v, f, s, g, TSimd.Lanes);
        Copy(v, values + whole, rest);
        Copy(f, first + whole, rest);
        if (second != null) Copy(s, second + whole, rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* from, float* to, int count) =>
        new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));

    private void Step(float* values, float* first, float* second, float* gradient, int count)
    {
        if (Kind == OptimizerKind.Sgd) Sgd(values, first, gradient, count);
        else Adam(values, first, second, gradient, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sgd(float* values, float* first, float* gradient, int count)
    {
        T decay = TSimd.All(WeightDecay), momentum = TSimd.All((float)Momentum), rate = TSimd.All(-Rate);
        for (var i = 0; i < count; i += TSimd.Lanes)
        {
            var value = TSimd.Load(values + i);
            var moved = TSimd.MultiplyAdd(
                TSimd.Load(first + i), momentum, TSimd.MultiplyAdd(value, decay, TSimd.Load(gradient + i)));
            TSimd.Store(moved, first + i);
            TSimd.Store(TSimd.MultiplyAdd(moved, rate, value), values + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Adam(float* values, float* first, float* second, float* gradient, int count)
    {
        var apart = Kind == OptimizerKind.AdamW;
        T keep = TSimd.All(apart ? 1 - Rate * WeightDecay : 1), decay = TSimd.All(apart ? 0 : WeightDecay);
        T firstDecay = TSimd.All((float)FirstDecay), firstShare = TSimd.All((float)(1 - FirstDecay));
        T secondDecay = TSimd.All((float)SecondDecay), secondShare = TSimd.All((float)(1 - SecondDecay));
        T scale = TSimd.All(SecondScale), tiny = TSimd.All((float)Tiny), rate = TSimd.All(-AdamRate);
        for (var i = 0; i < count; i += TSimd.Lanes)
        {
            var value = TSimd.Multiply(TSimd.Load(values + i), keep);
            var g = TSimd.MultiplyAdd(value, decay, TSimd.Load(gradient + i));
            var mean = TSimd.MultiplyAdd(g, firstShare, TSimd.Multiply(TSimd.Load(first + i), firstDecay));
            var square = TSimd.MultiplyAdd(
                TSimd.Multiply(g, g), secondShare, TSimd.Multiply(TSimd.Load(second + i), secondDecay));
            TSimd.Store(mean, first + i);
            TSimd.Store(square, second + i);
            var root = TSimd.MultiplyAdd(TSimd.Sqrt(square), scale, tiny);
            TSimd.Store(TSimd.MultiplyAdd(TSimd.Divide(mean, root), rate, value), values + i);
        }
    }
}
