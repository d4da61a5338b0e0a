using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Handwriting;

namespace LeNetLab.Tests.Core.Data;

/// <summary>
/// A process of its own that loads digits, to be killed or to compete. It is this very test program: where a
/// variable is set it does that job before anything else, and ends.
/// </summary>
internal static class ChildProcess
{
    private const string JobVariable = "LENETLAB_TEST_CHILD";

    /// <summary>Starts a process that loads <paramref name="set"/> through a cache and prints the origin.</summary>
    /// <param name="set">The data set, with its mirrors.</param>
    /// <param name="cache">The folder of the cache.</param>
    /// <param name="shellPrefix">Commands for sh that go before, such as a limit; Unix only.</param>
    /// <param name="folder">The folder that the environment names; null for none.</param>
    public static Process Start(DataSet set, string cache, string? shellPrefix = null, string? folder = null)
    {
        string[] command = ["dotnet", "exec", typeof(ChildProcess).Assembly.Location];
        var start = new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true };
        start.FileName = shellPrefix is null ? command[0] : "/bin/sh";
        foreach (var argument in shellPrefix is null
            ? command[1..] : ["-c", $"{shellPrefix} exec \"$@\"", "sh", .. command])
            start.ArgumentList.Add(argument);
        start.Environment[JobVariable] = JsonSerializer.Serialize(new Job(set, set.Files, set.Archive));
        start.Environment[DataCache.FolderVariable] = cache;
        if (folder is null) start.Environment.Remove(DigitsOptions.FolderVariable);
        else start.Environment[DigitsOptions.FolderVariable] = folder;
        start.Environment.Remove(DigitsOptions.OfflineVariable);
        // So that a proxy of this machine is not asked for its own loopback.
        start.Environment["NO_PROXY"] = "127.0.0.1";
        return Process.Start(start)!;
    }

    [ModuleInitializer]
    internal static void RunAsChild()
    {
        if (Environment.GetEnvironmentVariable(JobVariable) is not { Length: > 0 } job)
            return;
        var (set, files, archive) = JsonSerializer.Deserialize<Job>(job)!;
        // Everything here runs on this thread or in the library: no other thread may enter this module yet.
        var options = DigitsOptions.FromEnvironment() with
        {
            DataSet = set with { Files = files, Archive = archive },
            Otherwise = new DrawnDigits { TrainCount = 10, TestCount = 10 },
        };
        try
        {
            Console.WriteLine(Digits.LoadAsync(options, null, CancellationToken.None).GetAwaiter().GetResult().Origin);
            Environment.Exit(0);
        }
        catch (IOException e)
        {
            Console.Error.WriteLine(e.Message);
            Environment.Exit(1);
        }
    }

    // A set's files and archive are no public part of it, and so are not written with it.
    private sealed record Job(DataSet Set, IReadOnlyList<DataFile> Files, DataArchive? Archive);
}
