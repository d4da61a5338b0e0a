namespace NotebookRunner.Documents;

/// <summary>Writes a whole file or nothing: a new file beside the old one, then a rename.</summary>
internal static class AtomicFile
{
    /// <summary>Replaces the file's text, UTF-8 without a mark; one that already holds it is left untouched.</summary>
    /// <exception cref="IOException">It cannot be written; the old file is as it was.</exception>
    public static void WriteAllText(string path, string text)
    {
        // The rename must replace the file that a link points to, not the link.
        var linked = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true) : null;
        var target = linked?.FullName ?? Path.GetFullPath(path);
        var bytes = Encoding.UTF8.GetBytes(text);
        var old = new FileInfo(target);
        if (old.Exists && old.Length == bytes.Length && File.ReadAllBytes(target).AsSpan().SequenceEqual(bytes)) return;

        var folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
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
}
