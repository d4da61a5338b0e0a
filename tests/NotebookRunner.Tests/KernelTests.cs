using System.Text.Json.Nodes;
using NotebookRunner.Execution;

namespace NotebookRunner.Tests;

/// <summary>What the kernel of .NET Interactive does, the runner does: languages, directives, text, packages.</summary>
public sealed class KernelTests
{
    private const string Html = "text/html";
    private const string Plain = "text/plain";

    [Fact]
    public async Task CodeIsWhatTheKernelTakesForCode()
    {
        using var folder = new NotebookFolder();
        folder.Write("helper.csx", "int Help() => 77;");
        var result = await NotebookFolder.RunAsync(
            folder.WriteNotebook(
                "test.ipynb",
                "return 42;",
                "if (DateTime.Now.Year > 2000) return \"late\";\n\"early\"",
                "var script = \"\"\"\n    #!/bin/sh\n    echo 5\n    \"\"\";\nscript",
                "#load \"helper.csx\"\nConsole.WriteLine(Help());",
                "var q = 7;\nq // trailing comment\n",
                "Console.SetOut(new System.IO.StringWriter());\nConsole.WriteLine(\"lost\");",
                "Console.WriteLine(\"seen\");",
                "#!html\n<b>1</b>\n#!csharp\n1 + 1",
                "#!mermaid\ngraph TD\n#!csharp\n\"after a diagram\"",
                "#!markdown\n# Title"));

        Assert.Null(result.Error);
        Assert.Contains("42", result.Data(1, Html), StringComparison.Ordinal);
        Assert.Equal("late", result.Data(2, Plain));
        Assert.Equal("#!/bin/sh\necho 5", result.Data(3, Plain));
        Assert.Equal("77\n", result.Stream(4));
        Assert.Contains("7", result.Data(5, Html), StringComparison.Ordinal);
        Assert.Empty(result.Cell(6).Outputs);
        Assert.Equal("seen\n", result.Stream(7));
        Assert.Equal("<b>1</b>", result.Data(8, Html));
        Assert.Contains("2", result.Data(8, Html, 1), StringComparison.Ordinal);
        Assert.Equal("after a diagram", result.Data(9, Plain));
        Assert.Equal("<h1>Title</h1>\n", result.Data(10, Html));
    }

    [Fact]
    public async Task ValuesAreSharedBetweenLanguages()
    {
        var result = await NotebookFolder.RunCellsAsync(
            "var counts = new[] { 1, 2 };",
            "#!javascript\n#!share --from csharp counts\nconsole.log(counts);",
            "#!value --name words\nhello",
            "#!set --name taken --value @value:words",
            "taken",
            "#!set --name seven --value 7\nseven");

        Assert.Null(result.Error);
        Assert.Contains("[1,2]", result.Data(2, Html), StringComparison.Ordinal);
        Assert.Contains("console.log(counts);", result.Data(2, Html, 1), StringComparison.Ordinal);
        Assert.Contains("<noscript>", result.Data(2, Html, 1), StringComparison.Ordinal);
        Assert.Equal("hello", result.Data(5, Plain));
        Assert.Equal("7", result.Data(6, Plain));
    }

    [Fact]
    public async Task AnUpdateReachesTheDisplayThatItIsOf()
    {
        var result = await NotebookFolder.RunCellsAsync(
            "var first = display(1, \"text/plain\");\nvar second = display(2, \"text/plain\");\n" +
            "var third = \"3\".DisplayAs(\"text/plain\");",
            "third.Update(\"c\");\nfirst.Update(\"a\");\nsecond.Update(\"b\");\nfirst.Update(\"d\");");

        Assert.Null(result.Error);
        Assert.Equal(["d", "b", "c"], [result.Data(1, Plain), result.Data(1, Plain, 1), result.Data(1, Plain, 2)]);
        Assert.Empty(result.Cell(2).Outputs);
    }

    [Fact]
    public async Task CulturesAreThoseOfTheSystem()
    {
        var result = await NotebookFolder.RunCellsAsync(
            "using System.Globalization;\n(1234.5).ToString(\"N1\", new CultureInfo(\"de-DE\"))",
            "\"\\u00e9\".Normalize(NormalizationForm.FormD).Length.ToString()",
            "(1.5).ToString()");

        Assert.Null(result.Error);
        Assert.Equal("1.234,5", result.Data(1, Plain));
        Assert.Equal("2", result.Data(2, Plain));
        Assert.Equal("1.5", result.Data(3, Plain));
    }

