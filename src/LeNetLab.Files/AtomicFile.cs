namespace LeNetLab.Files;

/// <summary>
/// Writes a file whole or not at all: beside it first, flushed to the disk, then renamed over it. A link is written
/// through. What is no file but a device or a pipe is written to as it is.
/// </summary>
/// <remarks>The runner of notebooks, which references no other assembly, compiles this file too.</remarks>
internal static class AtomicFile
{
    // A name of its own, short whatever the file is called: names may have 255 bytes.
    private const string Prefix = ".lenetlab-", Suffix = ".tmp";

    // Between the making of a file and its lock lies a moment in which another's sweep may take it.
    private const int Tries = 10;

    /// <summary>Writes <paramref name="path"/> by <paramref name="write"/>, creating its folder if missing.</summary>
    /// <exception cref="IOException">The folder cannot be made or written to, or the disk is full; nothing
    /// remains.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not the user's to write to.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (IsDevice(path))
        {
            // A rename would replace the device itself.
            using var device = new FileStream(path, FileMode.Open, FileAccess.Write);
            write(device);
            return;
        }

        var target = Target(path);
        using var temporary = Begin(target);
        try
        {
            write(temporary);
            temporary.Flush(flushToDisk: true);
            if (!OperatingSystem.IsWindows() && File.Exists(target))
                File.SetUnixFileMode(temporary.SafeFileHandle, File.GetUnixFileMode(target));
            // Still open, or a sweep would take it for a dead run's.
            File.Move(temporary.Name, target, overwrite: true);
        }
        finally
        {
            temporary.Dispose();
            File.Delete(temporary.Name);
        }
    }

    /// <summary>Writes these bytes; a file that already holds them is left untouched.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static void WriteChanged(string path, byte[] bytes)
    {
        if (File.Exists(path) && !IsDevice(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes)) return;
        Write(path, stream => stream.Write(bytes));
    }

    /// <summary>Finds out whether the file could be written now, and leaves nothing.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static void Probe(string path)
    {
        if (IsDevice(path)) return;
        var target = Target(path);
        if (Directory.Exists(target)) throw new IOException($"{path}: expected a file to write, found a folder.");
        using var temporary = Begin(target);
        try
        {
            temporary.WriteByte(0);
            temporary.Flush();
            if (File.Exists(target)) return;
            // A name that is too long for the folder shows only when a file gets it.
            File.Create(target).Dispose();
            File.Delete(target);
        }
        finally
        {
            File.Delete(temporary.Name);
        }
    }

    /// <summary>Whether the path leads to something that is neither a file nor a folder: a device, a pipe.</summary>
    public static bool IsDevice(string path)
    {
        if (OperatingSystem.IsWindows())
            return Path.GetFullPath(path).StartsWith(@"\\.\", StringComparison.Ordinal);
        // .NET does not say; its own library does, the same on every Unix: flags, then the mode.
        var status = new int[64];
        return Stat(path, status) == 0 && (status[1] & 0xF000) is not (0x8000 or 0x4000);
    }

    /// <summary>The file itself, all links on the way followed, even if it is not there yet.</summary>
    private static string Target(string path)
    {
        var full = Path.GetFullPath(path);
        var root = Path.GetPathRoot(full)!;
        return Follow(root, full[root.Length..], links: 0);
    }

    private static string Follow(string folder, string path, int links)
    {
        if (links > 40) throw new IOException("Too many links lead to each other.");
        foreach (var part in path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar))
        {
            if (part is "" or ".") continue;
            var next = part == ".." ? Path.GetDirectoryName(folder) ?? folder : Path.Combine(folder, part);
            if (part != ".." && new FileInfo(next).LinkTarget is { } link)
            {
                var root = Path.GetPathRoot(link)!;
                next = Follow(root.Length > 0 ? root : folder, link[root.Length..], links + 1);
            }

            folder = next;
        }

        return folder;
    }

    private static FileStream Begin(string target)
    {
        var folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        Sweep(folder);
        for (var tries = 1; ; tries++)
        {
            try
            {
                // Nobody else may open it: that is how a sweep sees that its owner is alive. It may be renamed.
                var temporary = new FileStream(Path.Combine(folder, $"{Prefix}{Guid.NewGuid():N}{Suffix}"),
                    FileMode.CreateNew, FileAccess.Write, FileShare.Delete);
                if (File.Exists(temporary.Name) || tries == Tries) return temporary;
                temporary.Dispose();
            }
            catch (IOException) when (tries < Tries)
            {
                // A sweep has it open; or there is no room, and then there is none the last time.
            }
        }
    }

    /// <summary>Deletes what killed runs left; what is in use or not ours to delete stays.</summary>
    private static void Sweep(string folder)
    {
        try
        {
            foreach (var path in Directory.GetFiles(folder, $"{Prefix}*{Suffix}")) TryDelete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder to write to need not be one to list.
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0,
                FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its owner is alive, or it is another user's.
        }
    }

    [System.Runtime.InteropServices.DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat")]
    private static extern int Stat(string path, int[] status);
}
