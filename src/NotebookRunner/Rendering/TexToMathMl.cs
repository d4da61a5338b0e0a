using System.Text;

namespace NotebookRunner.Rendering;

/// <summary>
/// Turns the TeX of everyday formulas into MathML, which browsers draw without a script. What it does not know it refuses,
/// and the formula is shown as its source.
/// </summary>
internal sealed class TexToMathMl
{
    private readonly TexTokens _tokens;
    private readonly bool _display;

    private TexToMathMl(string tex, bool display)
    {
        _tokens = new TexTokens(tex);
        _display = display;
    }

    /// <summary>A formula as a <c>math</c> element, or as <c>code</c> where it cannot be converted.</summary>
    public static string Convert(string tex, bool display)
    {
        var source = HtmlText.Encode(tex.Trim());
        try
        {
            var body = new TexToMathMl(tex, display).ReadRow(null);
            var mode = display ? " display=\"block\"" : "";
            return $"<math{mode}><semantics>{body}<annotation encoding=\"application/x-tex\">{source}</annotation></semantics></math>";
        }
        catch (FormatException)
        {
            return display ? $"<pre class=\"tex\"><code>{source}</code></pre>" : $"<code class=\"tex\">{source}</code>";
        }
    }

    /// <summary>Reads up to a closing token, which is consumed, or to the end.</summary>
    private string ReadRow(string? end)
    {
        var row = new StringBuilder("<mrow>");
        while (_tokens.Peek() is { } token)
        {
            if (token == end)
            {
                _tokens.Next();
                return row.Append("</mrow>").ToString();
            }

            row.Append(ReadScripted());
        }

        if (end is not null) throw new FormatException($"expected {end}");
        return row.Append("</mrow>").ToString();
    }

    private string ReadScripted()
    {
        // "log y" needs its space, "log(y)" must not have one.
        var isFunction = _tokens.Peek() is { Length: > 2 } name && name[0] == '\\'
            && (TexSymbols.Functions.Contains(name[1..]) || TexSymbols.LimitFunctions.Contains(name[1..]));
        var formula = ReadWithScripts();
        return isFunction && _tokens.Peek() is not (null or "(" or "[" or "}" or @"\left" or @"\bigl" or ")" or "," or "=" or "&" or @"\\") ? formula + Space("0.167em") : formula;
    }

    private string ReadWithScripts()
    {
        var hasLimits = false;
        var nucleus = _tokens.Peek() is "^" or "_" ? "<mrow></mrow>" : ReadNucleus(out hasLimits);
        string? below = null, above = null;
        while (_tokens.Peek() is "^" or "_" or "'")
        {
            var mark = _tokens.Next();
            if (mark == "'") above = $"{above}<mo>′</mo>";
            else if (mark == "_") below = below is null ? ReadArgument() : throw new FormatException("double subscript");
            else above = $"{above}{ReadArgument()}";
        }

        if (above?.StartsWith("<mo>′</mo>", StringComparison.Ordinal) == true) above = $"<mrow>{above}</mrow>";
        var stacked = hasLimits && _display;
        return (below, above) switch
        {
            (null, null) => nucleus,
            (_, null) => Element(stacked ? "munder" : "msub", nucleus + below),
            (null, _) => Element(stacked ? "mover" : "msup", nucleus + above),
            _ => Element(stacked ? "munderover" : "msubsup", nucleus + below + above),
        };
    }

    /// <summary>One group or one sign, as a command takes it.</summary>
    private string ReadArgument()
    {
        if (_tokens.Peek() != "{") return _tokens.Peek() is "}" or null ? throw new FormatException("expected an argument") : ReadNucleus(out _, digits: false);
        _tokens.Next();
        return ReadRow("}");
    }

    private string ReadNucleus(out bool hasLimits, bool digits = true)
    {
        hasLimits = false;
        var token = _tokens.Next()!;
        if (token == "{") return ReadRow("}");
        if (token is "}" or "&" or @"\\" or "$" or "#" or "%" or "\\") throw new FormatException($"unexpected {token}");
        if (token[0] == '\\') return ReadCommand(token[1..], out hasLimits);
        var c = token[0];
        if (char.IsAsciiDigit(c)) return Element("mn", token + (digits ? _tokens.NextDigits() : ""));
        if (char.IsLetter(c)) return Element("mi", token);
        if (char.IsSurrogate(c)) return Element("mi", token + _tokens.Next());
        return c switch
        {
            '-' => Element("mo", "−"),
            '*' => Element("mo", "∗"),
            '~' => Space("0.25em"),
            '(' or ')' or '[' or ']' or '|' => $"<mo stretchy=\"false\">{c}</mo>",
            _ => Element("mo", HtmlText.Encode(token)),
        };
    }

