using Microsoft.DotNet.Interactive.PackageManagement;

namespace NotebookRunner.Worker;

/// <summary>
/// The kernel of .NET Interactive, put together as its own tool does it, for the languages that run here.
/// </summary>
internal static class NotebookKernel
{
    /// <summary>
    /// The kernel as Polyglot Notebooks start it, without the languages that need a page or a program of their own.
    /// </summary>
    /// <param name="csharp">The part of it that runs C#.</param>
    /// <param name="output">Is told of code in a language that is not run here.</param>
    public static CompositeKernel Create(CSharpKernel csharp, CellOutput output)
    {
        var kernel = new CompositeKernel { FrontendEnvironment = new Page() };
        kernel.Add(
            csharp.UseNugetDirective((k, packages) =>
            {
                k.AddAssemblyReferences(packages.SelectMany(package => package.AssemblyPaths));
                return Task.CompletedTask;
            })
            .UseKernelHelpers().UseWho().UseValueSharing(),
            ["c#", "C#"]);
        kernel.Add(new HtmlKernel());
        kernel.Add(new JavaScriptKernel().UseValueSharing(), ["js"]);
        kernel.Add(new KeyValueStoreKernel().UseWho());
        kernel.Add(new MarkdownKernel());
        foreach (var language in CellLanguage.Foreign) kernel.Add(new ForeignKernel(language, output));
        kernel.DefaultKernelName = csharp.Name;
        kernel.RegisterCommandHandler<RequestInput>((request, context) =>
        {
            context.Fail(request,
                message: $"The notebook asks for input (\"{request.Prompt}\"), and nobody is there to answer.");
            return Task.CompletedTask;
        });

        // As for a front end that shows pages: HTML where a type has it, text as text.
        Formatter.DefaultMimeType = HtmlFormatter.MimeType;
        Formatter.SetPreferredMimeTypesFor(typeof(string), PlainTextFormatter.MimeType);
        return kernel.UseMagicCommands().UsePackageExtensions();
    }

    /// <summary>Where JavaScript goes: into the output, which a page runs, and says where it does not.</summary>
    private sealed class Page : FrontendEnvironment
    {
        public override Task ExecuteClientScript(string code, KernelInvocationContext context)
        {
            const string Elsewhere = "<noscript>JavaScript, for a page that runs it.</noscript>";
            context.DisplayAs($"<script type=\"text/javascript\">{code}</script>{Elsewhere}", HtmlFormatter.MimeType);
            return Task.CompletedTask;
        }
    }

    /// <summary>Shows Markdown as HTML.</summary>
    private sealed class MarkdownKernel() : Kernel(CellLanguage.Markdown), IKernelCommandHandler<SubmitCode>
    {
        public Task HandleAsync(SubmitCode command, KernelInvocationContext context)
        {
            context.DisplayAs(Markdig.Markdown.ToHtml(command.Code), HtmlFormatter.MimeType);
            return Task.CompletedTask;
        }
    }

    /// <summary>Takes code in a language that only its own host can run, and says so.</summary>
    private sealed class ForeignKernel(string name, CellOutput output) : Kernel(name), IKernelCommandHandler<SubmitCode>
    {
        public Task HandleAsync(SubmitCode command, KernelInvocationContext context)
        {
            output.Note($"{Name} is not run here.");
            return Task.CompletedTask;
        }
    }
}
