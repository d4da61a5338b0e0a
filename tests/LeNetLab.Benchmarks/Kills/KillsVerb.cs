using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LeNetLab.Handwriting;

namespace LeNetLab.Benchmarks.Kills;

/// <summary>
/// <c>kills train|reproduce COUNT LENET [SEED]</c>: a run of <c>lenet</c> is killed at random moments and started again
/// until it ends; then its files have to be those of an undisturbed run, and nothing else may be left.
/// </summary>
internal static class KillsVerb
{
    public const string Name = "kills";

    private static readonly string[] Train =
        ["train", "--data", "digits", "--epochs", "4", "--augment", "mild", "--checkpoint", "run.ckpt", "--output",
            "w.safetensors"];

    private static readonly string[] Reproduce =
        ["reproduce", "lenet-5", "--seeds", "1", "--passes", "4", "--data", "digits", "--output", "out", "--weights",
            "w.safetensors"];

    public static int Run(string[] args)
    {
        if (args is not [_, "train" or "reproduce", var text, var lenet, .. var rest]
            || !int.TryParse(text, CultureInfo.InvariantCulture, out int count) || !File.Exists(lenet))
        {
            Console.Error.WriteLine("kills: expected train or reproduce, a count and the path of lenet.dll.");
            return 2;
        }

        var random = new Random(rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 1);
        string root = Directory.CreateTempSubdirectory("lenetlab-kills-").FullName;
        WriteDigits(Path.Combine(root, "digits"));
        string[] call = args[1] == "train" ? Train : Reproduce;
        var watch = Stopwatch.StartNew();
        string? fault = End(lenet, call, root, null);
        var longest = watch.Elapsed;
        var expected = Take(root);
        var (kills, runs) = (0, 0);
        while (fault is null && kills < count)
        {
            while (kills < count && End(lenet, call, root, longest * random.NextDouble()) is null) kills++;
            fault = End(lenet, call, root, null) ?? Difference(Take(root), expected);
            runs++;
            Console.WriteLine(FormattableString.Invariant($"{kills} kills, {runs} runs, {fault ?? "all equal"}"));
        }

        if (fault is not null) Console.WriteLine($"{fault}; see {root}");
        else Directory.Delete(root, recursive: true);
        return fault is null ? 0 : 1;
    }

    /// <summary>
    /// Runs a call to its end, or for so long and then kills it. Null where it was killed, or ended well without a
    /// limit; else what happened.
    /// </summary>
    private static string? End(string lenet, string[] call, string root, TimeSpan? limit)
    {
        var start = new ProcessStartInfo("dotnet", [lenet, .. call])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        bool ended = process.WaitForExit(limit ?? Timeout.InfiniteTimeSpan);
        if (!ended) process.Kill();
        process.WaitForExit();
        output.Wait();
        if (!ended) return null;
        if (process.ExitCode != 0) return $"exit code {process.ExitCode}: {error.Result.Trim()}";
        return limit is null ? null : "done";
    }

    /// <summary>The files that there should be and are not, or are and should not, by their first characters.</summary>
    private static string? Difference(List<string> found, List<string> expected) => found.SequenceEqual(expected) ? null
        : $"missing: {Names(expected.Except(found))}; too many or other: {Names(found.Except(expected))}";

    private static string Names(IEnumerable<string> files) =>
        string.Join(", ", files.Select(file =>
            file.Length > 300 ? $"{file[..200]}… ({file.Length} characters)" : file));

    /// <summary>Every file but the digits and what varies of a run, as text; they are gone then.</summary>
    private static List<string> Take(string root)
    {
        var found = new List<string>();
        var all = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        foreach (string path in all.ToList())
        {
            string name = Path.GetRelativePath(root, path);
            if (name.StartsWith("digits", StringComparison.Ordinal)) continue;
            string content = Convert.ToHexString(File.ReadAllBytes(path));
            if (name.EndsWith(".json", StringComparison.Ordinal))
            {
                var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
                json.Remove("seconds");
                content = json.ToJsonString();
            }

            // A checkpoint has the seconds of its epochs in it.
            found.Add(name.EndsWith(".ckpt", StringComparison.Ordinal) ? name : $"{name} {content}");
            File.Delete(path);
        }

        return found;
    }

    private static void WriteDigits(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (part, count) in new[] { ("train", 400), ("t10k", 50) })
        {
            var set = BuiltInDigits.Generate(count, count, CancellationToken.None);
            IdxFile.Write(Path.Combine(folder, $"{part}-images-idx3-ubyte"),
                new IdxArray(IdxElementType.UInt8, [count, 28, 28], set.Pixels.ToArray()));
            IdxFile.Write(Path.Combine(folder, $"{part}-labels-idx1-ubyte"),
                new IdxArray(IdxElementType.UInt8, [count], set.Labels.ToArray()));
        }
    }
}
