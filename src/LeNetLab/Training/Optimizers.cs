namespace LeNetLab.Training;

/// <summary>Makes torch's optimisers and reaches into what they remember, so that a checkpoint can keep it.</summary>
internal static class Optimizers
{
    public static OptimizerHelper Create(nn.Module model, TrainingOptions options) => options.Optimizer switch
    {
        OptimizerKind.Adam => optim.Adam(model.parameters(), options.LearningRate, weight_decay: options.WeightDecay),
        OptimizerKind.AdamW => optim.AdamW(model.parameters(), options.LearningRate, weight_decay: options.WeightDecay),
        OptimizerKind.Sgd =>
            optim.SGD(model.parameters(), options.LearningRate, momentum: 0.9, weight_decay: options.WeightDecay),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Optimizer, "unknown optimiser"),
    };

    public static void SetLearningRate(OptimizerHelper optimizer, double rate)
    {
        foreach (var group in optimizer.ParamGroups) group.LearningRate = rate;
    }

    /// <summary>An optimiser's state tensors, named as in torch: exp_avg, exp_avg_sq, momentum_buffer.</summary>
    public static IEnumerable<(string Name, Tensor Tensor)> Memory(
        OptimizerHelper optimizer, IReadOnlyList<string> parameterNames)
    {
        var states = optimizer.state_dict().State;
        for (var i = 0; i < states.Count; i++)
        {
            switch (states[i])
            {
                case Adam.State adam:
                    yield return ($"exp_avg.{parameterNames[i]}", adam.exp_avg);
                    yield return ($"exp_avg_sq.{parameterNames[i]}", adam.exp_avg_sq);
                    break;
                case AdamW.State adamW:
                    yield return ($"exp_avg.{parameterNames[i]}", adamW.exp_avg);
                    yield return ($"exp_avg_sq.{parameterNames[i]}", adamW.exp_avg_sq);
                    break;
                case SGD.State sgd when sgd.momentum_buffer is not null:
                    yield return ($"momentum_buffer.{parameterNames[i]}", sgd.momentum_buffer);
                    break;
            }
        }
    }

    /// <summary>Gives a fresh optimiser what another one remembered after so many steps.</summary>
    /// <param name="optimizer">A fresh one of the same kind.</param>
    /// <param name="parameterNames">The parameters' names, in the optimiser's order.</param>
    /// <param name="stored">The remembered tensor of a name, new and the optimiser's to keep; null if absent.</param>
    /// <param name="steps">Steps done, which Adam's bias correction depends on.</param>
    public static void Restore(
        OptimizerHelper optimizer, IReadOnlyList<string> parameterNames, Func<string, Tensor?> stored, long steps)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (name, tensor) in Memory(optimizer, parameterNames))
            if (stored(name) is { } remembered) tensor.copy_(remembered);
        var states = optimizer.state_dict().State;
        for (var i = 0; i < states.Count; i++)
        {
            switch (states[i])
            {
                case Adam.State adam:
                    adam.step = steps;
                    break;
                case AdamW.State adamW:
                    adamW.step = steps;
                    break;
                case SGD.State sgd:
                    // SGD makes a buffer when it first moves a parameter; one that is frozen never has any.
                    sgd.momentum_buffer = stored($"momentum_buffer.{parameterNames[i]}")?.DetachFromDisposeScope()!;
                    break;
            }
        }
    }
}
