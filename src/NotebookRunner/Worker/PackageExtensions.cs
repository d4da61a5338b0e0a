using System.Runtime.Loader;

namespace NotebookRunner.Worker;

/// <summary>Loads the extensions of the kernel that a package brings, as the tool of .NET Interactive does.</summary>
internal static class PackageExtensions
{
    private const string ScriptName = "extension.dib";

    public static CompositeKernel UsePackageExtensions(this CompositeKernel kernel)
    {
        var added = new Queue<ResolvedPackageReference>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        kernel.RegisterForDisposal(kernel.KernelEvents.Subscribe(happening =>
        {
            if (happening is not PackageAdded { PackageReference: var package }) return;
            if (seen.Add(package.PackageRoot)) added.Enqueue(package);
        }));
        kernel.AddMiddleware(async (command, context, next) =>
        {
            await next(command, context).ConfigureAwait(false);
            while (added.TryDequeue(out var package)) await LoadAsync(package, kernel, context).ConfigureAwait(false);
        });
        return kernel;
    }

    private static async Task LoadAsync(
        ResolvedPackageReference package, CompositeKernel kernel, KernelInvocationContext context)
    {
        var folder = Path.Combine(package.PackageRoot, "interactive-extensions", "dotnet");
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal))
        {
            // Cells that name its types have the one that the package is referenced by.
            var same = package.AssemblyPaths.FirstOrDefault(path => Path.GetFileName(path) == Path.GetFileName(file));
            var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(same ?? file);
            var types = assembly.ExportedTypes
                .Where(type => type.IsAssignableTo(typeof(IKernelExtension)))
                .Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false }).ToList();
            var message = $"Loading extensions from `{assembly.Location}`";
            if (types.Count > 0) KernelInvocationContextExtensions.Display(context, message);
            foreach (var extension in types.Select(Activator.CreateInstance).Cast<IKernelExtension>())
                await extension.OnLoadAsync(kernel).ConfigureAwait(false);
        }

        var script = Path.Combine(folder, ScriptName);
        if (!File.Exists(script)) return;
        KernelInvocationContextExtensions.Display(context, $"Loading extension script from `{script}`");
        await kernel.LoadAndRunInteractiveDocument(new FileInfo(script), context.Command).ConfigureAwait(false);
    }
}
