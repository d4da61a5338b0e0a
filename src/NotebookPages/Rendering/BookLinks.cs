namespace NotebookPages.Rendering;

/// <summary>Where a link in a notebook leads, seen from the page.</summary>
/// <param name="chapters">The notebooks that are in the page.</param>
/// <param name="pageFolder">Where the page will lie, or null where that is not known.</param>
internal sealed class BookLinks(IReadOnlyList<Chapter> chapters, string? pageFolder)
{
    /// <summary>The place in the page, or the file as the page finds it; null where the link stays as it is.</summary>
    /// <param name="href">What the link says.</param>
    /// <param name="folder">The folder of the notebook that it stands in, or null.</param>
    public string? Find(string href, string? folder)
    {
        if (href.Contains(':', StringComparison.Ordinal) || href is ['/', ..] or "") return null;
        var (file, part) = href.Split('#', 2) is [var before, var after] ? (before, after) : (href, "");
        var path = Uri.UnescapeDataString(file);
        var chapter = chapters.FirstOrDefault(chapter => chapter.FileName is { } name
            && string.Equals(name, Path.GetFileName(path), StringComparison.OrdinalIgnoreCase));
        if (chapter is not null) return $"#{chapter.Find(Uri.UnescapeDataString(part)) ?? chapter.Anchor}";
        if (folder is null || pageFolder is null) return null;
        var relative = Path.GetRelativePath(pageFolder, Path.GetFullPath(Path.Combine(folder, path)));
        var address = string.Join('/', relative.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
        return part.Length > 0 ? $"{address}#{part}" : address;
    }
}
