using NotebookRunner.Execution;

namespace NotebookRunner.Tests;

/// <summary>What becomes of this machine's paths in saved text.</summary>
public sealed class PathScrubberTests
{
    [Fact]
    public void PathsBecomeRelativeAndNothingElseChanges()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Written for paths with slashes.");
        using var folder = new NotebookFolder();
        Directory.CreateDirectory(folder.File(".git"));
        Directory.CreateDirectory(folder.File("notebooks"));
        var scrubber = new PathScrubber(folder.File("notebooks"), ["/data/mnist"]);
        var root = folder.Path;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var temp = Path.TrimEndingDirectorySeparator(Path.GetTempPath());

        Assert.Equal("./a.png", scrubber.Scrub($"{root}/notebooks/a.png"));
        Assert.Equal("(in .)", scrubber.Scrub($"(in {root}/notebooks)"));
        Assert.Equal("../artifacts/setup.csx", scrubber.Scrub($"{root}/artifacts/setup.csx"));
        Assert.Equal("'..'", scrubber.Scrub($"'{root}'"));
        Assert.Equal("~/x", scrubber.Scrub($"{home}/x"));
        Assert.Equal("…/plotly.net/6.0.0/x.dll", scrubber.Scrub($"{PackageFolder.Path}/plotly.net/6.0.0/x.dll"));
        Assert.Equal("…/y.tmp", scrubber.Scrub($"{temp}/y.tmp"));
        Assert.Equal("file://…/train", scrubber.Scrub("file:///data/mnist/train"));
        Assert.Equal("{\"p\":\"…\"}", scrubber.Scrub("{\"p\":\"/data/mnist\"}"));
        string[] untouched =
            ["/data/mnist-2", "/data/mnist2/x", "a/data/mnist/x", $"x{home}", $"https://host{temp}est", "1 / 2", ""];
        foreach (var same in untouched)
            Assert.Equal(same, scrubber.Scrub(same));
    }
}
