using System.Text.RegularExpressions;
using Xunit;

namespace Course.Tests.Pages;

/// <summary>
/// Runs <c>lenet course</c> as a reader does, and looks at the page that it writes; <see cref="BookPageTests"/> opens
/// such a page.
/// </summary>
public sealed partial class CoursePageTests(CoursePageTests.Run run) : IClassFixture<CoursePageTests.Run>
{
    [Fact(Explicit = true)]
    public async Task TheCourseRunsAndEndsWithThePathOfItsPage()
    {
        var result = await run.Result;
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(run.Page, result.Output.TrimEnd().Split('\n')[^1]);
        Assert.Contains("Digits in use: the built-in digits", result.Error + result.Output, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task ThePageHoldsTheNotebooksThatRan()
    {
        await run.Result;
        var page = await File.ReadAllTextAsync(run.Page, TestContext.Current.CancellationToken);
        Assert.Contains("01 · Loading MNIST", page, StringComparison.Ordinal);
        Assert.Contains("02 · Defining LeNet-5", page, StringComparison.Ordinal);
        Assert.True(Regex.Count(page, "<img ") > 8, $"{Regex.Count(page, "<img ")} pictures");
        Assert.DoesNotContain(CourseFolder.Root, page, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task ThePageAsksForNothingFromElsewhere()
    {
        await run.Result;
        Assert.DoesNotMatch(
            Elsewhere(), await File.ReadAllTextAsync(run.Page, TestContext.Current.CancellationToken));
        Assert.True(new FileInfo(Path.Combine(run.Folder, "plotly.min.js")).Length > 3_000_000);
    }

    /// <summary>An element that makes the page ask for something that it neither holds nor has beside it.</summary>
    [GeneratedRegex("""(?i)<(img|script|link|iframe|source)\b[^>]*\b""" +
        """(src|href)=["']?(?!["']|data:|#|plotly\.min\.js")""")]
    internal static partial Regex Elsewhere();

    /// <summary>One run of two short notebooks on the built-in digits, once a test asks for it.</summary>
    public sealed class Run : IDisposable
    {
        private readonly Lazy<Task<ProcessResult>> _result;

        public Run() => _result = new(() => ChildProcess.RunAsync(
            "dotnet", CourseFolder.Root,
            [Path.Combine(AppContext.BaseDirectory, "lenet.dll"), "course", "--data", "builtin", "--output", Folder,
                "--notebook", "1", "2"]));

        public string Folder { get; } = CourseFolder.Temporary("course");

        public string Page => Path.Combine(Folder, "index.html");

        internal Task<ProcessResult> Result => _result.Value;

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
