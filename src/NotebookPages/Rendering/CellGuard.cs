namespace NotebookPages.Rendering;

/// <summary>
/// Renders a cell so that one that cannot be rendered costs no other: what lies too deep, or never ends.
/// </summary>
internal static class CellGuard
{
    private const int StackSize = 64 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What the work gives, or what stands in its place.</summary>
    /// <param name="work">The work.</param>
    /// <param name="otherwise">Is told in a few words why there is no result.</param>
    public static T Run<T>(Func<T> work, Func<string, T> otherwise)
    {
        var (result, problem) = (default(T)!, "it takes too long");
        var thread = new Thread(() =>
        {
            try
            {
                (result, problem) = (work(), "");
            }
            catch (InsufficientExecutionStackException)
            {
                problem = "it lies too deep in itself";
            }
            catch (Exception e)
            {
                problem = e.Message.ReplaceLineEndings(" ");
            }
        }, StackSize)
        { IsBackground = true };
        thread.Start();
        var ended = thread.Join(Patience);
        return ended && problem.Length == 0 ? result : otherwise(ended ? problem : "it takes too long");
    }

    /// <summary>A cell's source, with the reason why it is not shown as it is meant.</summary>
    public static string AsSource(string source, string reason) =>
        $"<p class=\"left-out\">[shown as its source: {HtmlText.Encode(reason)}]</p>\n"
        + $"<pre class=\"source\"><code>{HtmlText.Encode(source)}</code></pre>\n";
}
