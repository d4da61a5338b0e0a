namespace NotebookPages.Documents;

/// <summary>
/// Console text as a terminal would show it in the end: a carriage return begins the line anew, so that a progress bar
/// leaves its last state. Of a flood the first and the last lines are kept, of a long line its beginning.
/// </summary>
internal sealed partial class ConsoleText(int mostLines)
{
    private const int LongestLine = 20_000;
    private const int LongestEscape = 4_096;
    private const int MostOfAnEnd = 500_000;
    private readonly int _mostLast = Math.Max(1, mostLines / 4);
    private readonly List<string> _first = [];
    private readonly Queue<string> _last = new();
    private readonly StringBuilder _line = new();
    private string _escape = "";
    private long _cursor;
    private long _width;
    private int _firstLength;
    private int _lastLength;
    private long _dropped;

    /// <summary>How many characters are kept.</summary>
    public int Length => _firstLength + _lastLength + _line.Length;

    public void Append(ReadOnlySpan<char> text)
    {
        if (_escape.Length > 0) text = string.Concat(_escape, text);
        _escape = "";
        while (!text.IsEmpty)
        {
            var end = text.IndexOfAny("\n\r\b\u001b");
            Overwrite(end < 0 ? text : text[..end]);
            if (end < 0) return;

            var control = text[end];
            var rest = text[(end + 1)..];
            if (control == '\n') EndLine();
            else if (control == '\r') _cursor = 0;
            else if (control == '\b') _cursor = Math.Max(0, _cursor - 1);
            else if (rest.Length < LongestEscape && Unfinished().IsMatch(rest))
            {
                _escape = text[end..].ToString();
                return;
            }
            else rest = rest[Escape(rest)..];
            text = rest;
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var line in _first) text.Append(line).Append('\n');
        if (_dropped > 0) text.Append(CultureInfo.InvariantCulture, $"… {_dropped:N0} lines left out\n");
        foreach (var line in _last) text.Append(line).Append('\n');
        return text.Append(Line()).ToString();
    }

    private void Overwrite(ReadOnlySpan<char> text)
    {
        var at = (int)Math.Min(_cursor, LongestLine);
        _cursor += text.Length;
        _width = Math.Max(_width, _cursor);
        text = text[..Math.Min(text.Length, LongestLine - at)];
        var over = Math.Min(text.Length, _line.Length - at);
        for (var i = 0; i < over; i++) _line[at + i] = text[i];
        _line.Append(text[over..]);
    }

    private string Line()
    {
        if (_width <= LongestLine) return _line.ToString();
        // Half a character is none.
        var length = char.IsHighSurrogate(_line[^1]) ? _line.Length - 1 : _line.Length;
        return string.Create(CultureInfo.InvariantCulture,
            $"{_line.ToString(0, length)} … {_width - length:N0} characters left out");
    }

    private void EndLine()
    {
        var line = Line();
        Erase(0);
        _cursor = 0;
        if (_last.Count == 0 && _first.Count < mostLines - _mostLast && _firstLength < MostOfAnEnd)
        {
            _first.Add(line);
            _firstLength += line.Length + 1;
            return;
        }

        _last.Enqueue(line);
        _lastLength += line.Length + 1;
        while (_last.Count > _mostLast || _lastLength > MostOfAnEnd)
        {
            _lastLength -= _last.Dequeue().Length + 1;
            _dropped++;
        }
    }

    private void Erase(long from)
    {
        _width = Math.Min(_width, from);
        _line.Length = (int)Math.Min(_line.Length, from);
    }

    /// <summary>Obeys "erase the line", drops every other escape sequence; returns its length.</summary>
    private int Escape(ReadOnlySpan<char> text)
    {
        foreach (var match in Sequence().EnumerateMatches(text))
        {
            var sequence = text[..match.Length];
            if (sequence is "[K" or "[0K") Erase(_cursor);
            else if (sequence is "[2K")
            {
                var blank = new string(' ', (int)Math.Min(_cursor, LongestLine));
                Erase(0);
                _cursor = 0;
                Overwrite(blank);
            }

            return match.Length;
        }

        return 0;
    }

    /// <summary>
    /// What may follow an escape character: a control sequence; a string, such as a link's address or a window's
    /// title, to its end; a character set or another two-character sequence.
    /// </summary>
    [GeneratedRegex(@"\A(?:\[[0-?]*[ -/]*[@-~]|[]PX^_][^\a\e]*(?:\a|\e\\|(?=\e))|[ -/]+[0-~]|[0-OQ-WYZ\\`-~])")]
    private static partial Regex Sequence();

    /// <summary>One of which the next text may bring the rest.</summary>
    [GeneratedRegex(@"\A(?:\[[0-?]*[ -/]*|[]PX^_][^\a\e]*\e?|[ -/]*)\z")]
    private static partial Regex Unfinished();
}
