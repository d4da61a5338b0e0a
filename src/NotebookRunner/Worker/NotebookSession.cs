using System.Diagnostics;
using System.Globalization;
using NotebookRunner.Documents;
using NotebookRunner.Execution;

namespace NotebookRunner.Worker;

/// <summary>Runs the cells of one notebook: directives here, C# in the script session.</summary>
internal sealed class NotebookSession
{
    private const int DeepestImport = 20;
    private readonly PackageFolder _packages = new();
    private readonly ScriptSession _script;
    private readonly string _folder;

    public NotebookSession(string folder, ScriptSession script)
    {
        _folder = folder;
        _script = script;
        script.Open(folder);
    }

    /// <exception cref="CellFailure">The cell failed.</exception>
    public Task RunCellAsync(int number, string source, string language) =>
        RunAsync(source, language, string.Create(CultureInfo.InvariantCulture, $"cell {number}"), depth: 0);

    private async Task RunAsync(string source, string language, string name, int depth)
    {
        Stopwatch? watch = null;
        foreach (var part in CellSource.Split(source, language))
        {
            switch (part.Kind)
            {
                case CellPartKind.Import:
                    await ImportAsync(part, depth).ConfigureAwait(false);
                    break;
                case CellPartKind.Package:
                    _script.AddReferences(_packages.Resolve(part.Text, part.Line));
                    break;
                case CellPartKind.Time:
                    watch = Stopwatch.StartNew();
                    break;
                case CellPartKind.Code when part.Language == CellLanguage.CSharp:
                    await _script.RunAsync(part.Text, name).ConfigureAwait(false);
                    break;
                case CellPartKind.Code when part.Language == CellLanguage.Html:
                    CellOutput.Display([new(MimeTypes.Html, part.Text)]);
                    break;
                case CellPartKind.Code:
                    CellOutput.Note($"{part.Language} is not run here.");
                    break;
            }
        }

        // A time differs from run to run: the reader at the console sees it, the file does not.
        if (watch is not null) CellOutput.Note(string.Create(CultureInfo.InvariantCulture, $"Wall time: {watch.Elapsed.TotalMilliseconds:0.#}ms"));
    }

    private async Task ImportAsync(CellPart import, int depth)
    {
        // As in the kernel, a path is relative to the notebook's folder, also in an imported file.
        var path = Path.GetFullPath(Path.Combine(_folder, import.Text));
        if (!File.Exists(path)) throw ImportFailed($"#!import {import.Text}: expected a file, found none.");
        if (depth >= DeepestImport) throw ImportFailed($"#!import {import.Text}: files import each other without end.");

        var name = import.Text.Replace('\\', '/');
        if (Path.IsPathRooted(import.Text)) name = Path.GetFileName(path);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".csx" or ".cs":
                await RunImportedAsync(await File.ReadAllTextAsync(path).ConfigureAwait(false), CellLanguage.CSharp, name).ConfigureAwait(false);
                break;
            case ".ipynb":
                var cells = ReadNotebook(path).Cells;
                for (var i = 0; i < cells.Count; i++)
                {
                    if (!cells[i].IsCode) continue;
                    await RunImportedAsync(cells[i].Source, cells[i].Language, string.Create(CultureInfo.InvariantCulture, $"{name} cell {i + 1}")).ConfigureAwait(false);
                }

                break;
            default:
                throw ImportFailed($"#!import {import.Text}: expected a .csx, .cs or .ipynb file.");
        }

        CellFailure ImportFailed(string message) => CellFailure.At(import.Line, NotebookErrorKind.Import, "ImportError", message);

        async Task RunImportedAsync(string source, string language, string name)
        {
            try
            {
                await RunAsync(source, language, name, depth + 1).ConfigureAwait(false);
            }
            catch (CellFailure failure)
            {
                // The reader looks at the cell: its line is that of the import, and the message says where in the file.
                var error = failure.Error;
                var place = error.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"{name}, line {line}") : name;
                throw new CellFailure(error with { Line = import.Line, Message = $"{place}: {error.Message}", Trace = [.. error.Trace, $"   imported as {name}"] });
            }
        }

        Notebook ReadNotebook(string file)
        {
            try
            {
                return Notebook.Load(file);
            }
            catch (NotebookFormatException e)
            {
                throw ImportFailed($"#!import {import.Text}: {e.Problem}");
            }
        }
    }
}
