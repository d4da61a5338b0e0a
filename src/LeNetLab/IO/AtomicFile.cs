namespace LeNetLab.IO;

/// <summary>Writes a file whole or not at all: beside it first, flushed to the disk, then renamed over it.</summary>
internal static class AtomicFile
{
    /// <summary>Writes <paramref name="path"/> by <paramref name="write"/>, creating its folder if missing.</summary>
    /// <exception cref="IOException">The folder cannot be made or written to, or the disk is full; nothing
    /// remains.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not the user's to write to.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var full = Path.GetFullPath(path);
        // The rename must replace the file that a link points to, not the link.
        if (File.Exists(full) && File.ResolveLinkTarget(full, returnFinalTarget: true) is { } linked)
            full = linked.FullName;
        if (IsDevice(full))
        {
            // A rename would replace the device itself.
            using var device = new FileStream(full, FileMode.Open, FileAccess.Write);
            write(device);
            return;
        }

        var folder = Path.GetDirectoryName(full)!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    // .NET does not tell a device from a file; on Unix their folder does.
    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && path.StartsWith("/dev/", StringComparison.Ordinal);
}
