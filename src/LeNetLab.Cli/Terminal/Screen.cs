using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LeNetLab.Cli.Terminal;

/// <summary>
/// Where a verb's words go. Results are lines on stdout; with <c>--json</c> stdout has the document alone and the lines
/// go to stderr. Progress bars show on a terminal only.
/// </summary>
internal sealed class Screen
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        // Paths and names stay readable; the document is for a script, not for a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly bool _json;
    private IBar? _bar;

    public Screen(bool json)
    {
        _json = json;
        // What is printed (½ blocks, ×, ·) is the same everywhere.
        if (OperatingSystem.IsWindows()) Console.OutputEncoding = Encoding.UTF8;
    }

    /// <summary>Whether the lines go to a terminal that takes colours.</summary>
    public bool HasColours => !_json && !Console.IsOutputRedirected && IsCapable
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Whether progress bars are seen.</summary>
    public bool ShowsBars =>
        IsCapable && !(_json || Console.IsOutputRedirected ? Console.IsErrorRedirected : Console.IsOutputRedirected);

    private static bool IsCapable => Environment.GetEnvironmentVariable("TERM") is not "dumb";

    private TextWriter Lines => _json ? Console.Error : Console.Out;

    private bool LinesAreRedirected => _json ? Console.IsErrorRedirected : Console.IsOutputRedirected;

    /// <summary>One line of the result, or of the talk beside a JSON document.</summary>
    public void Say(string line = "")
    {
        if (_bar is { } bar && !LinesAreRedirected) bar.Say(line);
        else Lines.WriteLine(Wrapped(line, LinesAreRedirected));
    }

    /// <summary>One line, its numbers as in English.</summary>
    public void Say(FormattableString line) => Say(FormattableString.Invariant(line));

    /// <summary>One line that is no result: a warning, a fault of one of several inputs.</summary>
    public void Warn(string line)
    {
        if (_bar is { } bar && !LinesAreRedirected) bar.Say(line);
        else Console.Error.WriteLine(Wrapped(line, Console.IsErrorRedirected));
    }

    /// <summary>A line as it is, or for a terminal one that turns between words.</summary>
    /// <param name="line">The line.</param>
    /// <param name="redirected">Whether it goes to no terminal.</param>
    public static string Wrapped(string line, bool redirected) =>
        redirected || Console.WindowWidth < 20 ? line : Wrapped(line, Console.WindowWidth);

    /// <summary>Turns a line between words, so that none is longer than the width but where a word is.</summary>
    public static string Wrapped(string line, int width)
    {
        var text = new StringBuilder();
        while (line.Length > width)
        {
            var at = line.LastIndexOf(' ', width);
            // What stands before the first word is a margin.
            if (at < 0 || string.IsNullOrWhiteSpace(line[..at])) at = line.IndexOf(' ', width);
            if (at < 0) break;
            text.AppendLine(line[..at].TrimEnd());
            line = line[(at + 1)..].TrimStart();
        }

        return text.Append(line).ToString();
    }

    /// <summary>Writes the document of <c>--json</c>.</summary>
    public static void Write(JsonNode document) => Console.Out.WriteLine(document.ToJsonString(Indented));

    /// <summary>Does work that may take more than a second, with a bar where there is a terminal.</summary>
    public async Task<T> WithBarAsync<T>(string title, Func<IBar, Task<T>> work)
    {
        var onError = _json || Console.IsOutputRedirected;
        if (!ShowsBars) return await work(NoBar.Instance).ConfigureAwait(false);
        try
        {
            return await SpectreBar.RunAsync(title, onError, bar =>
            {
                _bar = bar is NoBar ? null : bar;
                return work(bar);
            }).ConfigureAwait(false);
        }
        finally
        {
            _bar = null;
        }
    }
}
