using Course.Tests;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]
// Most of these tests wait for a process of their own: a browser or the command line.
[assembly: Parallelization(MaxThreads = 3)]

namespace Course.Tests;

/// <summary>Starts the slowest classes first, so that none is left over while other cores are idle.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
        [nameof(PolyglotKernelTests), nameof(PackageTests), nameof(BookPageTests), nameof(CliCourseTests),
            nameof(PlaygroundUseTests), nameof(PlaygroundLearnTests), nameof(PlaygroundNumberTests),
            nameof(PlaygroundGradientTests), nameof(PlaygroundAnswerTests), nameof(CliReproduceTests)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(Place).ThenBy(c => c.TestCollectionDisplayName, StringComparer.Ordinal)];

    // The collection of a class without one of its own is called after the class.
    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        var at = Array.FindIndex(
            Long, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal));
        return at < 0 ? Long.Length : at;
    }
}
