using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookRunner.Worker;

/// <summary>
/// Has a cell say which of its statements it has come to. A process that has ended or was stopped can no longer be
/// asked, and the runtime tells of an abort in native code, an exit or a killing without a line.
/// </summary>
internal static class LineMarks
{
    private const string Slot = "NotebookRunner.Line";
    private static readonly CSharpParseOptions Script = new(LanguageVersion.Preview, kind: SourceCodeKind.Script);

    /// <summary>Sets who is told.</summary>
    public static void TellTo(Action<int> listener) => AppContext.SetData(Slot, listener);

    /// <summary>Puts a call before the first statement of each line that begins one; no line moves.</summary>
    /// <param name="code">Code of a cell. One that cannot be parsed stays as it is.</param>
    /// <param name="linesBefore">How many lines of the cell come before it.</param>
    public static string Add(string code, int linesBefore)
    {
        var tree = CSharpSyntaxTree.ParseText(code, Script);
        if (tree.GetDiagnostics().Any(finding => finding.Severity == DiagnosticSeverity.Error)) return code;
        var marked = new StringBuilder(code);
        var statements = tree.GetCompilationUnitRoot().Members
            .Where(member => member is GlobalStatementSyntax or FieldDeclarationSyntax)
            .Select(member => (member.SpanStart, tree.GetLineSpan(member.Span).StartLinePosition.Line));
        const string Listener = $"((global::System.Action<int>)global::System.AppContext.GetData(\"{Slot}\"))";
        foreach (var (start, line) in statements.DistinctBy(statement => statement.Line).Reverse())
            marked.Insert(start, FormattableString.Invariant($"{Listener}({line + linesBefore + 1});"));
        return marked.ToString();
    }
}
