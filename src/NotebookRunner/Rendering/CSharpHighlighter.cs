using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookRunner.Rendering;

/// <summary>Colours C# with the compiler's own reader: one <c>span</c> a token, its class one letter.</summary>
internal static class CSharpHighlighter
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>The code as HTML, without a <c>pre</c>.</summary>
    public static string ToHtml(string code)
    {
        var html = new StringBuilder();
        var csharp = new StringBuilder();
        var lines = code.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var end = i + 1 < lines.Length ? "\n" : "";
            if (!lines[i].TrimStart().StartsWith("#!", StringComparison.Ordinal))
            {
                csharp.Append(lines[i]).Append(end);
                continue;
            }

            AppendCode(html, csharp.ToString());
            csharp.Clear();
            Append(html, lines[i], "d");
            html.Append(end);
        }

        AppendCode(html, csharp.ToString());
        return html.ToString();
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
        var kind = trivia.Kind();
        var isComment = kind is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;
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
            SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.Utf8StringLiteralToken
                or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedStringTextToken
                or SyntaxKind.InterpolatedStringEndToken or SyntaxKind.InterpolatedVerbatimStringStartToken
                or SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken
                or SyntaxKind.InterpolatedRawStringEndToken => "s",
            SyntaxKind.IdentifierToken => ClassOfName(token),
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
        SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access } name
            when access.Name == name && call.Expression == access => "f",
        SimpleNameSyntax name when SyntaxFacts.IsInTypeOnlyContext(name) => "t",
        _ => null,
    };
}
