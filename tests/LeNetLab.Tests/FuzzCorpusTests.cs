using LeNetLab.Benchmarks.Fuzz;
using Xunit;

namespace LeNetLab.Tests;

/// <summary>
/// The committed corpus of the fuzz targets, and what changes make of it: each input is read, or refused as documented.
/// </summary>
[Collection(TorchCollection.Name)]
public class FuzzCorpusTests
{
    public static TheoryData<string> Targets() => [.. FuzzTargets.Names];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Each_input_is_read_or_refused_as_documented(string target)
    {
        using var targets = new FuzzTargets();
        var corpus = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Corpus", target))
            .Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList();
        Assert.NotEmpty(corpus);
        var mutation = new Mutation(corpus, seed: 5);
        // Few, and the same every time: the many are the benchmarks' (docs/reliability.md).
        foreach (var input in corpus.Concat(Enumerable.Range(0, 100).Select(_ => mutation.Next())))
            targets.Run(target, input);
    }
}
