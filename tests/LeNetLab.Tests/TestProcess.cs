using System.Diagnostics;
using System.Runtime.CompilerServices;
using LeNetLab.Tests.Core.Native;
using LeNetLab.Tests.Core.Training;
using LeNetLab.Tests.Simd;

namespace LeNetLab.Tests;

/// <summary>
/// The test program started once more with a part to play instead of the tests, for what only a process of its own can
/// show: the first load of torch, reading without it, and a training that is killed.
/// </summary>
internal static class TestProcess
{
    private const string PartVariable = "LENETLAB_TEST_PART";

    /// <summary>Starts a child whose standard output can be read.</summary>
    /// <param name="part">What it plays.</param>
    /// <param name="argument">What the part is told.</param>
    /// <param name="environment">Further variables; null takes one away.</param>
    public static Process Start(string part, string argument, params (string Name, string? Value)[] environment)
    {
        var assembly = typeof(TestProcess).Assembly.Location;
        var host = Environment.ProcessPath!;
        var start = new ProcessStartInfo(host)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        // Under `dotnet exec` the program is dotnet itself and wants to be told which assembly to run.
        if (Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
            start.ArgumentList.Add(assembly);
        start.Environment[PartVariable] = $"{part}|{argument}";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    // This runs before the test platform does. Other threads wait for a module's initialiser, so a part may start none
    // that come back into this assembly.
#pragma warning disable CA2255 // The attribute is meant for a program, and this is one.
    [ModuleInitializer]
    internal static void PlayPart()
#pragma warning restore CA2255
    {
        if (Environment.GetEnvironmentVariable(PartVariable) is not { Length: > 0 } told) return;
        var (part, argument) = (told.Split('|', 2)[0], told.Split('|', 2)[1]);
        try
        {
            switch (part)
            {
                case "load":
                    FirstLoadTests.Child(argument);
                    break;
                case "read":
                    ReadingWithoutTorchTests.Child();
                    break;
                case "look":
                    SimdInferenceTests.Child();
                    break;
                case "train":
                    KilledTrainingTests.Child(argument);
                    break;
                default:
                    throw new InvalidOperationException($"There is no part '{part}'.");
            }

            Console.Out.Flush();
            Environment.Exit(0);
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(e);
            Environment.Exit(3);
        }
    }
}
