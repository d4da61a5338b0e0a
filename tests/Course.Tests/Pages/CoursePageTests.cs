using System.Text.RegularExpressions;
using Xunit;

namespace Course.Tests.Pages;

/// <summary>
/// Runs <c>lenet course</c> as a reader does, and looks at the page that it writes; <see cref="BookPageTests"/> opens
/// such a page.
/// </summary>
public sealed partial class CoursePageTests : IClassFixture<CoursePageTests.Run>
{
    private readonly Run _run;

    public CoursePageTests(Run run) => _run = run;

    [Fact(Explicit = true)]
    public void TheCourseRunsAndEndsWithThePathOfItsPage()
    {
        Assert.True(_run.Result.ExitCode == 0, _run.Result.Error);
        Assert.Equal(_run.Page, _run.Result.Output.TrimEnd().Split('\n')[^1]);
        Assert.Contains("Digits in use: the built-in digits", _run.Result.Error + _run.Result.Output,
            StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public void ThePageHoldsTheNotebooksThatRan()
    {
        var page = File.ReadAllText(_run.Page);
        Assert.Contains("01 · Loading MNIST", page, StringComparison.Ordinal);
        Assert.Contains("02 · Defining LeNet-5", page, StringComparison.Ordinal);
        Assert.True(Regex.Count(page, "<img ") > 8, $"{Regex.Count(page, "<img ")} pictures");
        Assert.DoesNotContain(CourseFolder.Root, page, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public void ThePageAsksForNothingFromElsewhere()
    {
        var page = File.ReadAllText(_run.Page);
        Assert.DoesNotMatch(Elsewhere(), page);
        Assert.True(new FileInfo(Path.Combine(_run.Folder, "plotly.min.js")).Length > 3_000_000);
    }

    /// <summary>An element that makes the page ask for something that it neither holds nor has beside it.</summary>
    [GeneratedRegex("""(?i)<(img|script|link|iframe|source)\b[^>]*\b""" +
        """(src|href)=["']?(?!["']|data:|#|plotly\.min\.js")""")]
    internal static partial Regex Elsewhere();

    /// <summary>One run of two short notebooks on the built-in digits.</summary>
    public sealed class Run : IAsyncLifetime
    {
        public string Folder { get; } = CourseFolder.Temporary("course");

        public string Page => Path.Combine(Folder, "index.html");

        internal ProcessResult Result { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Result = await ChildProcess.RunAsync(
                "dotnet", CourseFolder.Root,
                [Path.Combine(AppContext.BaseDirectory, "lenet.dll"), "course", "--data", "builtin", "--output", Folder,
                    "--notebook", "1", "2"]);

        public ValueTask DisposeAsync()
        {
            Directory.Delete(Folder, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
