namespace LeNetLab.Simd.Network;

/// <summary>
/// One layer on groups of images that lie side by side in the lanes. On the way down each layer leaves the gradient by
/// the sums of the level below, with the slope of the squashing there: row by row, while it is in the nearest cache.
/// </summary>
/// <param name="name">The plan's name for it.</param>
/// <param name="below">What it sees.</param>
/// <param name="above">What it makes.</param>
internal abstract unsafe class SimdLayer(string name, SimdLevel below, SimdLevel above) : IDisposable
{
    public string Name { get; } = name;

    public SimdLevel Below { get; } = below;

    public SimdLevel Above { get; } = above;

    /// <summary>Its weights [rows, columns]; null where it has none.</summary>
    public WeightArray? Weights { get; init; }

    /// <summary>One a row.</summary>
    public WeightArray? Biases { get; init; }

    public int Rows { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => (int)Weights!.Shape[0]; }

    public int Columns { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => Weights!.Count / Rows; }

    /// <summary>Floats from one row of <see cref="Gradient"/> to the next.</summary>
    public virtual int GradientStride => Columns;

    /// <summary>Multiply-adds of one image upwards.</summary>
    public virtual long MultiplyAdds => 0;

    /// <summary>Floats that a group leaves in the batch for the gradient of the weights.</summary>
    public virtual int BatchFloats => 0;

    /// <summary>Floats of its own in a scratch.</summary>
    /// <param name="learns">Whether it also goes down.</param>
    public virtual int Room(bool learns) => 0;

    /// <summary>Whether it needs a mask.</summary>
    public virtual bool Drops => false;

    /// <summary>Some rows of the weights have changed.</summary>
    public virtual void Changed(int first, int rows)
    {
    }

    /// <summary>From the values below to those above.</summary>
    public abstract void Forward(SimdScratch scratch);

    /// <summary>
    /// From the gradient above to that below, and what the gradient of the weights needs into the batch.
    /// </summary>
    public abstract void Backward(SimdScratch scratch, SimdBatch batch, int group);

    /// <summary>Gradient of some rows of the weights and biases, over all groups.</summary>
    /// <param name="batch">What the groups left behind.</param>
    /// <param name="groups">How many they are.</param>
    /// <param name="first">The first row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="weights">[rows, <see cref="GradientStride"/>], filled with their gradient.</param>
    /// <param name="biases">[rows], filled with their gradient.</param>
    public virtual void Gradient(SimdBatch batch, int groups, int first, int rows, float* weights, float* biases) =>
        throw new NotSupportedException($"{Name} has no weights.");

    public virtual void Dispose()
    {
    }
}
