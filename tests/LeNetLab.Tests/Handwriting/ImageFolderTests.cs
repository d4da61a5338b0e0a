using LeNetLab.Data.Catalog;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Simd;
using LeNetLab.Training;
using LeNetLab.Visualization.Rendering;
using Xunit;

namespace LeNetLab.Tests.Handwriting;

/// <summary>Pictures of one's own classes.</summary>
[Collection(TorchCollection.Name)]
public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_are_labels_and_pictures_of_any_size_and_kind_fit()
    {
        Write("b/2.png", 40, 20, (200, 0, 0));
        Write("b/deep/1.png", 7, 9, (200, 0, 0));
        Write("a/x.png", 28, 28, (0, 100, 0));
        Directory.CreateDirectory(_folder.File(".git"));
        File.WriteAllText(_folder.File("b/notes.txt"), "not a picture");
        var grey = ImageFolder.Load(_folder.Path);
        Assert.Equal(["a", "b"], grey.ClassNames);
        Assert.Equal([0, 1, 1], grey.Labels.ToArray());
        Assert.Equal((28, 28, 1), (grey.Height, grey.Width, grey.Channels));
        // Each is of one colour, and so is the edge that fills the rest.
        Assert.All(grey.Image(0).ToArray(), pixel => Assert.Equal(59, pixel));       // 0.587 · 100
        Assert.All(grey.Image(1).ToArray(), pixel => Assert.Equal(60, pixel));       // 0.299 · 200
        var colours = ImageFolder.Load(_folder.Path, side: 16, colours: true);
        Assert.Equal(3 * 3 * 16 * 16, colours.Pixels.Length);
        Assert.Equal([.. Enumerable.Repeat((byte)0, 256), .. Enumerable.Repeat((byte)100, 256), .. new byte[256]],
            colours.Image(0).ToArray());
        Assert.Equal(grey.Image(2).ToArray(),
            DigitPicture.Read(_folder.File("b/deep/1.png"), Preparation.Whole).Pixels);
    }

    [Fact]
    public void A_halved_picture_is_its_pixels_averages_with_the_edge_around()
    {
        // Left half black, right half white; twice as wide as high.
        byte[] pixels = [.. Enumerable.Range(0, 32 * 16).Select(i => (byte)(i % 32 < 16 ? 0 : 255))];
        File.WriteAllBytes(File_("a/1.png"), Png.FromGrey(pixels, 32, 16));
        var image = ImageFolder.Load(_folder.Path, side: 16).Image(0).ToArray();
        for (var y = 4; y < 12; y++)
            Assert.Equal([.. new byte[8], .. Enumerable.Repeat((byte)255, 8)], image[(16 * y)..(16 * y + 16)]);
        Assert.All([.. image[..64], .. image[192..]], pixel => Assert.Equal(128, pixel));
    }

    [Fact]
    public void Folders_for_training_and_testing_are_kept_and_else_a_fifth_is_held_out()
    {
        foreach (var name in new[] { "a", "b" })
            for (var i = 0; i < 10; i++) Write($"all/{name}/{i}.png", 8, 8, ((byte)i, 0, 0));
        var held = ImageFolder.LoadSets(_folder.File("all"));
        Assert.Equal((16, 4), (held.Train.Count, held.Test.Count));
        Assert.Equal([2, 2], held.Test.CountPerClass());
        foreach (var name in new[] { "a", "b", "c", "d", "e" }) Write($"single/{name}/1.png", 8, 8, default);
        var single = ImageFolder.LoadSets(_folder.File("single"));
        Assert.Equal((5, 0), (single.Train.Count, single.Test.Count));
        Write("two/train/a/1.png", 8, 8, default);
        Write("two/train/b/1.png", 8, 8, default);
        Write("two/val/a/1.png", 8, 8, default);
        Assert.Contains("expected the classes a, b, found a", Refusal("two"), StringComparison.Ordinal);
        Write("two/val/b/1.png", 8, 8, default);
        var two = ImageFolder.LoadSets(_folder.File("two"));
        Assert.Equal((2, 2), (two.Train.Count, two.Test.Count));
        Assert.True(ImageFolder.IsOne(_folder.File("two")));
        Assert.False(ImageFolder.IsOne(_folder.File("two/train/a")));
    }

    [Fact]
    public void What_is_no_folder_of_pictures_is_said_in_one_line()
    {
        Assert.Contains("found nothing of that name", Refusal("none"), StringComparison.Ordinal);
        Write("flat/1.png", 8, 8, default);
        Assert.Contains("expected a subfolder", Refusal("flat"), StringComparison.Ordinal);
        Write("gap/a/1.png", 8, 8, default);
        Directory.CreateDirectory(_folder.File("gap/b"));
        Assert.Contains("b: expected PNG or JPEG files, found none", Refusal("gap"), StringComparison.Ordinal);
        Write("kind/a/1.png", 8, 8, default);
        File.WriteAllText(File_("kind/a/2.webp"), "RIFF");
        Assert.Contains("2.webp: expected a PNG or JPEG file", Refusal("kind"), StringComparison.Ordinal);
        Write("broken/a/1.png", 8, 8, default);
        File.WriteAllText(File_("broken/a/2.png"), "no picture");
        Assert.Contains("2.png: is not a PNG or JPEG picture", Assert.Throws<InvalidDataException>(
            () => ImageFolder.Load(_folder.File("broken"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_in_colours_learns_what_grey_cannot_tell_and_LeNet5_refuses_colours()
    {
        // The same brightness: 0.299 · 150 = 0.587 · 76 = 45.
        for (var i = 0; i < 16; i++)
        {
            Write($"red/{i}.png", 12 + i, 12, (150, 0, 0));
            Write($"green/{i}.png", 12, 12 + i, (0, 76, 0));
        }

        var set = ImageFolder.Load(_folder.Path, side: 12, colours: true);
        using var network = new ConvolutionalNetwork(new NetworkPlan("Colours", 3, 12, 12,
            Layer.Convolution("C1", maps: 4, kernel: 3, Activation.Relu), Layer.Pool("S2", Pooling.Max),
            Layer.Output(2)));
        var token = TestContext.Current.CancellationToken;
        var options = new TrainingOptions { Epochs = 12, BatchSize = 8, LearningRate = 0.01 };
        Trainer.Fit(network, set, options: options, cancellationToken: token);
        Assert.Equal(1, Inference.Run(network, set, cancellationToken: token).Accuracy);

        using var five = new LeNet5(new LeNet5Options(Classes: 2));
        Assert.Contains("takes images of [N, 1, 32, 32], not [32, 3, ",
            Assert.Throws<ArgumentException>(
                () => Inference.Run(five, set, cancellationToken: token)).Message, StringComparison.Ordinal);
        var large = ImageFolder.Load(_folder.Path, colours: true);
        Assert.Contains("3 channels", Assert.Throws<NotSupportedException>(
            () => Inference.Run(five, large, SimdBackend.Instance, cancellationToken: token)).Message,
            StringComparison.Ordinal);
    }

    private string Refusal(string name) =>
        Assert.Throws<DataSetException>(() => ImageFolder.LoadSets(_folder.File(name))).Message;

    private void Write(string name, int width, int height, (byte R, byte G, byte B) colour) => File.WriteAllBytes(
        File_(name), Png.FromRgb([.. Enumerable.Range(0, width * height)
            .SelectMany(_ => new[] { colour.R, colour.G, colour.B })], width, height));

    private string File_(string name)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
