using System.Reflection;

namespace LeNetLab.Paper1998;

/// <summary>What a result says of where it was made.</summary>
internal static class MachineDescription
{
    /// <summary>Processor, cores, system and runtime, in one line.</summary>
    public static string Current { get; } = Invariant($"{Processor()}, {Environment.ProcessorCount} cores, ") +
        $"{RuntimeInformation.OSArchitecture}, {RuntimeInformation.FrameworkDescription}";

    /// <summary>The commit that the library was built from, as the build wrote it into the assembly.</summary>
    public static string Commit { get; } =
        typeof(MachineDescription).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+') is [_, { Length: > 0 } commit]
            ? commit : "unknown";

    private static string Processor()
    {
        const string Information = "/proc/cpuinfo";
        if (File.Exists(Information)
            && File.ReadLines(Information).FirstOrDefault(
                line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line)
            return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown processor";
    }
}
