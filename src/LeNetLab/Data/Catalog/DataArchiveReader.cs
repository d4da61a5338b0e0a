namespace LeNetLab.Data.Catalog;

/// <summary>
/// Takes the files of a data set out of an archive. Only files that the catalogue knows are written, under the
/// catalogue's names, and each only once its length and SHA-256 are right; anything else in the archive is never
/// unpacked.
/// </summary>
internal static class DataArchiveReader
{
    private const int BufferLength = 1 << 16;

    /// <summary>Unpacks what the folder does not hold yet.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="set">Whose files are wanted; it has an archive.</param> <param name="folder">Where they go; created
    /// if needed.</param>
    /// <param name="progress">Told after each piece.</param>
    /// <param name="cancellationToken">Stops between two pieces; nothing half-written is left behind.</param>
    /// <exception cref="DataSetException">The archive is unsound; one line says why, and only sound files are
    /// kept.</exception>
    /// <exception cref="DataCacheException">The folder cannot be written.</exception>
    public static void Unpack(string path, DataSet set, string folder, IProgress<DownloadProgress>? progress,
        CancellationToken cancellationToken)
    {
        var done = 0L;
        var total = set.Files.Sum(file => file.PackedLength);
        TemporaryDownload.Sweep(folder);
        using var stream = File.OpenRead(path);
        using var zip = Open(stream, path);
        var members = Guard(path, () => Members(zip, set, path));
        foreach (var (file, member) in set.Files.Zip(members))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!DataCache.Holds(folder, file.Packed))
            {
                Guard(path, () =>
                {
                    UnpackOne(member, file.Packed, path, folder, Report, cancellationToken);
                    return true;
                });
            }

            Report(file.PackedLength);
            done += file.PackedLength;

            void Report(long bytes) =>
                progress?.Report(new DownloadProgress(file.PackedName, bytes, file.PackedLength, done + bytes, total));
        }
    }

    private static ZipArchive Open(Stream stream, string path)
    {
        Span<byte> start = stackalloc byte[64];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (!start.StartsWith("PK"u8))
            throw new DataSetException($"{path}: expected a ZIP archive, found {FileSignature.Describe(start)}.");
        stream.Position = 0;
        return Guard(path, () => new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true));
    }

    /// <summary>The member of each file, in the files' order.</summary>
    private static List<ZipArchiveEntry> Members(ZipArchive zip, DataSet set, string path)
    {
        foreach (var entry in zip.Entries)
        {
            if (LeadsOutside(entry.FullName))
                throw new DataSetException($"{path}: expected members below the archive's own root, found " +
                    $"'{Printable(entry.FullName)}'; nothing was unpacked.");
        }

        return [.. set.Files.Select(file =>
        {
            var name = set.Archive!.MemberPrefix + file.PackedName;
            var found = zip.Entries.Where(
                entry => string.Equals(entry.FullName, name, StringComparison.Ordinal)).ToList();
            if (found.Count != 1)
                throw new DataSetException(Invariant($"{path}: expected one member {name}, found ") +
                    Invariant($"{(found.Count == 0 ? "none" : found.Count)} among {zip.Entries.Count:N0}."));
            if (found[0].Length != file.PackedLength)
                throw new DataSetException(Invariant($"{path}: expected {name} of {file.PackedLength:N0} bytes, ") +
                    Invariant($"found one that claims {found[0].Length:N0}."));
            return found[0];
        })];
    }

    private static void UnpackOne(ZipArchiveEntry member, RemoteFile file, string path, string folder,
        Action<long> report, CancellationToken cancellationToken)
    {
        using var target = new TemporaryDownload(folder, file.Name);
        using var content = member.Open();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferLength];
        long written = 0;
        int count;
        while ((count = content.Read(buffer)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // What a member claims to be is no promise: the catalogue's length is the bound.
            if (written + count > file.Length)
                throw new DataSetException(
                    Invariant($"{path}: expected {file.Length:N0} bytes in {member.FullName}, found more."));
            target.Write(buffer.AsMemory(0, count));
            hash.AppendData(buffer, 0, count);
            written += count;
            report(written);
        }

        if (written != file.Length)
            throw new DataSetException(
                Invariant($"{path}: expected {file.Length:N0} bytes in {member.FullName}, found {written:N0}."));
        if (!string.Equals(Convert.ToHexStringLower(hash.GetHashAndReset()), file.Sha256, StringComparison.Ordinal))
            throw new DataSetException(
                $"{path}: expected {member.FullName} as published, found another content (wrong SHA-256).");
        target.Publish(() => DataCache.Holds(folder, file));
    }

    /// <summary>A path that a naive unpacker would follow out of its folder, on any system.</summary>
    private static bool LeadsOutside(string name) =>
        name.StartsWith('/') || name.StartsWith('\\') || (name.Length > 1 && name[1] == ':')
        || name.Split('/', '\\').Contains("..", StringComparer.Ordinal);

    private static string Printable(string name) => new([.. name.Take(80).Select(c => char.IsControl(c) ? '?' : c)]);

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or EndOfStreamException
            or ArgumentException)
        {
            throw new DataSetException(
                $"{path}: expected a whole and sound ZIP archive, found a damaged or cut-off one.");
        }
    }
}
