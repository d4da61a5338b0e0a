using System.Text.RegularExpressions;
using Xunit;

namespace Course.Tests;

/// <summary>Runs <c>lenet course</c> as a reader does, and opens the page that it writes.</summary>
public sealed class CoursePageTests : IClassFixture<CoursePageTests.Run>
{
    private readonly Run _run;

    public CoursePageTests(Run run) => _run = run;

    [Fact]
    public void TheCourseRunsAndEndsWithThePathOfItsPage()
    {
        Assert.True(_run.Result.ExitCode == 0, _run.Result.Error);
        Assert.Equal(_run.Page, _run.Result.Output.TrimEnd().Split('\n')[^1]);
        Assert.Contains("Digits in use: the built-in digits", _run.Result.Error + _run.Result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePageHoldsTheNotebooksThatRan()
    {
        var page = File.ReadAllText(_run.Page);
        Assert.Contains("01 · Loading MNIST", page, StringComparison.Ordinal);
        Assert.Contains("04 · Feature maps", page, StringComparison.Ordinal);
        Assert.True(Regex.Count(page, "<img ") > 20);
        Assert.DoesNotContain(CourseFolder.Root, page, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePageAsksForNothingFromElsewhere()
    {
        var page = File.ReadAllText(_run.Page);
        Assert.DoesNotMatch("""(?i)<(img|script|link|iframe|source)\b[^>]*\b(src|href)=["']?(?!["']|data:|#)""", page);
    }

    [Fact]
    public async Task InABrowserEveryPictureIsDrawnAndNothingIsFetched()
    {
        const string Browser = "/usr/bin/chromium";
        if (!File.Exists(Browser)) Assert.Skip("Chromium is not on this machine.");
        var log = Path.Combine(_run.Folder, "net.json");
        // The probe's result is the page's title, which --dump-dom prints with the rest.
        var probe = Path.Combine(_run.Folder, "probe.html");
        var script = """
            <script>addEventListener('load',async()=>{const i=[...document.images];await Promise.all(i.map(x=>x.decode().catch(()=>{})));
            document.title='drawn '+i.filter(x=>x.naturalWidth>0).length+' of '+i.length})</script></head>
            """;
        var page = await File.ReadAllTextAsync(_run.Page, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(probe, page.Replace("</head>", script, StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var result = await ChildProcess.RunAsync(Browser, _run.Folder,
            ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--disable-extensions", $"--user-data-dir={Path.Combine(_run.Folder, "profile")}", $"--log-net-log={log}",
             "--virtual-time-budget=20000", "--enable-logging=stderr", "--dump-dom", new Uri(probe).AbsoluteUri]);

        var drawn = Regex.Match(result.Output, @"<title>drawn (\d+) of (\d+)</title>");
        Assert.True(drawn.Success, result.Error);
        Assert.Equal(drawn.Groups[2].Value, drawn.Groups[1].Value);
        Assert.True(int.Parse(drawn.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) > 20, drawn.Value);
        Assert.DoesNotContain(result.Error.Split('\n'), line =>
            line.Contains("CONSOLE", StringComparison.Ordinal) && !line.Contains("Slow network is detected", StringComparison.Ordinal));
        Assert.DoesNotContain("plot.ly", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>One run of the notebooks that need no training, on the built-in digits.</summary>
    public sealed class Run : IAsyncLifetime
    {
        public string Folder { get; } = CourseFolder.Temporary("course");

        public string Page => Path.Combine(Folder, "index.html");

        internal ProcessResult Result { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Result = await ChildProcess.RunAsync(
                "dotnet", CourseFolder.Root,
                [Path.Combine(AppContext.BaseDirectory, "lenet.dll"), "course", "--data", "builtin", "--output", Folder, "--notebook", "1", "2", "4"]);

        public ValueTask DisposeAsync()
        {
            Directory.Delete(Folder, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
