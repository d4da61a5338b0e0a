namespace LeNetLab.Paper1998.Baselines;

/// <summary>
/// K nearest neighbours by Euclidean distance between pixels (LeCun et al. 1998, section III-C.2). The paper: 5.0 %
/// test error; 2.4 % on deslanted images, with k = 3.
/// </summary>
/// <remarks>
/// Exact. Squared distances are whole numbers below 2³¹ for images of up to 33,000 pixels, but products of matrices are
/// in single precision: these choose candidates, the candidates' distances are then computed in integers, and where the
/// rounding could have lost a neighbour, all images are compared. Ties: of equally distant images the earlier one is
/// nearer; of classes with equally many neighbours that with the nearest neighbour wins.
/// </remarks>
public sealed class NearestNeighbours : IDigitClassifier
{
    private const int Queries = 1_000, Stored = 2_000, Spare = 13;

    private readonly ImageSet _train;
    private readonly int[] _squares;
    private readonly int _largestSquare;

    private NearestNeighbours(ImageSet train, int neighbours)
    {
        (_train, Neighbours) = (train, neighbours);
        _squares = new int[train.Count];
        for (var i = 0; i < train.Count; i++)
            foreach (var pixel in train.Image(i)) _squares[i] += pixel * pixel;
        _largestSquare = _squares.Max();
    }

