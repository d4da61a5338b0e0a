namespace NotebookRunner.Rendering;

/// <summary>A reader of TeX's tokens: commands, braces, single characters.</summary>
internal sealed class TexTokens(string tex)
{
    private int _position;

    /// <summary>The next token, or null at the end. Commands keep their backslash.</summary>
    public string? Peek()
    {
        var position = _position;
        var token = Next();
        _position = position;
        return token;
    }

    public string? Next()
    {
        SkipSpace();
        if (_position >= tex.Length) return null;
        var start = _position++;
        if (tex[start] != '\\' || _position >= tex.Length) return tex[start.._position];
        if (!char.IsAsciiLetter(tex[_position])) _position++;
        else
        {
            while (_position < tex.Length && char.IsAsciiLetter(tex[_position])) _position++;
        }

        return tex[start.._position];
    }

    /// <summary>A number's remaining digits, right after its first.</summary>
    public string NextDigits()
    {
        var start = _position;
        while (_position < tex.Length && (char.IsAsciiDigit(tex[_position])
            || (tex[_position] == '.' && _position + 1 < tex.Length && char.IsAsciiDigit(tex[_position + 1])))) _position++;
        return tex[start.._position];
    }

    /// <summary>The text of a group, spaces included, braces not.</summary>
    public string NextRawGroup()
    {
        SkipSpace();
        if (_position >= tex.Length || tex[_position] != '{') throw new FormatException("expected {");
        var start = ++_position;
        for (var depth = 1; _position < tex.Length; _position++)
        {
            if (tex[_position] == '{') depth++;
            if (tex[_position] == '}' && --depth == 0) return tex[start.._position++];
        }

        throw new FormatException("expected }");
    }

    private void SkipSpace()
    {
        while (_position < tex.Length && char.IsWhiteSpace(tex[_position])) _position++;
    }
}
