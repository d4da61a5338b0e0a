namespace LeNetLab.Files;

/// <summary>Tells what a file that should have been something else looks like, from its first bytes.</summary>
internal static class FileSignature
{
    private static readonly (byte[] Bytes, string Name)[] Known =
    [
        ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "a PNG picture"),
        ("GIF8"u8.ToArray(), "a GIF picture"),
        ("BM"u8.ToArray(), "a BMP picture"),
        ("%PDF"u8.ToArray(), "a PDF document"),
        ([(byte)'P', (byte)'K', 3, 4], "a ZIP archive"),
        ([0x1F, 0x8B], "gzip data"),
        ("BZh"u8.ToArray(), "bzip2 data"),
        ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], "xz data"),
        ([0x28, 0xB5, 0x2F, 0xFD], "Zstandard data"),
        ("version https://git-lfs"u8.ToArray(), "a Git LFS pointer instead of the file"),
        ([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'], "a NumPy file"),
        ("PAR1"u8.ToArray(), "a Parquet file"),
    ];

    /// <summary>A few words for the content, such as "a JPEG picture"; else its first four bytes.</summary>
    public static string Describe(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty) return "no bytes at all";
        foreach (var (bytes, name) in Known)
        {
            if (start.StartsWith(bytes)) return name;
        }
        if (LooksLikeMarkup(start)) return "an HTML or XML page";
        if (start.Length >= 16 && LooksLikeText(start)) return "plain text";
        return $"the bytes {Convert.ToHexString(start[..Math.Min(4, start.Length)])}";
    }

    /// <summary>True for what a web server sends with status 200 when it means an error.</summary>
    public static bool LooksLikeMarkup(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith(Encoding.UTF8.Preamble)) start = start[3..];
        start = start.TrimStart(" \t\r\n"u8);
        return start is [(byte)'<',
            (byte)'!' or (byte)'?' or (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'a' and <= (byte)'z'), ..];
    }

    private static bool LooksLikeText(ReadOnlySpan<byte> start) =>
        !start.ContainsAnyExceptInRange((byte)' ', (byte)'~') || IsTextWithLines(start);

    private static bool IsTextWithLines(ReadOnlySpan<byte> start)
    {
        foreach (var b in start)
        {
            if (b is not ((byte)'\t' or (byte)'\r' or (byte)'\n' or (>= (byte)' ' and <= (byte)'~'))) return false;
        }
        return true;
    }
}