    /// <summary>Keeps the images.</summary>
    /// <param name="train">Images of any one size, not fewer than <paramref name="neighbours"/>.</param>
    /// <param name="neighbours">How many neighbours vote; the paper says 3.</param>
    /// <param name="cancellationToken">Asked once.</param>
    /// <exception cref="ArgumentException">There are too few images.</exception>
    public static NearestNeighbours Train(
        ImageSet train, int neighbours = 3, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbours, 1);
        if (train.Count < neighbours) throw new ArgumentException(
            $"{neighbours} neighbours cannot be had from {train.Count} images.", nameof(train));
        cancellationToken.ThrowIfCancellationRequested();
        return new NearestNeighbours(train, neighbours);
    }

    /// <summary>How many neighbours vote.</summary>
    public int Neighbours { get; }

    /// <inheritdoc/>
    public string Description => $"{Neighbours} nearest neighbours, {_train.Height}×{_train.Width}";

    /// <inheritdoc/>
    public long Parameters => _train.Pixels.Length;

    /// <inheritdoc/>
    public long MultiplyAdds => _train.Pixels.Length;

    /// <inheritdoc/>
    public Predictions Read(ImageSet images, CancellationToken cancellationToken = default) =>
        Read(images, leaveOut: false, cancellationToken);

    /// <summary>
    /// Reads images that are the first ones of the training set, each by its neighbours among the others: the honest
    /// error on the training set, where the nearest neighbour of an image would be itself.
    /// </summary>
    public Predictions ReadLeavingOut(int count, CancellationToken cancellationToken = default)
    {
        if (_train.Count <= Neighbours) throw new InvalidOperationException(
            $"{Neighbours} other neighbours cannot be had from {_train.Count} images.");
        return Read(_train.Take(count), leaveOut: true, cancellationToken);
    }

    /// <summary>The nearest training images of each image, nearest first, images×neighbours indices.</summary>
    /// <inheritdoc cref="IDigitClassifier.Read" path="/param"/>
    public int[] Find(ImageSet images, CancellationToken cancellationToken = default) =>
        Find(images, Neighbours, leaveOut: false, cancellationToken);

    private Predictions Read(ImageSet images, bool leaveOut, CancellationToken cancellationToken)
    {
        var found = Find(images, Neighbours, leaveOut, cancellationToken);
        var scores = new float[images.Count * _train.Classes];
        for (var i = 0; i < images.Count; i++)
            Vote(found.AsSpan(i * Neighbours, Neighbours), scores.AsSpan(i * _train.Classes, _train.Classes));
        return new Predictions(scores, images.Labels.ToArray(), _train.Classes);
    }

    /// <summary>Scores a class by its votes, less up to half a vote for its nearest neighbour's distance.</summary>
    private void Vote(ReadOnlySpan<int> neighbours, Span<float> scores)
    {
        for (var n = 0; n < neighbours.Length; n++)
        {
            ref var score = ref scores[_train.Label(neighbours[n])];
            score += score == 0 ? 1 + 0.4f / (n + 1) : 1;
        }
    }

    /// <summary>Finds each image's <paramref name="wanted"/> nearest training images; may skip its own.</summary>
    internal int[] Find(ImageSet images, int wanted, bool leaveOut, CancellationToken cancellationToken)
    {
        new ImageSize(_train.Height, _train.Width).Require(images);
        NativeTorch.Load();
        using var inference = inference_mode();
        var found = new int[images.Count * wanted];
        for (var start = 0; start < images.Count; start += Queries)
        {
            var count = Math.Min(Queries, images.Count - start);
            var candidates = Candidates(images, start, count, wanted + Spare, leaveOut, cancellationToken);
            for (var i = 0; i < count; i++)
                Settle(images.Image(start + i), candidates[i], leaveOut ? start + i : -1,
                    found.AsSpan((start + i) * wanted, wanted));
        }

        return found;
    }

    private NearestList[] Candidates(
        ImageSet images, int start, int count, int wanted, bool leaveOut, CancellationToken cancellationToken)
    {
        using var outer = NewDisposeScope();
        var bytes = new Normalization(0, 1 / 255.0);
        var queries = ImageSize.Rows(images, start, count, bytes);
        var lists = new NearestList[count];
        for (var i = 0; i < count; i++) lists[i] = new NearestList(wanted);
        for (var from = 0; from < _train.Count; from += Stored)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var stored = ImageSize.Rows(_train, from, Math.Min(Stored, _train.Count - from), bytes);
            var length = (int)stored.shape[0];
            var products = queries.matmul(stored.t()).Floats();
            for (var i = 0; i < count; i++)
            {
                var row = products.Slice(i * length, length);
                var list = lists[i];
                var own = leaveOut ? start + i - from : -1;
                for (var j = 0; j < length; j++)
                {
                    var distance = _squares[from + j] - 2 * row[j];
                    if (distance < list.Worst && j != own) list.Insert(distance, from + j);
                }
            }
        }

        return lists;
    }

    private void Settle(ReadOnlySpan<byte> image, NearestList candidates, int leftOut, Span<int> found)
    {
        long square = 0;
        foreach (var pixel in image) square += pixel * pixel;
        var exact = new List<(int Distance, int Index)>(candidates.Count);
        for (var c = 0; c < candidates.Count; c++)
            exact.Add((Distance(image, _train.Image(candidates.Index(c))), candidates.Index(c)));
        exact.Sort();
        // A product q·t of n numbers that are not negative is off by n·2⁻²⁴ of itself at most, whatever the order of
        // the sum, and 2·q·t is at most |q|² + |t|². An image that is no candidate is certainly no nearer than this.
        var certain = candidates.Count == candidates.Capacity
            ? square + (double)candidates.Worst
                - 1.01 * (image.Length + 4) * Math.Pow(2, -24) * (square + (double)_largestSquare)
            : double.PositiveInfinity;
        if (exact.Count < found.Length || exact[found.Length - 1].Distance >= certain)
        {
            exact.Clear();
            for (var i = 0; i < _train.Count; i++)
                if (i != leftOut) exact.Add((Distance(image, _train.Image(i)), i));
            exact.Sort();
        }

        for (var n = 0; n < found.Length; n++) found[n] = exact[n].Index;
    }

    private static int Distance(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var sum = 0;
        for (var p = 0; p < a.Length; p++) sum += (a[p] - b[p]) * (a[p] - b[p]);
        return sum;
    }
}
