using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Models;
using Xunit;
using static TorchSharp.torch;

namespace Course.Tests.Pages;

/// <summary>The Python of docs/exchange.md, run as it stands: PyTorch gives this library's logits.</summary>
public sealed class ExchangePageTests : IDisposable
{
    private const int Count = 100;

    private static readonly string Page = Path.Combine(CourseFolder.Root, "docs", "exchange.md");

    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("without-package", "torch")]
    [InlineData("with-package", "torch, safetensors.torch")]
    public async Task Both_directions_give_the_same_logits(string variant, string modules)
    {
        var python = await PythonProgram.WithAsync(modules);
        Assert.SkipWhen(python is null, $"No python3 here can import {modules}; LENETLAB_PYTHON can name one.");

        _folder.WriteDigits("digits", train: 10, test: Count);
        using (var trained = LeNet5.Pretrained()) trained.Save(_folder["lenet5.safetensors"]);
        var plain = MarkdownCode.Blocks(Page, "python");
        Assert.Equal(3, plain.Count);
        string[] script = [plain[0], Assert.Single(MarkdownCode.Blocks(Page, $"python {variant}")), .. plain.Skip(1)];
        await File.WriteAllTextAsync(_folder["page.py"], string.Join('\n', script),
            TestContext.Current.CancellationToken);
        var result = await ChildProcess.RunAsync(python!, _folder.Root, ["page.py"]);
        Assert.True(result.ExitCode == 0, result.Error);

        AssertSameLogits("lenet5.safetensors", "logits.safetensors");
        AssertSameLogits("from-torch.safetensors", "from-torch-logits.safetensors");
        using var model = LeNet5.Load(_folder["from-torch.safetensors"]);
        Assert.Equal(new LeNet5Options(Activation.Relu, Pooling.Max), model.Options);
    }

    private void AssertSameLogits(string weights, string logits)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = LeNet5.Load(_folder[weights]);
        var digits = DataFolder.Load(_folder["digits"], DataSetCatalog.Mnist,
            TestContext.Current.CancellationToken).Test;
        Assert.Equal(Count, digits.Count);
        var here = model.call(digits.ToTensor());
        var there = SafeTensorsFile.Read(_folder[logits])["logits"].ToTensor();
        Assert.Equal(here.shape, there.shape);
        var apart = (here - there).abs().max().item<float>();
        Assert.True(apart <= 1e-5, $"{weights}: the logits are {apart} apart.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{weights}: {apart}");
    }
}
