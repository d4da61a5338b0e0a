namespace LeNetLab.Models;

/// <summary>What a network said of every image of a set.</summary>
public sealed class Predictions
{
    private readonly float[] _logits;
    private readonly byte[] _labels;

    /// <summary>Takes the arrays as they are.</summary>
    /// <param name="logits">N×classes numbers.</param>
    /// <param name="labels">N true labels.</param>
    /// <param name="classes">Number of outputs; every label is below it.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a label has no output.</exception>
    public Predictions(float[] logits, byte[] labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        if ((long)labels.Length * classes != logits.Length)
            throw new ArgumentException(
                $"{labels.Length} labels and {classes} classes need {labels.Length * classes} logits; there are "
                + $"{logits.Length}.");
        var outside = labels.AsSpan().IndexOfAnyInRange((byte)Math.Min(classes, 255), byte.MaxValue);
        if (outside >= 0 && labels[outside] >= classes)
            throw new ArgumentException(
                $"Label {labels[outside]} of image {outside} is not below {classes}, the number of outputs.");
        (_logits, _labels, Classes) = (logits, labels, classes);
    }

    /// <summary>Number of images.</summary>
    public int Count => _labels.Length;

    /// <summary>Number of outputs.</summary>
    public int Classes { get; }

    /// <summary>The outputs for one image, before the softmax.</summary>
    public ReadOnlySpan<float> Logits(int image) => _logits.AsSpan(image * Classes, Classes);

    /// <summary>The true label.</summary>
    public int Label(int image) => _labels[image];

    /// <summary>The class with the largest output; the first of them where several are largest.</summary>
    public int Predicted(int image) => ArgMax(Logits(image));

    /// <summary>Whether the image was read right.</summary>
    public bool IsRight(int image) => Predicted(image) == _labels[image];

    /// <summary>Softmax of the outputs: what share of its belief the network gives each class, 0…1.</summary>
    public double[] Probabilities(int image)
    {
        var logits = Logits(image);
        double largest = logits[Predicted(image)], sum = 0;
        var result = new double[Classes];
        for (var c = 0; c < Classes; c++) sum += result[c] = Math.Exp(logits[c] - largest);
        for (var c = 0; c < Classes; c++) result[c] /= sum;
        return result;
    }

    /// <summary>The largest of an image's probabilities, 1/classes…1.</summary>
    public double Confidence(int image) => Probabilities(image)[Predicted(image)];

    /// <summary>
    /// The difference of the two largest outputs, at least 0: the score by which the paper rejects (1998, section
    /// III-D).
    /// </summary>
    /// <exception cref="InvalidOperationException">There is only one output.</exception>
    public double Margin(int image)
    {
        if (Classes < 2) throw new InvalidOperationException("A margin needs two outputs; there is one.");
        float first = float.NegativeInfinity, second = float.NegativeInfinity;
        foreach (var logit in Logits(image))
        {
            if (logit > first) (first, second) = (logit, first);
            else if (logit > second) second = logit;
        }

        return (double)first - second;
    }

    /// <summary>Share of images read right, 0…1.</summary>
    public double Accuracy => Count == 0 ? 0 : (double)Enumerable.Range(0, Count).Count(IsRight) / Count;

    /// <summary>Mean over the images of −ln of the probability given to the true class, in nats.</summary>
    public double CrossEntropy
    {
        get
        {
            double sum = 0;
            for (var i = 0; i < Count; i++)
            {
                var logits = Logits(i);
                double largest = logits[Predicted(i)], exponentials = 0;
                foreach (var logit in logits) exponentials += Math.Exp(logit - largest);
                sum += Math.Log(exponentials) + largest - logits[_labels[i]];
            }

            return Count == 0 ? 0 : sum / Count;
        }
    }

    /// <summary>Mean over the images of ½ Σ (x − t)², with targets of +1 for the true class and −1 for the others.
    /// </summary>
    public double SquaredError
    {
        get
        {
            double sum = 0;
            for (var i = 0; i < Count; i++)
                for (var c = 0; c < Classes; c++) sum += Math.Pow(Logits(i)[c] - (c == _labels[i] ? 1 : -1), 2);
            return Count == 0 ? 0 : sum / (2 * Count);
        }
    }

    /// <summary>Indices of the images read wrong, in the set's order.</summary>
    public IReadOnlyList<int> Mistakes() => [.. Enumerable.Range(0, Count).Where(i => !IsRight(i))];

    /// <summary>Number of images, accuracy and loss.</summary>
    public override string ToString() =>
        Invariant($"{Count:N0} images: accuracy {Accuracy * 100:0.00} %, loss {CrossEntropy:0.0000}");

    internal static int ArgMax(ReadOnlySpan<float> numbers)
    {
        var best = 0;
        for (var i = 1; i < numbers.Length; i++)
            if (numbers[i] > numbers[best]) best = i;
        return best;
    }
}
