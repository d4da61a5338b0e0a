using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Documents;

namespace NotebookRunner.Worker;

/// <summary>Runs the cells of one notebook in a kernel of .NET Interactive.</summary>
internal sealed class NotebookSession : IDisposable
{
    private const int DeepestImport = 20;
    private readonly CSharpKernel _csharp = new();
    private readonly Stack<SourceText> _sources = new();
    private readonly CellOutput _output;
    private readonly PackageReferences _packages;
    private readonly CompositeKernel _kernel;
    private readonly IDisposable _events;
    private string _folder = "";
    private string? _problem;
    private WorkerError? _importError;

    public NotebookSession(CellOutput output)
    {
        _csharp.AddMiddleware((command, context, next) =>
        {
            if (command is SubmitCode code && _sources.TryPeek(out var source))
            {
                var name = source.NameOf(code.Code);
                Name(name);
                // A file that a cell imports has lines of its own.
                if (_sources.Count == 1) Code(code) = LineMarks.Add(code.Code, SourceText.Read(name).LinesBefore);
            }

            return next(command, context);
        });
        _output = output;
        LineMarks.TellTo(output.Line);
        _packages = new PackageReferences(_csharp);
        _kernel = NotebookKernel.Create(_csharp, output);
        _kernel.AddDirective<ImportDocument>(
            new KernelActionDirective("#!import")
            {
                Parameters = { new("--file") { AllowImplicitName = true, Required = true } },
            },
            (import, context) => ImportAsync(import, context));
        _events = _kernel.KernelEvents.Subscribe(happening =>
        {
            if (happening is ErrorProduced error) _problem ??= error.Message;
            else if (_sources.Count > 0) output.Take(happening);
        });
        Options(_csharp) = Options(_csharp).WithEmitDebugInformation(true).WithFileEncoding(Encoding.UTF8);
    }

    /// <summary>
    /// Compiles and runs a little code, so that the first cell need not wait for the compiler and the formatter.
    /// </summary>
    public async Task WarmUpAsync() =>
        await _kernel.SendAsync(new SubmitCode(WarmUp, _csharp.Name)).ConfigureAwait(false);

    /// <summary>Says in which folder the cells run.</summary>
    public void Open(string folder) => Environment.CurrentDirectory = _folder = folder;

    /// <summary>Runs a cell to its end.</summary>
    /// <returns>What went wrong, or null.</returns>
    public async Task<WorkerError?> RunCellAsync(int number, string source, string language)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"cell {number}");
        var error = await RunAsync(source, language, name).ConfigureAwait(false);
        // Packages come before all code, so a cell that lacked one has done nothing yet.
        if (error?.Kind != NotebookErrorKind.PackageNotAvailable) return error;
        var again = await _packages.CanTryElsewhereAsync().ConfigureAwait(false);
        return again ? await RunAsync(source, language, name).ConfigureAwait(false) : error;
    }

    public void Dispose()
    {
        _events.Dispose();
        _kernel.Dispose();
    }

    private async Task<WorkerError?> RunAsync(string source, string language, string name)
    {
        var text = new SourceText(name, source);
        if (_sources.Count == 0) (_problem, _importError) = (null, null);
        _sources.Push(text);
        try
        {
            var before = _csharp.ScriptState;
            var result = await _kernel.SendAsync(new SubmitCode(source, language)).ConfigureAwait(false);
            // What fails below a command of its own ends the cell's command early, or leaves it a success.
            if (_importError is not null) return _importError;
            var failure = result.Events.OfType<CommandFailed>().FirstOrDefault();
            var thrown = _csharp.ScriptState == before ? null : _csharp.ScriptState?.Exception;
            if (failure is not null) return ErrorReport.Of(failure, thrown, text, _folder);
            return _problem is null ? null : ErrorReport.OfMessage(_problem, text);
        }
        finally
        {
            _sources.Pop();
        }
    }

    private async Task ImportAsync(ImportDocument import, KernelInvocationContext context)
    {
        var line = _sources.Peek().LineOf(import.FilePath);
        if (_sources.Count == 1 && line is { } at) _output.Line(at);
        var file = new FileInfo(import.FilePath);
        var name = (Path.IsPathRooted(import.FilePath) ? file.Name : import.FilePath).Replace('\\', '/');
        if (!file.Exists)
            Fail(new WorkerError(
                NotebookErrorKind.Import, "ImportError", $"#!import {name}: expected a file, found none.", line, []));
        else if (_sources.Count > DeepestImport)
            Fail(new WorkerError(NotebookErrorKind.Import, "ImportError",
                $"#!import {name}: files import each other without end.", line, []));
        else if (await RunFileAsync(file, name, line).ConfigureAwait(false) is { } error) Fail(error);

        void Fail(WorkerError error)
        {
            _importError = error;
            context.Fail(import, new CellFailure(error), error.Message);
        }
    }

    private async Task<WorkerError?> RunFileAsync(FileInfo file, string name, int? line)
    {
        InteractiveDocument document;
        try
        {
            var languages = new KernelInfoCollection();
            foreach (var kernel in _kernel.ChildKernels)
                languages.Add(new Microsoft.DotNet.Interactive.Documents.KernelInfo(
                    kernel.Name, kernel.KernelInfo.LanguageName, [.. kernel.KernelInfo.Aliases]));
            document = await InteractiveDocument.LoadAsync(file, languages).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new WorkerError(NotebookErrorKind.Import, "ImportError", $"#!import {name}: {e.Message}", line, []);
        }

        for (var i = 0; i < document.Elements.Count; i++)
        {
            var element = document.Elements[i];
            if (string.Equals(element.KernelName, "markdown", StringComparison.OrdinalIgnoreCase)) continue;
            var part = document.Elements.Count == 1
                ? name : string.Create(CultureInfo.InvariantCulture, $"{name} cell {i + 1}");
            var error = await RunAsync(element.Contents, element.KernelName ?? _csharp.Name, part)
                .ConfigureAwait(false);
            if (error is null) continue;
            // The reader looks at the cell: its line is that of the import, and the message says where in the file.
            var place = error.Line is { } at ? string.Create(CultureInfo.InvariantCulture, $"{part}, line {at}") : part;
            return error with
            {
                Line = line,
                Message = $"{place}: {error.Message}",
                Trace = [.. error.Trace, $"   imported as {part}"],
            };
        }

        return null;
    }

    /// <summary>
    /// Names the code that is compiled next: an exception has line numbers only where the script names a file.
    /// </summary>
    private void Name(string name) => Options(_csharp) = Options(_csharp).WithFilePath(name);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_scriptOptions")]
    private static extern ref ScriptOptions Options(CSharpKernel kernel);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Code>k__BackingField")]
    private static extern ref string Code(SubmitCode command);

    private const string WarmUp = """
        foreach (var (key, value) in new[] { 1, 2 }.Where(n => n > 0).ToDictionary(n => n, n => $"{n,3}"))
            await Task.Yield();
        new[] { (1, "a") }.Select(p => new { p.Item1 })
        """;
}
