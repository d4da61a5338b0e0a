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
    public static NetworkWeights Weights(ComparedPlan compared) => new(compared.Plan, seed: Seed);

    /// <summary>The same in torch.</summary>
    public static PlannedNetwork Network(ComparedPlan? compared = null) =>
        Weights(compared ?? ComparedPlan.LeNet5).ToTorch();

    public static Adam Optimizer(PlannedNetwork network) => torch.optim.Adam(network.parameters(), lr: LearningRate);
}
