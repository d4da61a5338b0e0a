namespace NotebookPages.Rendering;

/// <summary>
/// Turns the TeX of everyday formulas into MathML, which browsers draw without a script. Known are letters, numbers and
/// signs, groups, <c>_ ^ '</c>, <c>\frac</c>, <c>\sqrt</c> without a degree, <c>\text</c>, <c>\mathrm</c>,
/// <c>\left … \right</c>, aligned lines, cases, matrices, spaces, and the names in the tables below. Any other formula
/// is shown as its source.
/// </summary>
internal sealed partial class TexToMathMl(string tex, bool display)
{
    private static readonly Dictionary<string, string> Letters = Table("""
        alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν
        xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ
        Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω partial ∂ nabla ∇ infty ∞ ell ℓ ldots … dots … cdots ⋯
        """);

    private static readonly Dictionary<string, string> Operators = Table("""
        times × cdot ⋅ div ÷ pm ± le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ ll ≪ gg ≫ approx ≈ equiv ≡ sim ∼ propto ∝ in ∈ to →
        rightarrow → leftarrow ← Rightarrow ⇒ mapsto ↦ mid ∣ { { } } % % # # & & $ $ _ _ | ‖ langle ⟨ rangle ⟩
        lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lvert | rvert | lVert ‖ rVert ‖
        """);

    private static readonly Dictionary<string, string> Spaces = Table(
        @", 0.167em : 0.222em ; 0.278em ! -0.167em quad 1em qquad 2em");

    private static readonly HashSet<string> Functions = [.. "log ln exp sin cos tan tanh arg max min lim".Split(' ')];

    private static readonly Dictionary<string, (string Left, string Right)> Environments = new()
    {
        ["align"] = ("", ""),
        ["aligned"] = ("", ""),
        ["gather"] = ("", ""),
        ["gathered"] = ("", ""),
        ["equation"] = ("", ""),
        ["split"] = ("", ""),
        ["matrix"] = ("", ""),
        ["pmatrix"] = ("(", ")"),
        ["bmatrix"] = ("[", "]"),
        ["vmatrix"] = ("|", "|"),
        ["cases"] = ("{", ""),
    };

    // Nobody reads a formula that is longer, or lies deeper in itself.
    private const int MostTokens = 5_000, Deepest = 50;

    private readonly List<string> _tokens = [.. Token().Matches(tex).Select(match => match.Value)];
    private int _next, _depth;

    private string? Peek => _next < _tokens.Count ? _tokens[_next] : null;

