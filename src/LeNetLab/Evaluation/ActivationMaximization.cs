using LeNetLab.Data;
using LeNetLab.Models;
using static TorchSharp.torch;

namespace LeNetLab.Evaluation;

/// <summary>How the picture that a unit answers to most is looked for.</summary>
public sealed record ActivationMaximizationOptions
{
    /// <summary>Steps uphill.</summary>
    public int Steps { get; init; } = 160;

    /// <summary>How far the pixel with the steepest gradient moves in a step, in normalised ink.</summary>
    public double Rate { get; init; } = 0.25;

    /// <summary>The standard deviation of the blur after each step, in pixels: without it, what comes out is dust.</summary>
    public double Blur { get; init; } = 0.5;

    /// <summary>How far the picture is moved at random before each step, in pixels, so that it does not hang on one place.</summary>
    public int Jitter { get; init; } = 2;

    /// <summary>The share of its ink that each pixel loses in a step: ink that does not help fades.</summary>
    public double Fade { get; init; } = 0.03;

    /// <summary>Chooses the noise of the start and the jitter.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>
/// Draws what a unit answers to most, by following its gradient uphill in the space of pictures (Erhan, Bengio, Courville and
/// Vincent 2009; Simonyan et al. 2014, sect. 2), with the blur and the fading of Yosinski et al. 2015, "Understanding neural
/// networks through deep visualization", sect. 3.
/// </summary>
public static class ActivationMaximization
{
    /// <summary>
    /// A picture for each of some units of a layer, [units, 1, 32, 32]; of a map, the unit in its middle. Pixels stay between the
    /// paper and the ink of <see cref="Normalization.Mnist"/>. The same options give the same pictures. The caller disposes them.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="layer">The layer, by the paper's name.</param>
    /// <param name="units">Which of its maps, units or outputs.</param>
    /// <param name="options">How to look; the defaults where null.</param>
    /// <exception cref="KeyNotFoundException">There is no such layer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The layer has no such unit.</exception>
    public static Tensor Of(LeNet5 model, string layer, IReadOnlyList<int> units, ActivationMaximizationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(units);
        options ??= new ActivationMaximizationOptions();
        var (paper, ink) = (Normalization.Mnist.Apply(0), Normalization.Mnist.Apply(255));
        var random = SeededRandom.For((ulong)options.Seed, 0);
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var pictures = Start(units.Count, paper, ink, ref random);
        var kernel = Gaussian(options.Blur);
        for (var step = 0; step < options.Steps; step++)
        {
            using var one = NewDisposeScope();
            var (dy, dx) = (random.Below(2 * options.Jitter + 1) - options.Jitter, random.Below(2 * options.Jitter + 1) - options.Jitter);
            var moved = pictures.roll([dy, dx], [2, 3]).detach().requires_grad_();
            var slope = autograd.grad([Answers(model, moved, layer, units).sum()], [moved])[0].roll([-dy, -dx], [2, 3]);
            slope = slope / (slope.abs().amax([1, 2, 3], keepdim: true) + 1e-12);
            using var still = no_grad();
            var next = Blurred(pictures + options.Rate * slope - paper, kernel) * (1 - options.Fade) + paper;
            pictures.copy_(next.clamp_(paper, ink));
        }

        return pictures.MoveToOuterDisposeScope();
    }

    /// <summary>What the chosen unit of each picture answers, [units]: of a map, the unit in its middle. The caller disposes it.</summary>
    /// <param name="model">The network.</param>
    /// <param name="pictures">[units, 1, 32, 32], one for each unit.</param>
    /// <param name="layer">The layer, by the paper's name.</param>
    /// <param name="units">Which of its maps, units or outputs.</param>
    /// <exception cref="KeyNotFoundException">There is no such layer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The layer has no such unit.</exception>
    public static Tensor Answers(LeNet5 model, Tensor pictures, string layer, IReadOnlyList<int> units)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(units);
        using var scope = NewDisposeScope();
        var maps = model.Answer(pictures, layer);
        foreach (var unit in units) UnitRange.Require(unit, maps.shape[1], nameof(units));
        if (maps.dim() == 4) maps = maps.select(3, maps.shape[3] / 2).select(2, maps.shape[2] / 2);      // [units, maps]
        var chosen = tensor(units.Select(u => (long)u).ToArray()).unsqueeze(1);
        return maps.gather(1, chosen).squeeze(1).MoveToOuterDisposeScope();
    }

    private static Tensor Start(int count, float paper, float ink, ref SeededRandom random)
    {
        var noise = new float[count * 32 * 32];
        for (var i = 0; i < noise.Length; i++) noise[i] = paper + (float)random.Between(0, 0.1) * (ink - paper);
        return tensor(noise, [count, 1, 32, 32]);
    }

    private static Tensor? Gaussian(double deviation)
    {
        if (deviation <= 0) return null;
        var row = Enumerable.Range(-2, 5).Select(x => (float)Math.Exp(-x * x / (2 * deviation * deviation))).ToArray();
        var sum = row.Sum();
        return tensor(Array.ConvertAll(row, x => x / sum), [1, 1, 1, 5]);
    }

    private static Tensor Blurred(Tensor pictures, Tensor? kernel) => kernel is null
        ? pictures
        : nn.functional.conv2d(nn.functional.conv2d(pictures, kernel, padding: [0, 2]), kernel.transpose(2, 3), padding: [2, 0]);
}
