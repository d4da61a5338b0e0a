namespace NotebookPages.Rendering;

/// <summary>What a book says beside its notebooks.</summary>
public sealed record BookOptions
{
    /// <summary>The book's title.</summary>
    public required string Title { get; init; }

    /// <summary>Markdown under the title, or null.</summary>
    public string? Introduction { get; init; }

    /// <summary>What the page is, in a sentence, for those who list pages; or null.</summary>
    public string? Description { get; init; }

    /// <summary>HTML for the first page, between the introduction and the list of chapters; or null.</summary>
    public string? Front { get; init; }

    /// <summary>HTML for the page's head, before any output: a script that outputs look for, say; or null.</summary>
    public string? Head { get; init; }

    /// <summary>What in the notebooks may run scripts in the page.</summary>
    public BookTrust Trust { get; init; }

    /// <summary>The page's language, as HTML names it.</summary>
    public string Language { get; init; } = "en";
}

/// <summary>What in a notebook may run scripts in the page.</summary>
public enum BookTrust
{
    /// <summary>Nothing: what a saved notebook holds may come from anyone.</summary>
    Nothing,

    /// <summary>The outputs: the run that made them was one's own. Prose may not.</summary>
    Outputs,

    /// <summary>Outputs and prose: the files are one's own.</summary>
    Everything,
}
