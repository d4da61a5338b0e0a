namespace LeNetLab.Data.Catalog;

/// <summary>
/// Says whether a file is the catalogue's own, by its SHA-256, which another core works out while this one reads. Of a
/// packed file the packed bytes count first, since they are fewer; a repacked one is recognised by its contents.
/// </summary>
internal sealed class FileDigest
{
    private readonly DataFile _file;
    private Task<string>? _packed;
    private IncrementalHash? _unpacked;
    private Task _arrived = Task.CompletedTask;
    private int _done;

    /// <param name="file">What the catalogue says.</param>
    /// <param name="progress">Of the file that is about to be read.</param>
    public FileDigest(DataFile file, IdxProgress progress)
    {
        _file = file;
        progress.Packed += OnPacked;
        if (file.Sha256 is not null) progress.Arrived += OnArrived;
    }

    /// <summary>Waits for the digest.</summary>
    /// <param name="array">What the file held.</param>
    public bool IsVerified(IdxArray array)
    {
        if (_packed is { } packed && string.Equals(packed.GetAwaiter().GetResult(), _file.PackedSha256,
            StringComparison.Ordinal))
            return true;
        if (_file.Sha256 is not { } known || array.ElementType.Size() != 1) return false;
        Append(IdxHeader.Format(array.ElementType, array.Dimensions), array.Bytes, array.Bytes.Length);
        _arrived.Wait();
        using var hash = _unpacked!;
        return string.Equals(Convert.ToHexStringLower(hash.GetHashAndReset()), known, StringComparison.Ordinal);
    }

    private void OnPacked(ArraySegment<byte> packed) =>
        _packed = Task.Run(
            () => packed.Count == _file.PackedLength ? Convert.ToHexStringLower(SHA256.HashData(packed)) : "");

    private void OnArrived(IdxHeader header, byte[] data, int length)
    {
        if (_packed is null) Append(IdxHeader.Format(header.ElementType, header.Dimensions), data, length);
    }

    private void Append(byte[] header, byte[] data, int length)
    {
        if (_unpacked is null)
        {
            _unpacked = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            _unpacked.AppendData(header);
        }

        var (from, hash) = (_done, _unpacked);
        _done = length;
        if (length > from)
            _arrived = _arrived.ContinueWith(_ => hash.AppendData(data, from, length - from), TaskScheduler.Default);
    }
}
