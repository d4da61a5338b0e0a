namespace LeNetLab.Simd.Network;

/// <summary>
/// What one worker needs to take one group of images up the network and down again: every level's values and, where it
/// learns, the gradients by them.
/// </summary>
internal sealed unsafe class SimdScratch : IDisposable
{
    private readonly SimdMemory _memory = new();

    public SimdScratch(IReadOnlyList<SimdLevel> levels, IReadOnlyList<SimdLayer> layers, int lanes, bool learns)
    {
        (Learns, Seeds, Ink) = (learns, new ulong[lanes], new (int, int)[levels[0].Height]);
        Values = (float**)_memory.Take<nint>(levels.Count);
        Deltas = (float**)_memory.Take<nint>(levels.Count);
        Masks = (float**)_memory.Take<nint>(levels.Count);
        Bytes = _memory.Take<byte>(levels[0].Units * lanes + sizeof(ulong));
        Rooms = (float**)_memory.Take<nint>(levels.Count);
        foreach (var layer in layers) Rooms[layer.Above.Index] = _memory.Take<float>(layer.Room(learns));
        foreach (var level in levels) Values[level.Index] = _memory.Take<float>(level.Maps * level.Plane);
        if (!learns) return;
        foreach (var level in levels.Skip(1))
            Deltas[level.Index] =
                level.InPlace ? Values[level.Index] : _memory.Take<float>(level.Maps * level.DeltaPlane);
        foreach (var layer in layers.Where(layer => layer.Drops))
            Masks[layer.Above.Index] = _memory.Take<float>(layer.Above.Units * lanes);
    }

    /// <summary>
    /// What the images' background is as a number, where the input's values are less by so much; else 0.
    /// </summary>
    public float Background { get; set; }

    /// <summary>
    /// By row of the input: from which column on, and up to which, at least one image of the group is not background.
    /// </summary>
    public (int From, int To)[] Ink { get; }

    /// <summary>Whether it also goes down.</summary>
    public bool Learns { get; }

    /// <summary>What decides each image's dropout.</summary>
    public ulong[] Seeds { get; }

    /// <summary>The images as they are, one after the other.</summary>
    public byte* Bytes { get; }

    /// <summary>By level, as <see cref="SimdLevel"/> has them.</summary>
    public float** Values { get; }

    /// <summary>By level; those of a full layer's units lie in the batch while a group goes down.</summary>
    public float** Deltas { get; }

    /// <summary>By level: what dropout multiplies by.</summary>
    public float** Masks { get; }

    /// <summary>By the level above: what a layer keeps for itself.</summary>
    public float** Rooms { get; }

    public void Dispose() => _memory.Dispose();
}
