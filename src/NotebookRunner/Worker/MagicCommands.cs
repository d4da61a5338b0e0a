using Microsoft.DotNet.Interactive.Directives;

namespace NotebookRunner.Worker;

/// <summary>
/// Magic commands that the tool of .NET Interactive adds to its kernel, and that its packages do not have.
/// </summary>
internal static class MagicCommands
{
    public static CompositeKernel UseMagicCommands(this CompositeKernel kernel)
    {
        kernel.AddDirective(new KernelActionDirective("#!time"), (_, context) =>
        {
            var watch = Stopwatch.StartNew();
            context.OnComplete(done => KernelInvocationContextExtensions.Display(done,
                string.Create(CultureInfo.InvariantCulture, $"Wall time: {watch.Elapsed.TotalMilliseconds}ms"),
                PlainTextFormatter.MimeType));
            return Task.CompletedTask;
        });
        return kernel;
    }
}
