using System.Text;
using System.Text.RegularExpressions;
using NotebookRunner.Documents;
using NotebookRunner.Execution;

namespace NotebookRunner.Worker;

/// <summary>Takes a cell's text apart into code and directives, as the kernel does: a directive has its own line.</summary>
internal static partial class CellSource
{
    /// <exception cref="CellFailure">The cell uses a magic command that is not known here.</exception>
    public static IReadOnlyList<CellPart> Split(string source, string language)
    {
        var parts = new List<CellPart>();
        var code = new StringBuilder();
        var codeLine = 0;
        var lines = source.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimStart();
            var directive = line.StartsWith("#!", StringComparison.Ordinal) ? line.TrimEnd() : null;
            if (directive is null)
            {
                if (language == CellLanguage.CSharp && PackageLine().Match(line) is { Success: true } package)
                {
                    parts.Add(new CellPart(CellPartKind.Package, package.Groups[1].Value.Trim(), i + 1, language));
                    AppendCode("", i);
                }
                else if (language == CellLanguage.CSharp && PackageSourceLine().IsMatch(line)) AppendCode("", i);
                else AppendCode(lines[i], i);
                continue;
            }

            EndCode();
            if (CellLanguage.OfMagic(directive) is { } next) language = next;
            else parts.Add(ReadDirective(directive, i + 1, language));
        }

        EndCode();
        return parts;

        void AppendCode(string line, int index)
        {
            if (code.Length == 0 && codeLine == 0)
            {
                codeLine = index + 1;
                if (language == CellLanguage.CSharp) code.Append('\n', index);
            }

            code.Append(line).Append('\n');
        }

        void EndCode()
        {
            // The line break after the last line is the file's, not the cell's.
            var text = code.Length == 0 ? "" : code.ToString(0, code.Length - 1);
            if (!string.IsNullOrWhiteSpace(text)) parts.Add(new CellPart(CellPartKind.Code, text, codeLine, language));
            code.Clear();
            codeLine = 0;
        }
    }

    private static CellPart ReadDirective(string directive, int line, string language)
    {
        var end = directive.IndexOfAny([' ', '\t']);
        var name = end < 0 ? directive : directive[..end];
        var argument = end < 0 ? "" : directive[end..].Trim();
        return name switch
        {
            "#!import" when argument.Length == 0 =>
                throw CellFailure.At(line, NotebookErrorKind.Import, "ImportError", "#!import names no file."),
            "#!import" => new CellPart(CellPartKind.Import, argument.Trim('"'), line, language),
            "#!time" => new CellPart(CellPartKind.Time, "", line, language),
            _ => throw CellFailure.At(
                line, NotebookErrorKind.UnknownMagic, "UnknownMagic", $"the magic command {name} is not known to this runner."),
        };
    }

    [GeneratedRegex("""^#r\s+"nuget:([^"]+)"\s*;?\s*(//.*)?$""")]
    private static partial Regex PackageLine();

    [GeneratedRegex("""^#i\s+"nuget:""")]
    private static partial Regex PackageSourceLine();
}
