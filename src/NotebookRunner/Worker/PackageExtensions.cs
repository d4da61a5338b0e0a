using System.Runtime.Loader;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Events;

namespace NotebookRunner.Worker;

/// <summary>Loads the extensions of the kernel that a package brings, as the tool of .NET Interactive does.</summary>
internal static class PackageExtensions
{
    private const string ScriptName = "extension.dib";

    public static CompositeKernel UsePackageExtensions(this CompositeKernel kernel)
    {
        var added = new Queue<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        kernel.RegisterForDisposal(kernel.KernelEvents.Subscribe(happening =>
        {
            if (happening is PackageAdded { PackageReference.PackageRoot: { } root } && seen.Add(root))
                added.Enqueue(root);
        }));
        kernel.AddMiddleware(async (command, context, next) =>
        {
            await next(command, context).ConfigureAwait(false);
            while (added.TryDequeue(out var root))
            {
                var folder = Path.Combine(root, "interactive-extensions", "dotnet");
                if (Directory.Exists(folder)) await LoadAsync(folder, kernel, context).ConfigureAwait(false);
            }
        });
        return kernel;
    }

    private static async Task LoadAsync(string folder, CompositeKernel kernel, KernelInvocationContext context)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal))
        {
            var types = AssemblyLoadContext.Default.LoadFromAssemblyPath(file).ExportedTypes
                .Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false }
                    && type.IsAssignableTo(typeof(IKernelExtension)))
                .ToList();
            if (types.Count > 0)
                KernelInvocationContextExtensions.Display(context, $"Loading extensions from `{file}`");
            foreach (var type in types)
                await ((IKernelExtension)Activator.CreateInstance(type)!).OnLoadAsync(kernel).ConfigureAwait(false);
        }

        var script = Path.Combine(folder, ScriptName);
        if (!File.Exists(script)) return;
        KernelInvocationContextExtensions.Display(context, $"Loading extension script from `{script}`");
        await kernel.LoadAndRunInteractiveDocument(new FileInfo(script), context.Command).ConfigureAwait(false);
    }
}
