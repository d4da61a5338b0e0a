namespace NotebookRunner.Documents;

/// <summary>Writes a whole file or nothing: a new file beside the old one, then a rename.</summary>
internal static class AtomicFile
{
    /// <summary>Replaces the file's text, UTF-8 without a mark; one that already holds it is left untouched.</summary>
    /// <exception cref="IOException">It cannot be written; the old file is as it was.</exception>
    public static void WriteAllText(string path, string text)
    {
        var target = TargetOf(path);
        var bytes = Encoding.UTF8.GetBytes(text);
        var old = new FileInfo(target);
        if (old.Exists && old.Length == bytes.Length && File.ReadAllBytes(target).AsSpan().SequenceEqual(bytes)) return;

        var temporary = Beside(target);
        try
        {
            File.WriteAllBytes(temporary, bytes);
            if (!OperatingSystem.IsWindows() && old.Exists) File.SetUnixFileMode(temporary, old.UnixFileMode);
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Finds out, before the work whose result will be written, whether it can be.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Probe(string path)
    {
        var target = TargetOf(path);
        if (Directory.Exists(target)) throw new IOException($"{path}: expected a file to write, found a folder.");
        // A name that is too long for the folder shows only when a file gets it.
        string[] probes = File.Exists(target) ? [Beside(target)] : [Beside(target), target];
        foreach (var probe in probes)
        {
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
    }

    /// <summary>The rename must replace the file that a link points to, not the link.</summary>
    private static string TargetOf(string path) =>
        (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null)
        ?? Path.GetFullPath(path);

    /// <summary>A new file in the same folder. Its name is short: that of the target may be as long as one can be.</summary>
    private static string Beside(string target)
    {
        var folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
    }
}
