namespace LeNetLab.Paper1998.Baselines;

/// <summary>The few smallest of many distances, in order.</summary>
internal sealed class NearestList(int capacity)
{
    private readonly float[] _distances = new float[capacity];
    private readonly int[] _indices = new int[capacity];

    public int Capacity => capacity;

    public int Count { get; private set; }

    /// <summary>The largest distance kept; infinite while there is room.</summary>
    public float Worst { get; private set; } = float.PositiveInfinity;

    public int Index(int place) => _indices[place];

    /// <summary>Takes in a distance below <see cref="Worst"/>, after those that equal it.</summary>
    public void Insert(float distance, int index)
    {
        var place = Count < capacity ? Count++ : capacity - 1;
        for (; place > 0 && _distances[place - 1] > distance; place--)
            (_distances[place], _indices[place]) = (_distances[place - 1], _indices[place - 1]);
        (_distances[place], _indices[place]) = (distance, index);
        if (Count == capacity) Worst = _distances[capacity - 1];
    }
}
