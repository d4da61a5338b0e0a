namespace NotebookRunner.Execution;

/// <summary>
/// Console text as a terminal would show it in the end: a carriage return begins the line anew, so that a progress bar
/// leaves its last state. Of a flood the first and the last lines are kept.
/// </summary>
internal sealed class ConsoleText(int mostLines)
{
    private const int LongestLine = 20_000;
    private readonly int _mostLast = Math.Max(1, mostLines / 4);
    private readonly List<string> _first = [];
    private readonly Queue<string> _last = new();
    private readonly StringBuilder _line = new();
    private int _cursor;
    private long _dropped;

    public void Append(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOfAny("\n\r\b\u001b");
            Overwrite(end < 0 ? text : text[..end]);
            if (end < 0) return;

            var control = text[end];
            text = text[(end + 1)..];
            if (control == '\n') EndLine();
            else if (control == '\r') _cursor = 0;
            else if (control == '\b') _cursor = Math.Max(0, _cursor - 1);
            else text = text[Escape(text)..];
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var line in _first) text.Append(line).Append('\n');
        if (_dropped > 0) text.Append(CultureInfo.InvariantCulture, $"… {_dropped:N0} lines left out\n");
        foreach (var line in _last) text.Append(line).Append('\n');
        return text.Append(_line).ToString();
    }

    private void Overwrite(ReadOnlySpan<char> text)
    {
        var room = LongestLine - _cursor;
        if (text.Length > room) text = text[..Math.Max(0, room)];
        var over = Math.Min(text.Length, _line.Length - _cursor);
        for (var i = 0; i < over; i++) _line[_cursor + i] = text[i];
        _line.Append(text[over..]);
        _cursor += text.Length;
    }

    private void EndLine()
    {
        var line = _line.ToString();
        _line.Clear();
        _cursor = 0;
        if (_first.Count < mostLines - _mostLast)
        {
            _first.Add(line);
            return;
        }

        _last.Enqueue(line);
        if (_last.Count <= _mostLast) return;
        _last.Dequeue();
        _dropped++;
    }

    /// <summary>Obeys "erase the line", drops every other escape sequence; returns its length.</summary>
    private int Escape(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != '[') return Math.Min(1, text.Length);
        var end = text[1..].IndexOfAnyInRange('@', '~');
        if (end < 0) return text.Length;
        if (text[end + 1] == 'K')
        {
            if (end == 0 || text[1] == '0') _line.Length = Math.Min(_line.Length, _cursor);
            else if (text[1] == '2') { _line.Clear(); _line.Append(' ', _cursor); }
        }

        return end + 2;
    }
}
