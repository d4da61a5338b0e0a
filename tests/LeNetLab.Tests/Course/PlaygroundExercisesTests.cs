using LeNetLab.Models;
using LeNetLab.Visualization;
using TorchSharp;
using Xunit;
using static LeNetLab.Tests.Course.Checked;

namespace LeNetLab.Tests.Course;

[Collection(TorchCollection.Name)]
public sealed class PlaygroundExercisesTests
{
    [Fact]
    public void A_page_of_its_own()
    {
        using var folder = new TemporaryFolder();
        using var model = LeNet5.Pretrained();
        var playground = Playground.Show(model, Few.Test);
        var (page, piece, other) = (Path.Combine(folder.Path, "page.html"), Path.Combine(folder.Path, "piece.html"),
            Path.Combine(folder.Path, "other.html"));
        playground.Save(page);
        File.WriteAllText(piece, playground.ToHtml());
        File.WriteAllText(other, "<html></html>");
        IsRight("09.1", page);
        IsRight("09.1", new FileInfo(page));

        IsHinted("09.1", piece, "as a piece of a page");
        IsHinted("09.1", other, "holds no playground");
        IsHinted("09.1", Path.Combine(folder.Path, "none.html"), "There is no file 'none.html'");
        IsHinted("09.1", folder.Path, "is a folder");
        IsHinted("09.1", playground.ToHtml(), "That is the page itself");
        IsOfWrongType("09.1", playground, "a Playground");
    }

    [Fact]
    public void Digits_that_are_misread()
    {
        using var model = LeNet5.Pretrained();
        var read = Read(model, Few.Test);
        var wrong = read.Mistakes();
        Assert.True(wrong.Count > 10, $"{wrong.Count} mistakes");
        IsRight("09.2", Few.Test.Subset([.. wrong.Take(10)]));
        IsRight("09.2", wrong.Take(3).ToList());

        IsHinted("09.2", Few.Test.Subset([.. wrong]), "there are 10 buttons");
        IsHinted("09.2", Few.Test.Subset([.. Enumerable.Range(0, Few.Test.Count).Where(read.IsRight).Take(5)]),
            "reads all of these right");
        IsHinted("09.2", new[] { wrong[0], Enumerable.Range(0, Few.Test.Count).First(read.IsRight) },
            "1 of the 2 are read right");
        IsHinted("09.2", new[] { 1_200 }, "numbered from 0 to 1199");
        IsHinted("09.2", Few.Test.Take(0), "no digit in it");
        IsOfWrongType("09.2", 0.5, "a number");
    }

    [Fact]
    public void A_network_that_has_learnt_nothing()
    {
        torch.manual_seed(1);
        using var untrained = new LeNet5();
        IsRight("09.3", untrained);
        using var trained = LeNet5.Pretrained();
        IsHinted("09.3", trained, "It has learnt something");
        using var empty = new LeNet5();
        using (torch.no_grad()) foreach (var p in empty.parameters()) p.zero_();
        IsHinted("09.3", empty, "blank");
        IsOfWrongType("09.3", typeof(LeNet5).Name.Length, "a whole number");
    }
}
