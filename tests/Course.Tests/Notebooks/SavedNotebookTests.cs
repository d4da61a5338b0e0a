using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Course.Tests.Notebooks;

/// <summary>The notebooks as they are committed: what every host and a reader on the web needs of them.</summary>
public sealed partial class SavedNotebookTests
{
    /// <summary>What the runner puts behind the script of a JavaScript cell, and of nothing else.</summary>
    private const string WhereNoScriptRuns = "</script><noscript>JavaScript, for a page that runs it.</noscript>";

    public static TheoryData<string> Names() => [.. CourseFolder.NotebookFiles().Select(f => Path.GetFileName(f)!)];

    [Fact]
    public void TheCourseHasItsFirstFourNotebooks() =>
        Assert.True(CourseFolder.NotebookFiles().Count >= 4, string.Join(", ", CourseFolder.NotebookFiles()));

    [Theory]
    [MemberData(nameof(Names))]
    public void IsSavedWithOutputsAndWithoutErrors(string name)
    {
        var outputs = Outputs(name).ToList();
        Assert.True(outputs.Count > 5, $"{outputs.Count} outputs");
        Assert.DoesNotContain(outputs, output => (string?)output["output_type"] == "error");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void StartsWithItsQuestionAndEndsWithTheWayOn(string name)
    {
        var prose = Cells(name).Where(c => (string?)c["cell_type"] == "markdown").Select(Source).ToList();
        Assert.Matches(@"^# \d\d · .+\n\n\*\*.+\?\*\*", prose[0]);
        Assert.Contains("## The answer", string.Join("\n", prose), StringComparison.Ordinal);
        Assert.Contains("**Next:**", prose[^1], StringComparison.Ordinal);
        Assert.Equal(3, Solutions().Count(prose[^1]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ItsCellsAreShort(string name)
    {
        foreach (var cell in Cells(name).Where(c => (string?)c["cell_type"] == "code"))
            Assert.True(Source(cell).Split('\n').Length <= 20, Source(cell));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryPictureHasAStaticFormAndIsSmall(string name)
    {
        Assert.True(new FileInfo(Path.Combine(CourseFolder.Notebooks, name)).Length < 2_000_000);
        foreach (var data in Outputs(name).Select(o => o["data"]).OfType<JsonObject>()
            .Where(d => d.ContainsKey("text/html")))
        {
            var html = Text(data["text/html"]);
            // A JavaScript cell has words where no script runs, every other output a picture.
            var picture = html.Contains("<img", StringComparison.Ordinal) && data.ContainsKey("image/svg+xml");
            if (html.Contains("<script", StringComparison.Ordinal))
                Assert.True(picture || html.EndsWith(WhereNoScriptRuns, StringComparison.Ordinal), html);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NamesNoPathOfTheMachineThatSavedIt(string name)
    {
        var text = File.ReadAllText(Path.Combine(CourseFolder.Notebooks, name));
        Assert.DoesNotContain(CourseFolder.Root, text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(/root/|/home/[a-z]|/tmp/|[A-Z]:\\\\Users)", text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ItsLinksLeadSomewhere(string name)
    {
        foreach (Match link in Regex.Matches(string.Join("\n", Cells(name).Select(Source)), @"\]\((?!http)([^)#]+)\)"))
            Assert.True(File.Exists(Path.Combine(CourseFolder.Notebooks, link.Groups[1].Value)), link.Value);
    }

    [Fact]
    public void NotebookTwosNetworkIsTheLibrarys() =>
        Assert.Contains(
            Outputs(CourseFolder.Notebook("defining-lenet5")),
            output => Text(output["text"]) == "largest difference between the two: 0\n");

    /// <summary>
    /// A cell compares each gradient that it derives by hand with autograd's, and says what it found.
    /// </summary>
    [Fact]
    public void EveryGradientByHandAgreesWithAutograd()
    {
        var said = string.Join("\n", Names().SelectMany(row => Outputs(row.Data)).Select(o => Text(o["text"])));
        Assert.DoesNotContain("DO NOT AGREE", said, StringComparison.Ordinal);
        Assert.InRange(said.Split("they agree").Length - 1, 13, int.MaxValue);
    }

    /// <summary>The table of docs/teaching.md names cells by their ids.</summary>
    [Fact]
    public void WhatTheCourseTeachesIsWhereItsTableSays()
    {
        var ids = Names().SelectMany(row => Cells(row.Data)).Select(c => (string)c["id"]!).ToHashSet();
        var page = File.ReadAllText(Path.Combine(CourseFolder.Root, "docs", "teaching.md"));
        var named = Regex.Matches(page, @"`(\d\d-[a-z0-9-]+)`").Select(m => m.Groups[1].Value).ToList();
        Assert.True(named.Count > 30, $"{named.Count} cells");
        Assert.Empty(named.Except(ids));
    }

    internal static IEnumerable<JsonNode> Cells(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(CourseFolder.Notebooks, name)))!["cells"]!.AsArray()
            .Select(c => c!);

    internal static string Source(JsonNode cell) => Text(cell["source"]);

    /// <summary>The C# of a folded solution.</summary>
    [GeneratedRegex(@"<details><summary>Solution[^<]*</summary>\s*```csharp\n(.*?)```", RegexOptions.Singleline)]
    internal static partial Regex Solutions();

    private static IEnumerable<JsonNode> Outputs(string name) =>
        Cells(name).Where(c => (string?)c["cell_type"] == "code").SelectMany(c => c["outputs"]!.AsArray())
            .Select(o => o!);

    private static string Text(JsonNode? node) =>
        node is JsonArray lines ? string.Concat(lines.Select(l => (string?)l)) : (string?)node ?? "";
}
