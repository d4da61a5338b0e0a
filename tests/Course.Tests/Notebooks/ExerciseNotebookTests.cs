using System.Text.RegularExpressions;
using LeNetLab.Course.Exercises;
using Xunit;

namespace Course.Tests.Notebooks;

/// <summary>The exercises as the notebooks have them, against those that can be checked.</summary>
public sealed partial class ExerciseNotebookTests
{
    public static TheoryData<string> Names() => SavedNotebookTests.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_exercise_has_its_question_its_cell_and_its_solution_in_this_order(string name)
    {
        var number = name[..2];
        var known = Exercise.Ids.Where(id => id.StartsWith(number + ".", StringComparison.Ordinal)).ToList();
        var cells = SavedNotebookTests.Cells(name).ToList();
        var sources = cells.Select(SavedNotebookTests.Source).ToList();
        Assert.Equal(
            known, sources.Select(s => AnswerCell().Match(s)).Where(m => m.Success).Select(m => m.Groups[1].Value));
        if (known.Count == 0) return;

        Assert.Equal(
            known, Solutions(name).Select(s => CheckCall().Match(s).Groups[1].Value));
        foreach (var id in known)
        {
            var at = sources.FindIndex(
                s => AnswerCell().Match(s) is { Success: true } match && match.Groups[1].Value == id);
            Assert.Equal("code", (string?)cells[at]["cell_type"]);
            Assert.Contains($"**Exercise {id}.** ", sources[at - 1], StringComparison.Ordinal);
            Assert.Contains($"<summary>Solution of {id}</summary>", sources[^1], StringComparison.Ordinal);
        }

        // What is folded away must not be seen before the last question is.
        Assert.DoesNotContain(sources[..^1], s => s.Contains("<details>", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_exercise_that_can_be_checked_is_in_a_notebook()
    {
        var asked = CourseFolder.NotebookFiles().SelectMany(f => SavedNotebookTests.Cells(Path.GetFileName(f)))
            .Select(c => AnswerCell().Match(SavedNotebookTests.Source(c))).Where(m => m.Success)
            .Select(m => m.Groups[1].Value);
        Assert.Equal(Exercise.Ids, asked);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_line_of_code_is_wider_than_a_screen(string name)
    {
        var lines = SavedNotebookTests.Cells(name).Where(c => (string?)c["cell_type"] == "code")
            .SelectMany(c => SavedNotebookTests.Source(c).Split('\n'))
            .Concat(Solutions(name).SelectMany(s => s.Split('\n')));
        Assert.All(lines, line => Assert.True(line.Length <= 120, line));
    }

    /// <summary>The C# of a notebook's folded solutions.</summary>
    internal static IReadOnlyList<string> Solutions(string name) =>
        [.. SavedNotebookTests.Solutions()
            .Matches(string.Join("\n", SavedNotebookTests.Cells(name).Select(SavedNotebookTests.Source)))
            .Select(match => match.Groups[1].Value.TrimEnd())];

    /// <summary>The check that a solution ends in; its id is the first group.</summary>
    [GeneratedRegex("""(?:^|\n)Exercise\.Check\("([^"]+)", (?!null)[^\n]+\)$""")]
    internal static partial Regex CheckCall();

    /// <summary>The cell that a reader fills in; the exercise's id is the first group.</summary>
    [GeneratedRegex("""^(?://[^\n]*\n)*Exercise\.Check\("([^"]+)", null(?:, (?:digits|letters))?\)$""")]
    internal static partial Regex AnswerCell();
}