    /// <summary>A formula as a <c>math</c> element, or as <c>code</c> where it cannot be converted.</summary>
    public static string Convert(string tex, bool display)
    {
        var source = HtmlText.Encode(tex.Trim());
        try
        {
            var formula = new TexToMathMl(tex, display);
            if (formula._tokens.Count > MostTokens) throw new FormatException("too long");
            var body = formula.ReadRow(null);
            return $"<math{(display ? " display=\"block\"" : "")}><semantics>{body}"
                + $"<annotation encoding=\"application/x-tex\">{source}</annotation></semantics></math>";
        }
        catch (FormatException)
        {
            return display ? $"<pre class=\"tex\"><code>{source}</code></pre>" : $"<code class=\"tex\">{source}</code>";
        }
    }

    private string Next() => Peek is null ? throw new FormatException("unexpected end") : _tokens[_next++];

    /// <summary>Reads up to a closing token, which is consumed, or to the end.</summary>
    private string ReadRow(string? end)
    {
        var row = ReadUntil(end);
        _next++;
        return row;
    }

    /// <summary>Reads up to one of some tokens, which is left.</summary>
    private string ReadUntil(params string?[] ends)
    {
        var row = new StringBuilder("<mrow>");
        while (!ends.Contains(Peek)) row.Append(ReadScripted());
        return row.Append("</mrow>").ToString();
    }

    /// <summary>Reads lines of cells: <c>a &amp;= b \\ …</c>.</summary>
    private string ReadEnvironment(string name)
    {
        if (!Environments.TryGetValue(name, out var fences)) throw new FormatException($"unknown environment {name}");
        var end = $@"\end{{{name}}}";
        var (table, row) = (new StringBuilder(), new StringBuilder());
        for (; ; _next++)
        {
            row.Append(Element("mtd", ReadUntil("&", @"\\", end)));
            if (Peek == "&") continue;
            table.Append(Element("mtr", row.ToString()));
            row.Clear();
            if (Peek == end) break;
        }

        _next++;
        var isAligned = name.StartsWith("align", StringComparison.Ordinal) || name == "split";
        var columns = name == "cases" ? " columnalign=\"left\"" : isAligned ? " columnalign=\"right left\"" : "";
        return $"<mrow>{Fence(fences.Left)}<mtable{columns}>{table}</mtable>{Fence(fences.Right)}</mrow>";
    }

    private string ReadScripted()
    {
        var name = Peek?.TrimStart('\\') ?? "";
        var nucleus = Peek is "^" or "_" ? "<mrow></mrow>" : ReadNucleus();
        string? below = null, above = null;
        while (Peek is "^" or "_" or "'")
        {
            var mark = Next();
            if (mark == "'") above += "<mo>′</mo>";
            else if (mark == "^") above += ReadArgument();
            else below = below is null ? ReadArgument() : throw new FormatException("double subscript");
        }

        if (above?.StartsWith("<mo>′</mo>", StringComparison.Ordinal) == true) above = Element("mrow", above);
        var stacked = display && name is "sum" or "prod" or "max" or "min" or "lim";
        var formula = (below, above) switch
        {
            (null, null) => nucleus,
            (_, null) => Element(stacked ? "munder" : "msub", nucleus + below),
            (null, _) => Element(stacked ? "mover" : "msup", nucleus + above),
            _ => Element(stacked ? "munderover" : "msubsup", nucleus + below + above),
        };
        // "log y" needs its space, "log(y)" must not have one.
        return Functions.Contains(name) && Peek is not (null or "(" or "[" or "}" or @"\left" or ")" or "," or "=")
            ? formula + Space("0.167em") : formula;
    }

    /// <summary>One group or one sign, as a command takes it: of a number the first digit.</summary>
    private string ReadArgument()
    {
        if (Peek is { Length: > 1 } number && char.IsAsciiDigit(number[0]))
        {
            _tokens[_next] = number[1..];
            return Element("mn", number[..1]);
        }

        return ReadNucleus();
    }

    private string ReadNucleus()
    {
        var token = Next();
        if (++_depth > Deepest) throw new FormatException("too deep");
        var formula = ReadNucleus(token);
        _depth--;
        return formula;
    }

    private string ReadNucleus(string token) =>
        token[0] switch
        {
            '\\' => ReadCommand(token[1..]),
            '{' => ReadRow("}"),
            '}' or '&' or '$' or '#' or '%' => throw new FormatException($"unexpected {token}"),
            '-' => Element("mo", "−"),
            '*' => Element("mo", "∗"),
            '~' => Space("0.25em"),
            '(' or ')' or '[' or ']' or '|' => $"<mo stretchy=\"false\">{token}</mo>",
            >= '0' and <= '9' => Element("mn", token),
            var c when char.IsLetter(c) || char.IsSurrogate(c) => Element("mi", token),
            _ => Element("mo", HtmlText.Encode(token)),
        };

    private string ReadCommand(string name)
    {
        if (Letters.TryGetValue(name, out var sign)) return Element("mi", sign);
        if (Operators.TryGetValue(name, out sign)) return $"<mo stretchy=\"false\">{HtmlText.Encode(sign)}</mo>";
        if (Spaces.TryGetValue(name, out var width)) return Space(width);
        if (Functions.Contains(name)) return Element("mi", name);
        return name switch
        {
            " " => Space("0.25em"),
            "sum" or "prod" => $"<mo movablelimits=\"false\">{(name == "sum" ? "∑" : "∏")}</mo>",
            "frac" => Element("mfrac", ReadArgument() + ReadArgument()),
            "sqrt" when Peek != "[" => Element("msqrt", ReadArgument()),
            _ when name.StartsWith("begin{", StringComparison.Ordinal) => ReadEnvironment(name[6..^1]),
            "left" => $"<mrow>{ReadFence()}{ReadRow(@"\right")}{ReadFence()}</mrow>",
            _ when name.Split('{', '}') is ["text" or "mathrm", var words, ""] => Element("mtext", HtmlText.Encode(
                words.Replace(@"\_", "_", StringComparison.Ordinal).Replace(' ', '\u00a0'))),
            _ => throw new FormatException($"unknown command \\{name}"),
        };
    }

    private string ReadFence()
    {
        var token = Next();
        if (token == ".") return "";
        var sign = token[0] != '\\' ? token
            : Operators.GetValueOrDefault(token[1..]) ?? throw new FormatException($"unknown bracket {token}");
        return Fence(sign);
    }

    private static string Fence(string sign) =>
        sign.Length == 0 ? "" : $"<mo fence=\"true\" stretchy=\"true\">{HtmlText.Encode(sign)}</mo>";

    private static string Space(string width) => $"<mspace width=\"{width}\"/>";

    private static string Element(string name, string content) => $"<{name}>{content}</{name}>";

    /// <summary>Reads names and signs by turns.</summary>
    private static Dictionary<string, string> Table(string namesAndSigns) =>
        namesAndSigns.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Chunk(2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    /// <summary>A command, <c>\text</c> with its words; a number; a sign.</summary>
    [GeneratedRegex(@"\\(?:text|mathrm|begin|end)\{[^{}]*\}|\\(?:[A-Za-z]+|.)|[0-9]+(?:\.[0-9]+)*|[\uD800-\uDBFF]?\S")]
    private static partial Regex Token();
}
