using LeNetLab.Native;
using LeNetLab.Paper1998.OnlineSgd;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Paper1998.OnlineSgd;

[Collection(TorchCollection.Name)]
public class AdamRuleTests
{
    public AdamRuleTests() => NativeTorch.Load();

    [Fact]
    public void It_moves_as_torchs_adam_does()
    {
        using var scope = NewDisposeScope();
        var layer = new FullLayer<double>(3, 4);
        var random = new Random(8);
        for (var k = 0; k < layer.Weights.Length; k++) layer.Weights[k] = random.NextDouble();
        layer.Rates.AsSpan().Fill(0.003);
        using var weights = new TorchSharp.Modules.Parameter(tensor(layer.Weights));
        using var adam = optim.Adam([weights], lr: 0.003);
        var rule = new AdamRule<double>();

        for (var step = 0; step < 6; step++)
        {
            for (var k = 0; k < layer.Gradient.Length; k++) layer.Gradient[k] = random.NextDouble() - 0.3;
            weights.grad = tensor(layer.Gradient);
            adam.step();
            rule.Step(layer);
            Assert.All(layer.Weights.Zip(weights.data<double>().ToArray()),
                pair => Assert.Equal(pair.Second, pair.First, 1e-9));
        }
    }
}
