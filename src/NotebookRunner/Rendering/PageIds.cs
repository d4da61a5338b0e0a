namespace NotebookRunner.Rendering;

/// <summary>The ids of a page: each is given out once.</summary>
internal sealed class PageIds
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>The wanted id, or that with a number where it is taken.</summary>
    public string Claim(string wanted)
    {
        var id = wanted;
        for (var i = 2; !_used.Add(id); i++) id = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{i}");
        return id;
    }
}
