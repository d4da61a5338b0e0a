namespace NotebookRunner.Worker;

/// <summary>The text of a cell or of an imported file, of which the kernel runs one piece after the other.</summary>
/// <param name="name">What an error calls it, as "cell 3".</param>
/// <param name="text">All of it.</param>
internal sealed class SourceText(string name, string text)
{
    private const char Mark = '@';
    private int _cursor;

    public string Name => name;

    /// <summary>
    /// What the compiler is to call a piece. The kernel cuts directives out, and the lines of what is left count from 1
    /// in each piece; so the name carries how many lines come before it.
    /// </summary>
    public string NameOf(string piece)
    {
        var start = text.IndexOf(piece, Math.Min(_cursor, text.Length), StringComparison.Ordinal);
        if (start >= 0) _cursor = start + piece.Length;
        return string.Create(CultureInfo.InvariantCulture, $"{name}{Mark}{LinesBefore(start)}");
    }

    /// <summary>The line, from 1, on which a text stands first, or null.</summary>
    public int? LineOf(string words) =>
        text.IndexOf(words, StringComparison.Ordinal) is >= 0 and var start ? LinesBefore(start) + 1 : null;

    /// <summary>Takes a name apart again: what the text is called, and how many lines come before the piece.</summary>
    public static (string Name, int LinesBefore) Read(string name) =>
        name.LastIndexOf(Mark) is >= 0 and var mark
            && int.TryParse(name.AsSpan(mark + 1), CultureInfo.InvariantCulture, out var lines)
            ? (name[..mark], lines) : (name, 0);

    private int LinesBefore(int start) => start <= 0 ? 0 : text.AsSpan(0, start).Count('\n');
}
