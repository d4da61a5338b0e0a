using System.Diagnostics;
using System.Globalization;
using SharpFuzz;

namespace LeNetLab.Benchmarks.Fuzz;

/// <summary>
/// <c>fuzz</c>: the readers of files under inputs that nobody wrote. <c>fuzz TARGET afl</c> is what AFL++ runs;
/// <c>fuzz TARGET COUNT [SEED] [FOLDER]</c> changes the corpus by itself; <c>fuzz seeds FOLDER</c> writes the corpus.
/// </summary>
internal static class FuzzVerb
{
    public const string Name = "fuzz";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    public static int Run(string[] args)
    {
        using var targets = new FuzzTargets();
        switch (args)
        {
            case [_, "seeds", var folder]:
                foreach (string target in FuzzTargets.Names) WriteSeeds(targets, target, Path.Combine(folder, target));
                return 0;
            case [_, var target, "afl"]:
                // Nothing of the library may run before this: what counts its branches is not there yet.
                Fuzzer.OutOfProcess.Run(stream =>
                {
                    using var input = new MemoryStream();
                    stream.CopyTo(input);
                    targets.Run(target, input.ToArray());
                });
                return 0;
            case [_, var target, var count, .. var rest]:
                int seed = rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 1;
                return Mutate(targets, target, int.Parse(count, CultureInfo.InvariantCulture), seed,
                    rest.Length > 1 ? rest[1] : Path.Combine(AppContext.BaseDirectory, "Fuzz", "Corpus"));
            default:
                Console.Error.WriteLine(
                    $"fuzz: expected a target ({string.Join(", ", FuzzTargets.Names)}) and a count.");
                return 2;
        }
    }

    private static void WriteSeeds(FuzzTargets targets, string target, string folder)
    {
        Directory.CreateDirectory(folder);
        int number = 0;
        foreach (byte[] seed in targets.Seeds(target))
            File.WriteAllBytes(Path.Combine(folder, $"seed-{++number}"), seed);
    }

    private static int Mutate(FuzzTargets targets, string target, int count, int seed, string corpus)
    {
        var files = Directory.GetFiles(Path.Combine(corpus, target)).Order(StringComparer.Ordinal);
        var mutation = new Mutation([.. files.Select(File.ReadAllBytes)], seed);
        // The first one loads what the reader needs.
        targets.Run(target, File.ReadAllBytes(files.First()));
        int faults = 0;
        var (watch, slowest) = (Stopwatch.StartNew(), TimeSpan.Zero);
        for (int n = 0; n < count; n++)
        {
            byte[] input = mutation.Next();
            // The processor's time: on a busy machine the clock says nothing of an input.
            var start = Environment.CpuUsage.TotalTime;
            string? fault = null;
            try
            {
                targets.Run(target, input);
            }
            catch (Exception e)
            {
                fault = $"{e.GetType().Name}: {e.Message}";
            }

            var took = Environment.CpuUsage.TotalTime - start;
            slowest = took > slowest ? took : slowest;
            if (fault is null && took < Longest) continue;
            string path = Path.Combine(Path.GetTempPath(), $"fuzz-{target}-{seed}-{n}");
            File.WriteAllBytes(path, input);
            Console.WriteLine(FormattableString.Invariant($"{path}: {fault ?? $"{took.TotalSeconds:0.0} s"}"));
            if (++faults == 20) break;
        }

        Console.WriteLine(FormattableString.Invariant(
            $"{target}: {count:N0} inputs, {faults} faults, slowest {slowest.TotalMilliseconds:0} ms, ") +
            FormattableString.Invariant($"{watch.Elapsed.TotalSeconds:0} s"));
        return faults == 0 ? 0 : 1;
    }
}
