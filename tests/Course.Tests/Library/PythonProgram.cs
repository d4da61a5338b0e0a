using System.ComponentModel;

namespace Course.Tests.Library;

/// <summary>
/// A python3 that has what a test needs; the first on the path need not be the one that the system's packages are for.
/// </summary>
internal static class PythonProgram
{
    public const string Variable = "LENETLAB_PYTHON";

    /// <summary>The first that imports these modules, or null.</summary>
    public static async Task<string?> WithAsync(string modules)
    {
        string?[] programs = [Environment.GetEnvironmentVariable(Variable), "python3", "/usr/bin/python3", "python"];
        foreach (var program in programs)
        {
            if (string.IsNullOrEmpty(program)) continue;
            try
            {
                if ((await ChildProcess.RunAsync(program, Path.GetTempPath(), ["-c", $"import {modules}"])).ExitCode
                    == 0) return program;
            }
            catch (Win32Exception)
            {
                // There is none of that name.
            }
        }

        return null;
    }
}