    [Fact]
    public async Task EveryCharacterOfAnOutputSurvives()
    {
        const string Text = "a\u2028b\u0085c\fd\u000be";
        var result = await NotebookFolder.RunCellsAsync(
            "\"a\\u2028b\\u0085c\\fd\\u000be\"",
            "\"<p>a\\u2028b\\u0085c\\fd\\u000be</p>\".DisplayAs(\"text/html\");",
            "Console.Write(\"a\\u2028b\\u0085c\\fd\\u000be\");",
            "\"a\\r\\nb\"");

        Assert.Null(result.Error);
        Assert.Equal(Text, result.Data(1, Plain));
        Assert.Equal($"<p>{Text}</p>", result.Data(2, Html));
        Assert.Equal(Text, result.Stream(3));
        Assert.Equal("a\nb", result.Data(4, Plain));
    }

    [Theory]
    [InlineData("{\"display_name\": \".NET (F#)\", \"language\": \"F#\", \"name\": \".net-fsharp\"}", "fsharp")]
    [InlineData("{\"display_name\": \"Python 3\", \"name\": \"python3\"}", "python3")]
    public async Task ANotebookOfAnotherLanguageIsLeftAsItIs(string kernel, string language)
    {
        using var folder = new NotebookFolder();
        var path = folder.WriteNotebook("test.ipynb", "let three = 1 + 2");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!;
        json["metadata"]!["kernelspec"] = JsonNode.Parse(kernel);
        await File.WriteAllTextAsync(path, json.ToJsonString(), TestContext.Current.CancellationToken);
        var events = new List<NotebookEvent>();

        var result = await NotebookFolder.RunAsync(path, progress: new Listener(events.Add));

        Assert.Null(result.Error);
        Assert.Empty(result.Cell(1).Outputs);
        Assert.Equal([language], events.OfType<CellSkipped>().Select(e => e.Language));
    }

    [Fact]
    public async Task AFloodOfConsoleTextIsQuickAndKeepsItsEnd()
    {
        var result = await NotebookFolder.RunCellsAsync(
            "for (var i = 1; i <= 300_000; i++) Console.WriteLine($\"line {i}\");");

        Assert.Null(result.Error);
        Assert.EndsWith("line 300000\n", result.Stream(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task APackageThatIsNowhereIsOneLineWithoutAPath()
    {
        var result = await NotebookFolder.RunCellsAsync("#r \"nuget: No.Such.Package.At.All, 1.0.0\"");

        Assert.Equal(NotebookErrorKind.PackageNotAvailable, result.Error!.Kind);
        Assert.Contains("No.Such.Package.At.All", result.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/", result.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APackageComesFromTheLocalFolderWithoutANetwork()
    {
        using var folder = new NotebookFolder();
        var options = new NotebookRunOptions
        {
            Save = false,
            // A proxy that nobody serves: whatever asks the network fails at once.
            Environment = new Dictionary<string, string?>
            {
                ["HTTP_PROXY"] = "http://127.0.0.1:9",
                ["HTTPS_PROXY"] = "http://127.0.0.1:9",
                ["http_proxy"] = "http://127.0.0.1:9",
                ["https_proxy"] = "http://127.0.0.1:9",
            },
        };
        var path = folder.WriteNotebook(
            "test.ipynb",
            "#r \"nuget: Markdig, *-*\"\nMarkdig.Markdown.ToHtml(\"*x*\")",
            "#r \"nuget: No.Such.Package.At.All, 1.0.0\"");

        var result = await NotebookFolder.RunAsync(path, options);

        Assert.Equal(2, result.Error!.CellNumber);
        Assert.Contains("no source of packages can be reached", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal("<p><em>x</em></p>\n", result.Data(1, Plain, 1));
    }

    [Fact]
    public async Task WhereAPackageLiesIsHiddenAlsoInAnotherFolder()
    {
        using var folder = new NotebookFolder();
        var packages = folder.File("packages");
        var markdig = Directory.EnumerateDirectories(Path.Combine(PackageFolder.Path, "markdig")).Max()!;
        foreach (var file in Directory.EnumerateFiles(markdig, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(packages, Path.GetRelativePath(PackageFolder.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var options = new NotebookRunOptions
        {
            Save = false,
            // The kernel notes in its home where it finds a package, which is true for this test alone.
            Environment = new Dictionary<string, string?> { ["NUGET_PACKAGES"] = packages, ["HOME"] = folder.Path },
        };
        var path = folder.WriteNotebook(
            "test.ipynb",
            "#r \"nuget: Markdig, *-*\"\nEnvironment.GetEnvironmentVariable(\"NUGET_PACKAGES\") + \"/markdig\"");

        var result = await NotebookFolder.RunAsync(path, options);

        Assert.Null(result.Error);
        Assert.Equal("…/markdig", result.Data(1, Plain, 1));
    }
}
