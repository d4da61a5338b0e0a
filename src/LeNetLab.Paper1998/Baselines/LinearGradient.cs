namespace LeNetLab.Paper1998.Baselines;

/// <summary>One layer of units trained by gradient descent, one image a step, in a constant random order.</summary>
internal static class LinearGradient
{
    private const float Amplitude = 1.7159f, Slope = 2f / 3;

    /// <summary>Weights as <see cref="FeatureLayer.Fit"/> gives them: (pixels + 1)×classes, for pixels 0…1.</summary>
    public static float[] Descend(ImageSet train, LinearOptions options, CancellationToken cancellationToken)
    {
        int pixels = train.Height * train.Width, classes = train.Classes;
        var normalization = Normalization.LeCun1998;
        var numbers = new PixelNumbers(normalization);
        float[] weights = new float[classes * pixels], biases = new float[classes], input = new float[pixels],
            step = new float[classes];
        var order = Enumerable.Range(0, train.Count).ToArray();
        new Random(options.Seed).Shuffle(order);
        for (var pass = 1; pass <= options.Passes; pass++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rate = (float)(options.Rate / pass);
            foreach (var i in order)
            {
                train.WriteImage(train.Image(i), input, numbers, padding: 0);
                for (var c = 0; c < classes; c++) step[c] = biases[c] + Dot(input, weights.AsSpan(c * pixels, pixels));
                ToDescent(step, train.Label(i), options.Fit);
                for (var c = 0; c < classes; c++)
                {
                    biases[c] += rate * step[c];
                    Add(input, rate * step[c], weights.AsSpan(c * pixels, pixels));
                }
            }
        }

        return ForPlainPixels(weights, biases, normalization, pixels);
    }

    /// <summary>Turns each unit's sum into minus the derivative of the image's loss by it.</summary>
    internal static void ToDescent(Span<float> sums, int label, LinearFit fit)
    {
        if (fit == LinearFit.SoftmaxDescent)
        {
            float largest = float.NegativeInfinity, total = 0;
            foreach (var sum in sums) largest = Math.Max(largest, sum);
            foreach (ref var sum in sums) total += sum = MathF.Exp(sum - largest);
            for (var c = 0; c < sums.Length; c++) sums[c] = (c == label ? 1 : 0) - sums[c] / total;
            return;
        }

        for (var c = 0; c < sums.Length; c++)
        {
            var target = c == label ? 1f : -1f;
            if (fit == LinearFit.LinearDescent)
            {
                sums[c] = target - sums[c];
                continue;
            }

            var tanh = MathF.Tanh(Slope * sums[c]);
            sums[c] = (target - Amplitude * tanh) * Amplitude * Slope * (1 - tanh * tanh);
        }
    }

    /// <summary>The descent works on −0.1…1.175; the classifier keeps weights for pixels 0…1.</summary>
    private static float[] ForPlainPixels(float[] weights, float[] biases, Normalization normalization, int pixels)
    {
        var classes = biases.Length;
        var result = new float[(pixels + 1) * classes];
        for (var c = 0; c < classes; c++)
        {
            double bias = biases[c];
            for (var p = 0; p < pixels; p++)
            {
                var weight = weights[c * pixels + p] / normalization.StandardDeviation;
                bias -= weight * normalization.Mean;
                result[p * classes + c] = (float)weight;
            }

            result[pixels * classes + c] = (float)bias;
        }

        return result;
    }

    internal static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector<float>> wideA = MemoryMarshal.Cast<float, Vector<float>>(a),
            wideB = MemoryMarshal.Cast<float, Vector<float>>(b);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < wideA.Length; i++) sum += wideA[i] * wideB[i];
        var result = Vector.Sum(sum);
        for (var i = wideA.Length * Vector<float>.Count; i < a.Length; i++) result += a[i] * b[i];
        return result;
    }

    private static void Add(ReadOnlySpan<float> a, float factor, Span<float> to)
    {
        var wide = MemoryMarshal.Cast<float, Vector<float>>(a);
        var wideTo = MemoryMarshal.Cast<float, Vector<float>>(to);
        var wideFactor = new Vector<float>(factor);
        for (var i = 0; i < wide.Length; i++) wideTo[i] += wide[i] * wideFactor;
        for (var i = wide.Length * Vector<float>.Count; i < a.Length; i++) to[i] += a[i] * factor;
    }
}
