using System.Text.RegularExpressions;
using Xunit;

namespace Course.Tests;

/// <summary>Runs <c>lenet course</c> as a reader does, and looks at the page that it writes; <see cref="BookPageTests"/> opens such a page.</summary>
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
        Assert.DoesNotMatch("""(?i)<(img|script|link|iframe|source)\b[^>]*\b(src|href)=["']?(?!["']|data:|#|plotly\.min\.js")""", page);
        Assert.True(new FileInfo(Path.Combine(_run.Folder, "plotly.min.js")).Length > 3_000_000);
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
