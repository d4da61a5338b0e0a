using LeNetLab.Course.Variants;
using LeNetLab.Models;
using TorchSharp;
using TorchSharp.Modules;

namespace LeNetLab.Benchmarks.Compare;

/// <summary>What every contender in this process trains, and by what rule.</summary>
internal static class ComparedTraining
{
    public const double LearningRate = 1e-3;
    public const int Seed = 1998;

    /// <summary>A new network, the same every time.</summary>
    public static LeNet5 Network()
    {
        torch.manual_seed(Seed);
        return new LeNet5(LeNet5Presets.Ours);
    }

    public static Adam Optimizer(LeNet5 network) => torch.optim.Adam(network.parameters(), lr: LearningRate);
}
