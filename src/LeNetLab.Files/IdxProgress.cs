namespace LeNetLab.Files;

/// <summary>Sees a file's contents while it is being read, so that other cores can work on them.</summary>
internal sealed class IdxProgress
{
    /// <summary>Told the whole of a packed file, before it is unpacked.</summary>
    public event Action<ArraySegment<byte>>? Packed;

    /// <summary>
    /// Told the array of the file's data and how much of it has arrived, with growing lengths up to the whole. Only
    /// arrays of single bytes are told of. What has arrived may still turn out to belong to a damaged file.
    /// </summary>
    public event Action<IdxHeader, byte[], int>? Arrived;

    public void TellPacked(ArraySegment<byte> packed) => Packed?.Invoke(packed);

    public void TellArrived(IdxHeader header, byte[] data, int length)
    {
        if (header.ElementType.Size() == 1) Arrived?.Invoke(header, data, length);
    }
}
