using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookPages.Rendering;

/// <summary>Colours C# with the compiler's own reader: one <c>span</c> a token, its class one letter.</summary>
internal static partial class CSharpHighlighter
{
    private const int Deepest = 200;
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>The code as HTML, without a <c>pre</c>.</summary>
    public static string ToHtml(string code)
    {
        if (Depth(code) > Deepest) return HtmlText.Encode(code);
        var html = new StringBuilder();
        var parts = MagicLine().Split(code.ReplaceLineEndings("\n"));
        for (var i = 0; i < parts.Length; i++)
        {
            if (i % 2 == 0) AppendCode(html, parts[i]);
            else Append(html, parts[i], "d");
        }

        return html.ToString();
    }

    /// <summary>How deep brackets lie in each other: too deep, and the compiler's reader ends the process.</summary>
    private static int Depth(string code)
    {
        var (depth, angles, deepest) = (0, 0, 0);
        foreach (var sign in code)
        {
            if (sign is '(' or '[' or '{') depth++;
            else if (sign is ')' or ']' or '}') depth = Math.Max(0, depth - 1);
            else if (sign == '<') angles++;
            else if (sign is '>' or ';') angles = sign == ';' ? 0 : Math.Max(0, angles - 1);
            deepest = Math.Max(deepest, depth + angles);
        }

        return deepest;
    }

    private static void AppendCode(StringBuilder html, string code)
    {
        foreach (var token in CSharpSyntaxTree.ParseText(code, Options).GetRoot().DescendantTokens())
        {
            foreach (var trivia in token.LeadingTrivia) AppendTrivia(html, trivia);
            Append(html, token.Text, ClassOf(token));
            foreach (var trivia in token.TrailingTrivia) AppendTrivia(html, trivia);
        }
    }

    private static void AppendTrivia(StringBuilder html, SyntaxTrivia trivia)
    {
        var isComment = trivia.Kind().ToString().EndsWith("CommentTrivia", StringComparison.Ordinal);
        Append(html, trivia.ToFullString(), isComment ? "c" : trivia.IsDirective ? "d" : null);
    }

    private static void Append(StringBuilder html, string text, string? name)
    {
        var encoded = HtmlText.Encode(text);
        if (name is null || encoded.Length == 0) html.Append(encoded);
        else html.Append("<span class=\"").Append(name).Append("\">").Append(encoded).Append("</span>");
    }

    private static string? ClassOf(SyntaxToken token)
    {
        var kind = token.Kind();
        return kind switch
        {
            _ when SyntaxFacts.IsKeywordKind(kind) || SyntaxFacts.IsContextualKeyword(kind) => "k",
            SyntaxKind.NumericLiteralToken => "n",
            SyntaxKind.CharacterLiteralToken => "s",
            SyntaxKind.IdentifierToken => ClassOfName(token),
            // A dozen kinds: plain, raw, verbatim, UTF-8; of interpolated ones start, text and end.
            _ when kind.ToString().Contains("String", StringComparison.Ordinal) => "s",
            _ => null,
        };
    }

    private static string? ClassOfName(SyntaxToken token) => token.Parent switch
    {
        BaseTypeDeclarationSyntax or TypeParameterSyntax => "t",
        MethodDeclarationSyntax or LocalFunctionStatementSyntax => "f",
        IdentifierNameSyntax { IsVar: true } => "k",
        SimpleNameSyntax { Parent: QualifiedNameSyntax or UsingDirectiveSyntax } => null,
        SimpleNameSyntax { Parent: InvocationExpressionSyntax } => "f",
        SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } member } n
            when member.Name == n && call.Expression == member => "f",
        SimpleNameSyntax name when SyntaxFacts.IsInTypeOnlyContext(name) => "t",
        _ => null,
    };

    [GeneratedRegex(@"^([^\S\n]*#!.*)$", RegexOptions.Multiline)]
    private static partial Regex MagicLine();
}