    private string ReadCommand(string name, out bool hasLimits)
    {
        hasLimits = TexSymbols.Large.ContainsKey(name) || TexSymbols.LimitFunctions.Contains(name);
        if (TexSymbols.Letters.TryGetValue(name, out var sign)) return Element("mi", sign);
        if (TexSymbols.Operators.TryGetValue(name, out sign)) return $"<mo stretchy=\"false\">{HtmlText.Encode(sign)}</mo>";
        if (TexSymbols.Large.TryGetValue(name, out sign)) return $"<mo movablelimits=\"false\">{sign}</mo>";
        if (TexSymbols.Integrals.TryGetValue(name, out sign)) return Element("mo", sign);
        if (TexSymbols.LimitFunctions.Contains(name) || TexSymbols.Functions.Contains(name)) return Function(name);
        if (TexSymbols.Accents.TryGetValue(name, out sign)) return $"<mover accent=\"true\">{ReadArgument()}<mo>{sign}</mo></mover>";
        if (TexSymbols.Spaces.TryGetValue(name, out var width)) return Space(width);
        switch (name)
        {
            case "frac" or "dfrac" or "tfrac":
                var numerator = ReadArgument();
                return Element("mfrac", numerator + ReadArgument());
            case "binom":
                var upper = ReadArgument();
                return $"<mrow><mo>(</mo><mfrac linethickness=\"0\">{upper}{ReadArgument()}</mfrac><mo>)</mo></mrow>";
            case "sqrt":
                return ReadRoot();
            case "text" or "mathrm" or "textrm" or "mathsf" or "mathtt" or "texttt":
                return Text(name, _tokens.NextRawGroup());
            case "textbf":
                return $"<mtext style=\"font-weight:bold\">{HtmlText.Encode(_tokens.NextRawGroup())}</mtext>";
            case "operatorname":
                hasLimits = _tokens.Peek() == "*";
                if (hasLimits) _tokens.Next();
                return Function(_tokens.NextRawGroup());
            case "mathbb":
                return Letters(TexSymbols.DoubleStruck);
            case "mathcal":
                return Letters(TexSymbols.Script);
            case "mathbf" or "boldsymbol" or "bm":
                return Letters(TexSymbols.Bold);
            case "underbrace":
                hasLimits = true;
                return $"<munder>{ReadArgument()}<mo>⏟</mo></munder>";
            case "left":
                return ReadFenced();
            case "big" or "Big" or "bigl" or "bigr" or "Bigl" or "Bigr":
                return ReadNucleus(out _);
            case "begin":
                return ReadEnvironment();
            case "displaystyle" or "limits":
                return "";
            default:
                throw new FormatException($"unknown command \\{name}");
        }
    }

    private string ReadRoot()
    {
        if (_tokens.Peek() != "[") return Element("msqrt", ReadArgument());
        _tokens.Next();
        var degree = ReadRow("]");
        return Element("mroot", ReadArgument() + degree);
    }

    private string ReadFenced()
    {
        var open = Fence();
        var body = ReadRow(@"\right");
        return $"<mrow>{open}{body}{Fence()}</mrow>";

        string Fence()
        {
            var token = _tokens.Next() ?? throw new FormatException("expected a bracket");
            if (token == ".") return "";
            var sign = token[0] != '\\' ? token : TexSymbols.Operators.GetValueOrDefault(token[1..]) ?? throw new FormatException($"unknown bracket {token}");
            return $"<mo fence=\"true\" stretchy=\"true\">{HtmlText.Encode(sign)}</mo>";
        }
    }

    private string ReadEnvironment()
    {
        var name = _tokens.NextRawGroup();
        var (open, close) = name switch
        {
            "cases" => ("{", ""),
            "pmatrix" => ("(", ")"),
            "bmatrix" => ("[", "]"),
            "matrix" or "aligned" or "align" or "align*" => ("", ""),
            _ => throw new FormatException($"unknown environment {name}"),
        };
        var isAligned = name.StartsWith("align", StringComparison.Ordinal);
        var table = new StringBuilder("<mtr><mtd>");
        while (true)
        {
            switch (_tokens.Peek())
            {
                case null:
                    throw new FormatException(@"expected \end");
                case "&":
                    _tokens.Next();
                    table.Append("</mtd><mtd>");
                    continue;
                case @"\\":
                    _tokens.Next();
                    table.Append("</mtd></mtr><mtr><mtd>");
                    continue;
                case @"\end":
                    _tokens.Next();
                    if (_tokens.NextRawGroup() != name) throw new FormatException($"expected \\end{{{name}}}");
                    table.Append("</mtd></mtr>");
                    var style = isAligned ? " class=\"aligned\"" : name == "cases" ? " class=\"cases\"" : "";
                    return $"<mrow>{Fence(open)}<mtable{style}>{table}</mtable>{Fence(close)}</mrow>";
                default:
                    table.Append(ReadScripted());
                    continue;
            }
        }

        static string Fence(string sign) => sign.Length == 0 ? "" : $"<mo fence=\"true\" stretchy=\"true\">{sign}</mo>";
    }

    private string Letters(Func<char, string> form)
    {
        var group = _tokens.Peek() == "{" ? _tokens.NextRawGroup() : _tokens.Next() ?? "";
        if (!group.All(c => char.IsAsciiLetterOrDigit(c) || c == ' ')) throw new FormatException("expected letters");
        return Element("mi", string.Concat(group.Where(c => c != ' ').Select(form)));
    }

    private static string Function(string name) => name.Length == 1 ? $"<mi mathvariant=\"normal\">{HtmlText.Encode(name)}</mi>" : Element("mi", HtmlText.Encode(name));

    private static string Text(string command, string text) =>
        command is "texttt" or "mathtt"
            ? $"<mtext style=\"font-family:monospace\">{HtmlText.Encode(text)}</mtext>"
            : Element("mtext", HtmlText.Encode(text.Replace(@"\_", "_", StringComparison.Ordinal).Replace(' ', '\u00a0')));

    private static string Space(string width) => $"<mspace width=\"{width}\"/>";

    private static string Element(string name, string content) => $"<{name}>{content}</{name}>";
}
