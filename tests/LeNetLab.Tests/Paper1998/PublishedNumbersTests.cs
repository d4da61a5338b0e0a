using LeNetLab.Paper1998;
using LeNetLab.Paper1998.OnlineSgd;
using Xunit;

namespace LeNetLab.Tests.Paper1998;

/// <summary>The paper's numbers fit each other, and the network that is built after them.</summary>
public class PublishedNumbersTests
{
    [Fact]
    public void The_network_has_the_papers_counts_layer_by_layer()
    {
        var network = PublishedNetworks.LeNet5<float>();
        Assert.Equal(
            PublishedLayer.LeNet5.SkipLast(1).Select(l => (l.Parameters, l.Connections, l.Maps * l.Side * l.Side)),
            network.Layers.Select(l => (l.Weights.Length, l.Connections, l.Outputs)));
        Assert.Equal(PublishedLayer.LeNet5[^1].Connections, network.Criterion.Connections);
    }

    [Fact]
    public void The_counts_add_up_to_the_papers_totals()
    {
        Assert.Equal(PublishedLayer.LeNet5Parameters, PublishedLayer.LeNet5.Sum(l => l.Parameters));
        Assert.Equal(PublishedLayer.LeNet5Connections, PublishedLayer.LeNet5.Sum(l => l.Connections));
    }

    [Fact]
    public void The_misread_digits_of_figure_8_add_up()
    {
        Assert.Equal(10, PublishedErrors.ByTrueDigit.Count);
        Assert.Equal(PublishedErrors.Count, PublishedErrors.ByTrueDigit.Sum());
        Assert.Equal(PublishedErrors.Confusions.OrderByDescending(c => c.Count), PublishedErrors.Confusions);
        foreach (var digit in PublishedErrors.Confusions.GroupBy(c => c.True))
            Assert.InRange(digit.Sum(c => c.Count), 3, PublishedErrors.ByTrueDigit[digit.Key]);
        Assert.All(PublishedErrors.Confusions, c => Assert.NotEqual(c.True, c.Read));
    }

    /// <summary>82 of 10,000 is the error of the network with distorted copies, as Fig. 9 rounds it.</summary>
    [Fact]
    public void Figure_8_is_the_network_with_distorted_copies() =>
        Assert.InRange(PaperTable.LeNet5Distorted.PublishedErrorPercent!.Value - PublishedErrors.Count / 100.0,
            -0.05, 0.05);
}
