using System.Text;
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;
using NotebookRunner.Cells;

namespace NotebookRunner.Worker;

/// <summary>The C# of one notebook: every submission sees what the ones before it have made.</summary>
internal sealed class ScriptSession
{
    /// <summary>What the kernel imports, no more: a cell that compiles here must compile there.</summary>
    private static readonly string[] Imports =
        ["System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq", typeof(DisplayExtensions).Namespace!];

    private static readonly System.Reflection.Assembly[] References =
    [
        typeof(Enumerable).Assembly, typeof(IEnumerable<>).Assembly, typeof(Task<>).Assembly,
        typeof(System.Net.Http.HttpClient).Assembly, typeof(System.Net.HttpStatusCode).Assembly, typeof(Uri).Assembly,
        typeof(System.Text.Json.JsonSerializer).Assembly, typeof(IHtmlContent).Assembly,
        typeof(Kernel).Assembly, typeof(PocketView).Assembly,
    ];

    private string _folder = "";
    private ScriptOptions _options = ScriptOptions.Default
        .WithLanguageVersion(LanguageVersion.Latest)
        .WithImports(Imports)
        .AddReferences(References)
        .WithEmitDebugInformation(true)
        .WithFileEncoding(Encoding.UTF8);

    private ScriptState<object>? _state;

    /// <summary>
    /// Compiles, in a session of its own, code as notebooks have it: what the compiler then has ready, the first cells need not
    /// wait for.
    /// </summary>
    public static async Task WarmUpAsync()
    {
        var session = new ScriptSession();
        await session.StartAsync().ConfigureAwait(false);
        foreach (var code in WarmUpCode.Submissions)
            session._state = await session._state!.ContinueWithAsync<object>(code, session._options.WithFilePath("warm-up")).ConfigureAwait(false);
    }

    /// <summary>Says which folder relative references start from.</summary>
    public void Open(string folder)
    {
        _folder = folder;
        _options = _options
            .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(folder))
            .WithSourceResolver(new SourceFileResolver([], folder));
    }

    /// <summary>Makes assemblies visible to the code that follows.</summary>
    public void AddReferences(IEnumerable<string> assemblies) =>
        _options = _options.AddReferences(assemblies.Select(path => MetadataReference.CreateFromFile(path)));

    /// <summary>Compiles and runs the first, empty submission, so that the first cell need not wait for the compiler.</summary>
    public async Task StartAsync()
    {
        // The formatter's own start goes on beside the compiler's; the first value that is shown finds it done.
        _ = Task.Run(() => FormattedValue.CreateManyFromObject(0));
        _state = await CSharpScript.RunAsync<object>($"using static {typeof(Kernel).FullName};", _options).ConfigureAwait(false);
    }

    /// <summary>Runs code and shows what its last expression is worth.</summary>
    /// <param name="code">The code.</param>
    /// <param name="name">What stack traces call it.</param>
    /// <exception cref="CellFailure">It does not compile, or it threw.</exception>
    public async Task RunAsync(string code, string name)
    {
        try
        {
            _state = await _state!.ContinueWithAsync<object>(code, _options.WithFilePath(name), _ => true).ConfigureAwait(false);
        }
        catch (CompilationErrorException e)
        {
            throw new CellFailure(ErrorReport.OfDiagnostics(e.Diagnostics));
        }

        if (_state.Exception is { } thrown) throw new CellFailure(ErrorReport.OfException(thrown, name, _folder));
        if (EndsInExpression(_state.Script.GetCompilation())) Show(_state.ReturnValue, name);
    }

    private void Show(object? value, string name)
    {
        try
        {
            switch (value)
            {
                // The display itself is there already.
                case DisplayedValue: break;
                case FormattedValue formatted: CellOutput.Result([formatted]); break;
                case IEnumerable<FormattedValue> several: CellOutput.Result(several); break;
                default: CellOutput.Result(FormattedValue.CreateManyFromObject(value)); break;
            }
        }
        catch (Exception e)
        {
            throw new CellFailure(ErrorReport.OfException(e, name, _folder));
        }
    }

    /// <summary>True where the last statement is an expression without a semicolon that has a value.</summary>
    private static bool EndsInExpression(Compilation compilation)
    {
        var tree = compilation.SyntaxTrees.Single();
        return tree.GetRoot() is CompilationUnitSyntax { Members: [.., GlobalStatementSyntax { Statement: ExpressionStatementSyntax last }] }
            && last.SemicolonToken.IsMissing
            && compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type is not { SpecialType: SpecialType.System_Void };
    }
}
