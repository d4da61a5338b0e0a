using System.Text;

namespace NotebookRunner.Documents;

/// <summary>Writes a whole file or nothing: a new file beside the old one, then a rename.</summary>
internal static class AtomicFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Replaces the file's text, UTF-8 without a mark. A file that already holds it is left untouched.</summary>
    /// <exception cref="IOException">The folder cannot be written to, or the disk is full; the old file is as it was.</exception>
    public static void WriteAllText(string path, string text)
    {
        // The rename must replace the file that a link points to, not the link.
        var target = File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } linked ? linked.FullName : Path.GetFullPath(path);
        var bytes = Utf8.GetBytes(text);
        if (HoldsAlready(target, bytes)) return;

        var folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
        try
        {
            File.WriteAllBytes(temporary, bytes);
            if (!OperatingSystem.IsWindows() && File.Exists(target)) File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static bool HoldsAlready(string path, byte[] bytes)
    {
        var file = new FileInfo(path);
        return file.Exists && file.Length == bytes.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes);
    }
}
