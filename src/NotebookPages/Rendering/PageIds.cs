namespace NotebookPages.Rendering;

/// <summary>The ids of a page: each is given out once.</summary>
internal sealed class PageIds
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);

    /// <summary>The wanted id, or that with a number where it is taken.</summary>
    public string Claim(string wanted)
    {
        var id = wanted;
        // What was tried before is not tried again: a thousand equal headings cost no more than others.
        for (var i = _last.GetValueOrDefault(wanted, 1) + 1; !_used.Add(id); i++)
        {
            id = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{i}");
            _last[wanted] = i;
        }

        return id;
    }
}
