using System.Xml.Linq;
using LeNetLab.Course.Exercises;
using Microsoft.DotNet.Interactive.Formatting;
using Xunit;

namespace LeNetLab.Tests.Course;

/// <summary>What every check promises, whatever it is handed.</summary>
[Collection(TorchCollection.Name)]
public sealed class ExerciseTests
{
    private static readonly string[] WithNumbers =
        ["01.1", "01.2", "02.1", "03.1", "03.3", "05.1", "05.2", "06.1", "06.2", "06.3",
        "07.1", "07.2", "08.1", "11.1", "11.2", "11.3"];

    public static TheoryData<string> Ids() => [.. Exercise.Ids];

    [Fact]
    public void Ids_are_in_the_courses_order_and_each_is_there_once() =>
        Assert.Equal(Exercise.Ids.Distinct().Order(StringComparer.Ordinal), Exercise.Ids);

    [Theory]
    [MemberData(nameof(Ids))]
    public void No_answer_yet_names_what_is_asked_for_and_loads_nothing(string id)
    {
        var result = Exercise.Check(id, null);

        Assert.Equal(Verdict.NotAnswered, result.Verdict);
        Assert.StartsWith($"Not answered yet: {id} asks for ", result.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\n", result.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("04.9")]
    [InlineData("3.1")]
    [InlineData("")]
    [InlineData(null)]
    public void An_unknown_id_lists_those_that_there_are(string? id)
    {
        var result = Exercise.Check(id!, 1);

        Assert.Equal(Verdict.Unknown, result.Verdict);
        Assert.Contains($"There is no exercise '{id}'.", result.Message, StringComparison.Ordinal);
        Assert.All(Exercise.Ids, known => Assert.Contains(known, result.Message, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_wrong_type_is_told_in_one_line_what_is_asked_for(string id)
    {
        Checked.IsOfWrongType(id, true, "true or false");
        Checked.IsOfWrongType(id, new Uri("about:blank"), "an Uri");
        if (id != "09.2") Checked.IsOfWrongType(id, Array.Empty<double>(), "an empty list");
        Checked.IsOfWrongType(id, ("a", 2.5), "2 things: text, a number");
        if (id != "09.1") Checked.IsOfWrongType(id, "2416", "text");
        if (id is not ("02.3" or "03.2" or "07.3" or "08.2" or "08.3"))
            Checked.IsOfWrongType(id, () => 1, "a function");
    }

    [Fact]
    public void The_wrong_count_of_numbers_is_a_wrong_type()
    {
        Checked.IsOfWrongType("02.1", 2416, "a whole number");
        Checked.IsOfWrongType("02.1", (2416, 1516, 1), "3 things: a whole number, a whole number, a whole number");
        Checked.IsOfWrongType("05.1", new[] { 0.5, 0.5, 0.5, 0.5, 0.5 }, "a list of 5 things, the first a number");
    }

    [Fact]
    public void Numbers_that_are_none_are_told_apart()
    {
        foreach (var id in WithNumbers)
        {
            var count = Enumerable.Range(1,
                4).First(n => Checked.Of(id, Enumerable.Repeat(double.NaN, n).ToArray()).Verdict != Verdict.WrongType);
            Checked.IsHinted(id, Enumerable.Repeat(double.NaN, count).ToArray(), "0 divided by 0");
            Checked.IsHinted(id, Enumerable.Repeat(double.NegativeInfinity, count).ToArray(), "divided by 0");
        }

        Checked.IsHinted("06.2", (1.5, 2), "no whole number");
    }

    [Fact]
    public void An_answer_that_fails_is_told_so_without_an_exception()
    {
        var disposed = new LeNetLab.Models.LeNet5();
        disposed.Dispose();
        Checked.IsHinted("09.3", disposed, "could not be checked");
        Checked.IsHinted("02.3", int (int n) => throw new InvalidOperationException($"no side of {n}"),
            "no side of 28");
    }

    [Fact]
    public void Every_verdict_renders_as_html_and_as_text()
    {
        foreach (var (result, opening) in new[]
        {
            (Checked.Of("02.1", (2416, 1516)), "✓ Right."), (Checked.Of("02.1", (1, 2)), "✗ Not yet."),
            (Checked.Of("02.1", null), "○ Not answered yet:"),
            (Checked.Of("02.1", "<&>"), "? 02.1 asks for"), (Checked.Of("<b>", 1), "? There is no exercise '<b>'."),
        })
        {
            var root = XElement.Parse(result.ToHtml());
            Assert.StartsWith($"{opening} ", root.Value, StringComparison.Ordinal);
            Assert.EndsWith(result.Message, root.Value, StringComparison.Ordinal);
            Assert.Equal(["text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(result.GetType()));
            Assert.Equal(result.ToHtml(), result.ToDisplayString("text/html"));
            Assert.Equal(result.ToString(), result.ToDisplayString("text/plain"));
        }
    }

    [Fact]
    public void An_answer_that_depends_on_the_digits_asks_for_them()
    {
        var sides = Checked.Few.Train.Split(1_000, seed: 3);

        Assert.Equal(Verdict.Right, Exercise.Check("01.3", sides, Checked.Few).Verdict);
        var without = Exercise.Check("01.3", sides);
        Assert.Equal(Verdict.NotYet, without.Verdict);
        Assert.Contains("Exercise.Check(\"01.3\", …, digits)", without.Message, StringComparison.Ordinal);
    }
}
