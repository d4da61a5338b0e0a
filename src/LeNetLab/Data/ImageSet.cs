namespace LeNetLab.Data;

/// <summary>
/// Labelled images of one size, grey or in colours, kept as bytes (grey: 0 background, 255 ink) until a network needs
/// numbers. Immutable.
/// </summary>
public sealed class ImageSet
{
    private readonly byte[] _labels;

    /// <summary>Takes the arrays as they are, without a copy; the caller does not change them afterwards.</summary>
    /// <inheritdoc
    ///   cref="ImageSet(ReadOnlyMemory{byte}, byte[], int, int, string, int, IReadOnlyList{string}, int)"/>
    public ImageSet(byte[] pixels, byte[] labels, int height = 28, int width = 28, string name = "", int classes = 10,
        IReadOnlyList<string>? classNames = null, int channels = 1)
        : this(new ReadOnlyMemory<byte>(pixels ?? throw new ArgumentNullException(nameof(pixels))), labels, height,
            width, name, classes, classNames, channels)
    {
    }

    /// <summary>Wraps memory without a copy, such as an <see cref="IdxMap"/>'s; it must not change later.</summary>
    /// <param name="pixels">N×channels×height×width bytes, image by image, channel by channel, row by row.</param>
    /// <param name="labels">N labels, from 0.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="name">What a reader calls the set, as "MNIST training".</param>
    /// <param name="classes">Number of classes, 1…256; every label is below it.</param>
    /// <param name="classNames">What a reader calls each class; the numbers from 0 where null.</param>
    /// <param name="channels">1 for grey images, 3 for red, green and blue.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a label is out of range.</exception>
    public ImageSet(ReadOnlyMemory<byte> pixels, byte[] labels, int height = 28, int width = 28, string name = "",
        int classes = 10, IReadOnlyList<string>? classNames = null, int channels = 1)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, 256);
        var needed = (long)labels.Length * channels * height * width;
        if (needed != pixels.Length)
            throw new ArgumentException(
                $"{labels.Length} labels and images of {Size(channels, height, width)} need {needed} pixels; there are " +
                $"{pixels.Length}.");
        var outside = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(classes - 1));
        if (outside >= 0)
            throw new ArgumentException($"Label {labels[outside]} of image {outside} is not below {classes}.");
        if (classNames is not null && classNames.Count != classes)
            throw new ArgumentException($"{classes} classes need as many names; there are {classNames.Count}.");
        (Pixels, _labels, Height, Width, Name, Classes) = (pixels, labels, height, width, name, classes);
        Channels = channels;
        ClassNames = classNames ?? Catalog.ClassNames.Numbers(classes);
    }

    /// <summary>Number of images, N.</summary>
    public int Count => _labels.Length;

    /// <summary>Rows of an image.</summary>
    public int Height { get; }

    /// <summary>Columns of an image.</summary>
    public int Width { get; }

    /// <summary>Numbers of a pixel: 1 for grey, 3 for colours.</summary>
    public int Channels { get; }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>What a reader calls the set.</summary>
    public string Name { get; }

    /// <summary>What a reader calls each class.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>All pixels, N×channels×height×width bytes.</summary>
    public ReadOnlyMemory<byte> Pixels { get; }

    /// <summary>All labels, N bytes.</summary>
    public ReadOnlyMemory<byte> Labels => _labels;

    /// <summary>The pixels of one image, channels×height×width bytes.</summary>
    public ReadOnlySpan<byte> Image(int index) => Pixels.Span.Slice(index * ImageBytes, ImageBytes);

    /// <summary>The label of one image.</summary>
    public int Label(int index) => _labels[index];

    /// <summary>What a reader calls the class of one image.</summary>
    public string LabelName(int index) => ClassNames[_labels[index]];

    /// <summary>The images at these indices, in this order; an index may come twice.</summary>
    public ImageSet Subset(IReadOnlyList<int> indices, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(indices);
        var size = ImageBytes;
        var pixels = new byte[(long)indices.Count * size];
        var labels = new byte[indices.Count];
        for (var i = 0; i < indices.Count; i++)
        {
            Image(indices[i]).CopyTo(pixels.AsSpan(i * size));
            labels[i] = _labels[indices[i]];
        }

        return new ImageSet(pixels, labels, Height, Width, name ?? Name, Classes, ClassNames, Channels);
    }

    /// <summary>Returns the first <paramref name="count"/> images, or all if fewer, without a copy.</summary>
    public ImageSet Take(int count) =>
        count >= Count ? this : new ImageSet(
            Pixels[..(count * ImageBytes)], _labels[..count], Height, Width, Name, Classes, ClassNames, Channels);

    /// <summary>Other pixels with the same labels and class names, as after a preparation of each image.</summary>
    /// <param name="pixels">Count×channels×height×width bytes, image by image, as here.</param>
    /// <param name="height">Rows of an image; as here where null.</param>
    /// <param name="width">Columns of an image; as here where null.</param>
    /// <param name="name">What a reader calls it; as here where null.</param>
    /// <exception cref="ArgumentException">There are not as many pixels.</exception>
    public ImageSet WithPixels(
        ReadOnlyMemory<byte> pixels, int? height = null, int? width = null, string? name = null) =>
        new(pixels, _labels, height ?? Height, width ?? Width, name ?? Name, Classes, ClassNames, Channels);

    /// <summary>
    /// Splits the set in two so that each class has the same share on both sides, to within one image.
    /// No image is on both sides, and equal seeds give equal splits. Both sides keep the set's order.
    /// </summary>
    /// <param name="secondCount">Images on the second side, 0…N.</param>
    /// <param name="seed">Chooses which.</param>
    public (ImageSet First, ImageSet Second) Split(int secondCount, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(secondCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(secondCount, Count);
        var second = StratifiedChoice(secondCount, seed);
        var first = Enumerable.Range(0, Count).Where(i => !second.Contains(i)).ToList();
        return (Subset(first), Subset([.. second.Order()], $"{Name}, held out"));
    }

    /// <summary>Number of images of each class; its length is <see cref="Classes"/>.</summary>
    public int[] CountPerClass()
    {
        var counts = new int[Classes];
        foreach (var label in _labels) counts[label]++;
        return counts;
    }

    /// <summary>Index of the first <paramref name="count"/> images of a class, in the set's order.</summary>
    public IReadOnlyList<int> IndicesOf(int label, int count = int.MaxValue) =>
        [.. Enumerable.Range(0, Count).Where(i => _labels[i] == label).Take(count)];

    /// <summary>Mean and standard deviation of all pixels, scaled to 0…1.</summary>
    public (double Mean, double StandardDeviation) PixelStatistics()
    {
        var histogram = new long[256];
        foreach (var pixel in Pixels.Span) histogram[pixel]++;
        double sum = 0, squares = 0;
        for (var v = 0; v < 256; v++) sum += histogram[v] * (v / 255.0);
        var mean = sum / Pixels.Length;
        // About the mean and not about 0: there the difference of two large sums can come out below 0.
        for (var v = 0; v < 256; v++) squares += histogram[v] * (v / 255.0 - mean) * (v / 255.0 - mean);
        return (mean, Math.Sqrt(squares / Pixels.Length));
    }

    /// <summary>
    /// The images as float numbers, [N, channels, height + 2·padding, width + 2·padding]. The margin is background, put there
    /// before the normalisation, so that it has the background's number and not 0. The caller disposes the tensor.
    /// </summary>
    /// <param name="normalization">How a byte becomes a number; <see cref="Normalization.Mnist"/> where null.</param>
    /// <param name="padding">Pixels of margin on each side; 2 makes 32×32 of 28×28.</param>
    public Tensor ToTensor(Normalization? normalization = null, int padding = 2) =>
        ToTensor(0, Count, normalization, padding);

    /// <summary>As <see cref="ToTensor(Normalization?, int)"/>, from image <paramref name="start"/> on.</summary>
    public Tensor ToTensor(int start, int count, Normalization? normalization = null, int padding = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - start);
        NativeTorch.Load();
        // Each channel is written like a grey image.
        using var images = new ImageTensor(
            count * Channels, Height, Width, normalization ?? Normalization.Mnist, padding);
        images.WriteAll(Pixels.Slice(start * ImageBytes, count * ImageBytes));
        var tensor = images.Take();
        if (Channels == 1) return tensor;
        using var planes = tensor;
        return planes.view(count, Channels, planes.shape[2], planes.shape[3]);
    }

    /// <summary>
    /// The pixels as they are, [N, channels, height, width] of bytes, in the set's own memory: nothing is copied, and nobody
    /// writes into it. (Torch has no view of a mapped file; of that it gets a copy.) The caller disposes the tensor.
    /// </summary>
    public Tensor PixelTensor()
    {
        NativeTorch.Load();
        long[] shape = [Count, Channels, Height, Width];
        if (Count == 0) return empty(shape, dtype: ScalarType.Byte);
        if (!MemoryMarshal.TryGetArray(Pixels, out var pixels))
        {
            var copy = empty(shape, dtype: ScalarType.Byte);
            Pixels.Span.CopyTo(copy.bytes);
            return copy;
        }

        using var scope = NewDisposeScope();
        return frombuffer(pixels.Array!, ScalarType.Byte, pixels.Count,
            pixels.Offset).view(shape).MoveToOuterDisposeScope();
    }

    /// <summary>The labels as [N] of int64, as the losses want them. The caller disposes the tensor.</summary>
    public Tensor LabelTensor()
    {
        NativeTorch.Load();
        return tensor(Array.ConvertAll(_labels, label => (long)label));
    }

    /// <summary>What a reader calls it: name, number, size and classes.</summary>
    public override string ToString() =>
        Invariant($"{(Name.Length > 0 ? Name : "images")}: {Count:N0} of {Size(Channels, Height, Width)}, ")
        + Invariant($"{Classes} classes");

    /// <summary>Writes one image of bytes as normalised numbers with a margin of background around it.</summary>
    internal void WriteImage(ReadOnlySpan<byte> image, Span<float> target, PixelNumbers numbers, int padding)
    {
        var (from, to) = (Height * Width, target.Length / Channels);
        for (var c = 0; c < Channels; c++)
            numbers.WriteImage(image.Slice(c * from, from), Width, padding, target.Slice(c * to, to));
    }

    internal int ImageBytes => Channels * Height * Width;

    private static string Size(int channels, int height, int width) =>
        channels == 1 ? $"{height}×{width}" : $"{channels}×{height}×{width}";

    private HashSet<int> StratifiedChoice(int count, int seed)
    {
        // Largest remainders: each class gets the whole part of its share, those nearest to one more get the rest.
        var shares = CountPerClass().Select(n => (double)count * n / Count).ToArray();
        var take = shares.Select(share => (int)share).ToArray();
        foreach (var c in Enumerable.Range(0, Classes).OrderByDescending(c => shares[c] - take[c])
            .Take(count - take.Sum()))
            take[c]++;

        var random = new Random(seed);
        var chosen = new HashSet<int>(count);
        for (var label = 0; label < Classes; label++)
        {
            var indices = IndicesOf(label).ToArray();
            random.Shuffle(indices);
            chosen.UnionWith(indices[..take[label]]);
        }

        return chosen;
    }
}
