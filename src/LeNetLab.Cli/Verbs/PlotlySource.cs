using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LeNetLab.Cli.Verbs;

/// <summary>
/// plotly.js as Plotly.NET brings it: a resource in its assembly. The assembly lies beside the program as a file and is
/// only read, never loaded: it asks for another FSharp.Core than XPlot does.
/// </summary>
internal static class PlotlySource
{
    private const string ResourceName = "Plotly.NET.plotly-2.28.0.min.js";

    /// <summary>Where the build puts the assembly.</summary>
    public static string AssemblyFile => Path.Combine(AppContext.BaseDirectory, "plotly", "Plotly.NET.dll");

    /// <summary>The script, or null where the assembly is not there or holds no such resource.</summary>
    /// <param name="assembly">The assembly's file.</param>
    public static byte[]? Read(string assembly)
    {
        if (!File.Exists(assembly)) return null;
        try
        {
            using var image = new PEReader(File.OpenRead(assembly));
            var metadata = image.GetMetadataReader();
            foreach (var handle in metadata.ManifestResources)
            {
                var resource = metadata.GetManifestResource(handle);
                if (!metadata.StringComparer.Equals(resource.Name, ResourceName)
                    || !resource.Implementation.IsNil) continue;
                // A resource is its length and then its bytes, somewhere in the assembly's one block of them.
                var block = image.GetSectionData(image.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress);
                var reader = block.GetReader((int)resource.Offset, block.Length - (int)resource.Offset);
                return reader.ReadBytes(reader.ReadInt32());
            }

            return null;
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException or IOException
            or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
