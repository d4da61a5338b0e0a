using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
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
        Assert.Equal("/packages/y", scrubber.Scrub("/packages/y"));
        scrubber.Hide("/packages/");
        Assert.Equal("…/y ./a.png", scrubber.Scrub($"/packages/y {root}/notebooks/a.png"));
        Assert.Equal("file://…/train", scrubber.Scrub("file:///data/mnist/train"));
        Assert.Equal("{\"p\":\"…\"}", scrubber.Scrub("{\"p\":\"/data/mnist\"}"));
        Assert.Equal("-I…/include -L… --prefix=… -isystem…/x", scrubber.Scrub(
            "-I/data/mnist/include -L/data/mnist --prefix=/data/mnist -isystem/data/mnist/x"));
        Assert.Equal(@"{""p"":""…\/x"",""q"":""a\n…"",""r"":""\u0022…\u0022""}", scrubber.Scrub(
            @"{""p"":""\/data\/mnist\/x"",""q"":""a\n/data/mnist"",""r"":""\u0022/data/mnist\u0022""}"));
        Assert.Equal("file%3A%2F%2F…%2Fx %2e…", scrubber.Scrub("file%3A%2F%2F%2Fdata%2Fmnist%2Fx %2e%2fdata%2fmnist"));
        Assert.Equal("a=%252F… &quot;…&quot; \u001b[31m…\u001b[0m", scrubber.Scrub(
            "a=%252F%252Fdata%252Fmnist &quot;&#47;data&#47;mnist&quot; \u001b[31m/data/mnist\u001b[0m"));
        var odd = new PathScrubber(folder.File("notebooks"), ["/data/Größe & Maß"]);
        foreach (var form in new[] { "/data/Größe & Maß", @"/data/Gr\u00F6\u00dfe \u0026 Ma\u00DF",
            "/data/Gr%C3%B6%C3%9Fe%20%26%20Ma%c3%9f", "/data/Gr&#246;&#223;e &amp; Ma&#223;" })
            Assert.Equal("(…)", odd.Scrub($"({form})"));
        var json = JsonNode.Parse("""{"/data/mnist":["\/data\/mnist\u002fx", 1.50, null], "k\\\"":"\\\/data/mnist"}""");
        Assert.Equal("""{"…":["…/x",1.50,null],"k\\\"":"…"}""",
            scrubber.Scrub(json)!.ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        string[] untouched =
            ["/data/mnist-2", "/data/mnist2/x", "a/data/mnist/x", $"x{home}", $"https://host{temp}est", "1 / 2", ""];
        foreach (var same in untouched)
            Assert.Equal(same, scrubber.Scrub(same));
    }
}
