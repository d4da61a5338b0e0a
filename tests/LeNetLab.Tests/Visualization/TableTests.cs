using System.Xml.Linq;
using LeNetLab.Visualization;
using Xunit;

namespace LeNetLab.Tests.Visualization;

public sealed class TableTests
{
    private static readonly Table Layers = Table.Of(
        [("C1", 156, 0.0026), ("C5", 48120, 0.802)], "Most of it is C5.", ("layer", l => l.Item1), ("parameters",
            l => l.Item2), ("share", l => l.Item3));

    [Fact]
    public void Text_is_markdown_with_aligned_columns() => Assert.Equal(
        """
        | layer | parameters |  share |
        | ----- | ---------: | -----: |
        | C1    |        156 | 0.0026 |
        | C5    |     48,120 |  0.802 |

        Most of it is C5.
        """.ReplaceLineEndings("\n"),
        Layers.ToText());

    [Fact]
    public void Html_has_the_same_cells_and_numbers_stand_right()
    {
        var table = XElement.Parse(Layers.ToHtml());

        Assert.Equal(["C1", "156", "0.0026", "C5", "48,120", "0.802"], table.Descendants("td").Select(td => td.Value));
        Assert.All(table.Descendants("td"),
            (td, i) => Assert.Contains(i % 3 == 0 ? "text-align:left" : "text-align:right",
                td.Attribute("style")!.Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.123456, "0.1235")]
    [InlineData(1234567.0, "1,234,567")]
    [InlineData(-0.5, "−0.5")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(1.5e-7, "1.5e-7")]
    public void Numbers_read_the_same_everywhere(double value, string expected) =>
        Assert.Contains($"| {expected} ", new Table(["a"], [[value]]).ToText().Replace("  ", " ",
            StringComparison.Ordinal), StringComparison.Ordinal);

    [Fact]
    public void A_bar_in_a_cell_does_not_end_it() =>
        Assert.Contains(@"a\|b", new Table(["h"], [["a|b"]]).ToText(), StringComparison.Ordinal);

    [Fact]
    public void A_row_of_the_wrong_length_is_named()
    {
        Assert.Contains("Row 1 should have 2 cells", Assert.Throws<ArgumentException>(
            () => new Table(["a", "b"], [[1, 2], [3]])).Message, StringComparison.Ordinal);
        Assert.Contains("at least one column", Assert.Throws<ArgumentException>(() => new Table([], [])).Message,
            StringComparison.Ordinal);
    }
}
