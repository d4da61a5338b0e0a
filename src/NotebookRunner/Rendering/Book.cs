using NotebookRunner.Documents;

namespace NotebookRunner.Rendering;

/// <summary>Renders notebooks as one page.</summary>
public static class Book
{
    /// <summary>Renders.</summary>
    /// <param name="notebooks">The notebooks.</param>
    /// <param name="options">Options.</param>
    public static string Render(IEnumerable<Notebook> notebooks, BookOptions options) => options.Title + notebooks.Count();

    /// <summary>Writes.</summary>
    /// <param name="path">File.</param>
    /// <param name="notebooks">The notebooks.</param>
    /// <param name="options">Options.</param>
    public static void Save(string path, IEnumerable<Notebook> notebooks, BookOptions options) =>
        AtomicFile.WriteAllText(path, Render(notebooks, options));
}
