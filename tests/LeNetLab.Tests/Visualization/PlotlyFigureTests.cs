using LeNetLab.Native;
using LeNetLab.Visualization;
using TorchSharp;
using Xunit;

namespace LeNetLab.Tests.Visualization;

/// <summary>What a notebook shows of values that are not the library's own.</summary>
[Collection(TorchCollection.Name)]
public class PlotlyFigureTests
{
    [Fact]
    public void A_figure_read_back_is_drawn_as_the_chart_that_it_came_from()
    {
        string[] names = ["a", "b", "c"];
        Chart[] charts =
        [
            Chart.Bars(names, [1, double.NaN, 3], "Bars", "letter", "count", Size),
            Chart.Bars(names, [("p", [1.0, 2, 3]), ("q", [3.0, 2, 1])], "Groups", "letter", "count", Size),
            Chart.Line([new Series("s", [1.0, 4, 2, 8]), new Series("t", [3.0, 1, 2, 1])], "Lines", "x", "y", Size),
            Chart.Scatter([new Series("s", [0.5, 0.25], [3, 1])], "Points", "x", "y", Size with { AltText = "" }),
        ];
        foreach (var chart in charts)
        {
            var back = Chart.Of(chart.Figure);
            Assert.NotNull(back);
            Assert.Equal(chart.Svg, back.Svg);
            Assert.Contains("data-lenetlab-chart", back.ToHtml(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_heat_map_keeps_its_cells_and_names()
    {
        var figure = XPlot.Plotly.Chart.Plot(
            new XPlot.Plotly.Heatmap
            {
                z = new[] { new[] { 1.0, 2 }, [3.0, 4] },
                x = new[] { "left", "right" },
                y = new[] { "up", "down" }
            });
        var svg = Chart.Of(figure)!.Svg;
        foreach (var word in new[] { "left", "right", "up", "down", ">4<" })
            Assert.Contains(word, svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_kind_of_figure_has_no_static_form() =>
        Assert.Null(Chart.Of(
            XPlot.Plotly.Chart.Plot(new XPlot.Plotly.Pie { values = new[] { 1, 2 }, labels = new[] { "a", "b" } })));

    [Fact]
    public void A_tensor_is_told_by_shape_type_and_first_values()
    {
        NativeTorch.Load();
        using var some = torch.arange(12).to(torch.float32).reshape(3, 4);
        Assert.Equal("[3, 4] Float32: 0, 1, 2, 3, 4, 5, 6, 7, …", NotebookHost.Describe(some));
        using var none = torch.zeros(0, 5);
        Assert.Equal("[0, 5] Float32", NotebookHost.Describe(none));
        using var flags = torch.tensor(new[] { true, false });
        Assert.Equal("[2] Bool: 1, 0", NotebookHost.Describe(flags));
        var gone = torch.ones(1);
        gone.Dispose();
        Assert.Equal("a tensor that has been disposed", NotebookHost.Describe(gone));
    }

    private static ChartOptions Size => new() { Width = 640, Height = 360 };
}
