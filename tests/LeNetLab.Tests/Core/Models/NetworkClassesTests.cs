using LeNetLab.Data.Catalog;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Core.Models;

/// <summary>LeNet-5 with other classes than ten digits, and what its weights file says of them.</summary>
[Collection(TorchCollection.Name)]
public sealed class NetworkClassesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("emnist-digits", 61_706)]
    [InlineData("emnist-letters", 63_066)]
    [InlineData("emnist-balanced", 64_851)]
    [InlineData("emnist-byclass", 66_126)]
    public void It_has_an_output_for_each_class_and_its_file_knows_their_names(string name, long parameters)
    {
        var set = DataSetCatalog.Find(name)!;
        using var model = new LeNet5(new LeNet5Options(Classes: set.Classes))
        {
            ClassNames = set.ClassNames,
            Preparation = set.Preparation
        };
        Assert.Equal(parameters, model.parameters().Sum(p => p.numel()));
        model.Save(_folder.File("w.safetensors"));
        using var again = LeNet5.Load(_folder.File("w.safetensors"));
        Assert.Equal(set.ClassNames, again.ClassNames);
        Assert.Equal(set.Preparation, again.Preparation);
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var images = BuiltInCharacters.Generate(set, 4, 1, TestContext.Current.CancellationToken).ToTensor();
        Assert.Equal([4, set.Classes], again.call(images).shape);
        Assert.True(again.call(images).Equals(model.call(images)));
    }

    [Fact]
    public void A_reader_of_digits_writes_nothing_of_it()
    {
        using var model = new LeNet5();
        model.Save(_folder.File("w.safetensors"));
        Assert.Equal(["activation", "format", "initialization", "pooling"],
            SafeTensorsFile.Read(_folder.File("w.safetensors")).Metadata.Keys);
        using var again = LeNet5.Load(_folder.File("w.safetensors"));
        Assert.Equal(ClassNames.Numbers(10), again.ClassNames);
        Assert.Equal(Preparation.Mnist, again.Preparation);
    }

    [Theory]
    [InlineData("classes", "A, B", "no JSON list")]
    [InlineData("classes", "null", "no JSON list")]
    [InlineData("classes", "[\"A\",\"\"]", "no JSON list")]
    [InlineData("classes", "[\"A\",\"B\\nC\"]", "no JSON list")]
    [InlineData("classes", "[\"A\",\"\\u001b[2J\"]", "no JSON list")]
    [InlineData("classes", "[1,2]", "no JSON list")]
    [InlineData("classes", "[\"A\",\"B\"]", "names 2 classes, and has 26 outputs")]
    [InlineData("preparation", "sideways", "known are Mnist, Emnist")]
    public void What_it_says_is_checked(string key, string text, string expected)
    {
        using var model = new LeNet5(new LeNet5Options(Classes: 26));
        var path = _folder.File("w.safetensors");
        ModelWeights.Save(model, path, [new(key, text)]);
        var e = Assert.Throws<SafeTensorsFormatException>(() => LeNet5.Load(path));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void As_many_names_as_outputs()
    {
        using var model = new LeNet5();
        Assert.Throws<ArgumentException>(() => model.ClassNames = ["A"]);
    }
}
