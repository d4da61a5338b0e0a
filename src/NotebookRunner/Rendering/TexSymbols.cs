namespace NotebookRunner.Rendering;

/// <summary>The TeX commands that stand for one sign, and what MathML calls them.</summary>
internal static class TexSymbols
{
    /// <summary>Letters: written as identifiers.</summary>
    public static readonly Dictionary<string, string> Letters = Table("""
        alpha α   beta β   gamma γ   delta δ   epsilon ϵ   varepsilon ε   zeta ζ   eta η   theta θ
        vartheta ϑ   iota ι   kappa κ   lambda λ   mu μ   nu ν   xi ξ   pi π   rho ρ   sigma σ   tau τ
        upsilon υ   phi ϕ   varphi φ   chi χ   psi ψ   omega ω   Gamma Γ   Delta Δ   Theta Θ   Lambda Λ
        Xi Ξ   Pi Π   Sigma Σ   Upsilon Υ   Phi Φ   Psi Ψ   Omega Ω   partial ∂   nabla ∇   infty ∞
        ell ℓ   hbar ℏ   emptyset ∅   ldots …   dots …   cdots ⋯   vdots ⋮   ddots ⋱   top ⊤   bot ⊥
        """);

    /// <summary>Operators and relations.</summary>
    public static readonly Dictionary<string, string> Operators = Table("""
        times ×   cdot ⋅   div ÷   pm ±   mp ∓   ast ∗   star ⋆   circ ∘   bullet ∙   oplus ⊕   otimes ⊗
        odot ⊙   le ≤   leq ≤   ge ≥   geq ≥   ne ≠   neq ≠   ll ≪   gg ≫   approx ≈   equiv ≡   sim ∼
        simeq ≃   cong ≅   propto ∝   in ∈   notin ∉   ni ∋   subset ⊂   subseteq ⊆   supset ⊃   cup ∪
        cap ∩   setminus ∖   land ∧   wedge ∧   lor ∨   vee ∨   neg ¬   forall ∀   exists ∃   mid ∣
        to →   rightarrow →   leftarrow ←   gets ←   Rightarrow ⇒   Leftarrow ⇐   leftrightarrow ↔
        Leftrightarrow ⇔   iff ⇔   implies ⇒   mapsto ↦   uparrow ↑   downarrow ↓   colon :   lbrace {
        rbrace }   { {   } }   % %   # #   & &   $ $   _ _   langle ⟨   rangle ⟩   lfloor ⌊   rfloor ⌋
        lceil ⌈   rceil ⌉   lvert |   rvert |   vert |   lVert ‖   rVert ‖   Vert ‖   | ‖   lbrack [
        rbrack ]   prime ′
        """);

    /// <summary>Operators whose scripts stand above and below in a displayed formula.</summary>
    public static readonly Dictionary<string, string> Large = new(StringComparer.Ordinal)
    {
        ["sum"] = "∑",
        ["prod"] = "∏",
        ["bigcup"] = "⋃",
        ["bigcap"] = "⋂",
    };

    /// <summary>Integrals: large, with scripts at their side.</summary>
    public static readonly Dictionary<string, string> Integrals = new(StringComparer.Ordinal)
    {
        ["int"] = "∫",
        ["iint"] = "∬",
        ["oint"] = "∮",
    };

    /// <summary>Functions that are written upright.</summary>
    public static readonly HashSet<string> Functions = new(StringComparer.Ordinal)
    {
        "log", "ln", "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh", "arctan", "det", "dim", "deg", "gcd", "Pr", "arg", "ker", "sec",
    };

    /// <summary>Functions with limits below.</summary>
    public static readonly HashSet<string> LimitFunctions = new(StringComparer.Ordinal) { "max", "min", "lim", "sup", "inf", "argmax", "argmin" };

    /// <summary>Marks above a letter.</summary>
    public static readonly Dictionary<string, string> Accents = Table("""
        hat ^   widehat ^   bar ¯   overline ¯   tilde ~   widetilde ~   vec →   dot ˙   ddot ¨
        """);

    /// <summary>Widths of spaces.</summary>
    public static readonly Dictionary<string, string> Spaces = new(StringComparer.Ordinal)
    {
        [","] = "0.167em",
        [":"] = "0.222em",
        [";"] = "0.278em",
        ["!"] = "-0.167em",
        [" "] = "0.25em",
        ["quad"] = "1em",
        ["qquad"] = "2em",
    };

    /// <summary>Double-struck letters.</summary>
    public static string DoubleStruck(char letter) => letter switch
    {
        'C' => "ℂ",
        'H' => "ℍ",
        'N' => "ℕ",
        'P' => "ℙ",
        'Q' => "ℚ",
        'R' => "ℝ",
        'Z' => "ℤ",
        >= 'A' and <= 'Z' => char.ConvertFromUtf32(0x1D538 + letter - 'A'),
        >= 'a' and <= 'z' => char.ConvertFromUtf32(0x1D552 + letter - 'a'),
        '1' => "𝟙",
        _ => letter.ToString(),
    };

    /// <summary>Script letters.</summary>
    public static string Script(char letter) => letter switch
    {
        'B' => "ℬ",
        'E' => "ℰ",
        'F' => "ℱ",
        'H' => "ℋ",
        'I' => "ℐ",
        'L' => "ℒ",
        'M' => "ℳ",
        'R' => "ℛ",
        >= 'A' and <= 'Z' => char.ConvertFromUtf32(0x1D49C + letter - 'A'),
        _ => letter.ToString(),
    };

    /// <summary>Bold upright letters.</summary>
    public static string Bold(char letter) => letter switch
    {
        >= 'A' and <= 'Z' => char.ConvertFromUtf32(0x1D400 + letter - 'A'),
        >= 'a' and <= 'z' => char.ConvertFromUtf32(0x1D41A + letter - 'a'),
        >= '0' and <= '9' => char.ConvertFromUtf32(0x1D7CE + letter - '0'),
        _ => letter.ToString(),
    };

    /// <summary>Reads names and signs by turns.</summary>
    private static Dictionary<string, string> Table(string namesAndSigns) =>
        namesAndSigns.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Chunk(2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
