using System.Text.RegularExpressions;
using Xunit;

namespace Course.Tests.Notebooks;

/// <summary>A reader restarts, runs a notebook's first two cells, and goes on at any of its headings.</summary>
public sealed partial class RestartTests
{
    public static TheoryData<string> Names() => SavedNotebookTests.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_heading_says_which_cells_it_needs(string name)
    {
        var notebook = new NotebookSections(name);
        for (var section = 1; section < notebook.All.Count; section++)
        {
            var (heading, text) = (notebook.All[section].Heading, notebook.All[section].Text);
            // Who starts at a heading without cells comes to the next one; solutions go into the exercises' cells.
            if (notebook.All[section].Cells.Count == 0 || heading == "Solutions") continue;
            var needed = notebook.NeededFrom(section);
            var said = Sentence().Match(text);
            var message = $"{heading}: expected a line on a restart that names ["
                + string.Join(", ", needed.Select(s => $"\"{notebook.All[s].Heading}\"")) + $"], found [{said.Value}]";
            Assert.True(said.Success == needed.Count > 0, message);
            if (!said.Success || said.Groups[1].Value == "all the cells above") continue;

            var named = Quoted().Matches(said.Groups[1].Value).Select(m => Find(m.Groups[1].Value, section)).ToList();
            var run = named.Select(s => notebook.Under(s, section).ToList()).ToList();
            Assert.True(needed.IsSubsetOf(run.SelectMany(s => s)), message);
            Assert.All(run, s => Assert.True(needed.Overlaps(s), message));
        }

        // A heading is named as it stands, or by what it has before a colon.
        int Find(string quoted, int before) => Assert.Single(
            Enumerable.Range(1, before - 1), s => quoted == notebook.All[s].Heading
                || notebook.All[s].Heading.StartsWith(quoted + ":", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\*After a restart, first run (all the cells above|the cells under "".+""(?=[.:]))"
        + @"(?:\.|: the solutions use them\.)\*$", RegexOptions.Multiline)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"""([^""]+)""")]
    private static partial Regex Quoted();
}
