namespace LeNetLab.Visualization.Analysis;

/// <summary>How the picture that a unit answers to most is looked for.</summary>
public sealed record ActivationMaximizationOptions
{
    /// <summary>Steps uphill.</summary>
    public int Steps { get; init; } = 80;

    /// <summary>
    /// How far the first step goes; later ones shrink. The root mean square of the pixels' change, as a share of full
    /// ink.
    /// </summary>
    public double Rate { get; init; } = 0.15;

    /// <summary>The share of full ink that each pixel loses in the first step: what does not help fades.</summary>
    public double Fade { get; init; } = 0.08;

    /// <summary>The standard deviation in pixels of the blur of each step's gradient: without it, dust.</summary>
    public double GradientBlur { get; init; } = 1;

    /// <summary>The standard deviation of the blur of the picture after each step, in pixels.</summary>
    public double Blur { get; init; } = 0.3;

    /// <summary>How many slightly moved copies of a picture the network sees in each step, at least 1.</summary>
    public int Copies { get; init; } = 8;

    /// <summary>How far a copy is moved at random, in pixels, so that the picture does not hang on one place.</summary>
    public double Shift { get; init; } = 3;

    /// <summary>How far a copy is turned at random, in radians, and scaled, as a share.</summary>
    public double Turn { get; init; } = 0.25;

    /// <summary>Chooses the noise of the start and the moves of the copies.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>
/// Draws what a unit answers to most, by following its gradient uphill in the space of pictures (Erhan, Bengio,
/// Courville and Vincent 2009; Simonyan et al. 2014, sect. 2). Blur and fading keep it from being dust (Yosinski et al.
/// 2015, "Understanding neural networks through deep visualization", sect. 3); small random moves, from being a trick
/// of single pixels (Mordvintsev, Olah and Tyka 2015).
/// </summary>
public static class ActivationMaximization
{
    private const int Side = 32;

    /// <summary>
    /// A picture for each of some units of a layer, [units, 1, 32, 32]; of a map, the unit in its middle. Pixels stay
    /// between the paper and the ink of <see cref="Normalization.Mnist"/>. The same options give the same pictures. The
    /// caller disposes them.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="layer">The layer, by the paper's name.</param>
    /// <param name="units">Which of its maps, units or outputs.</param>
    /// <param name="options">How to look; the defaults where null.</param>
    /// <exception cref="KeyNotFoundException">There is no such layer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The layer has no such unit.</exception>
    public static Tensor Of(
        LeNet5 model, string layer, IReadOnlyList<int> units, ActivationMaximizationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(units);
        options ??= new ActivationMaximizationOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Copies, 1);
        var random = SeededRandom.For((ulong)options.Seed, 0);
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var pictures = Start(units.Count, ref random);              // 0 paper … 1 ink
        var (smooth, soften) = (Gaussian(options.GradientBlur), Gaussian(options.Blur));
        int[] repeated = [.. units.SelectMany(unit => Enumerable.Repeat(unit, options.Copies))];
        for (var step = 0; step < options.Steps; step++)
        {
            using var one = NewDisposeScope();
            var input = pictures.detach().requires_grad_();
            var answers = Answers(model, Normalized(Moved(input, options, ref random)), layer, repeated);
            var slope = Blurred(autograd.grad([answers.sum()], [input])[0], smooth);
            slope = slope / (slope.square().mean([1, 2, 3], keepdim: true).sqrt() + 1e-12);
            using var still = no_grad();
            // ever smaller steps, so that the last do not undo each other
            var pace = 1 - (double)step / options.Steps;
            pictures.copy_((Blurred(pictures + pace * options.Rate * slope, soften) - pace * options.Fade).clamp(0, 1));
        }

        return Normalized(pictures).MoveToOuterDisposeScope();
    }

    /// <summary>Computes each picture's chosen unit, [units]; in a map, the middle. The caller disposes it.</summary>
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
        // [units, maps]
        if (maps.dim() == 4) maps = maps.select(3, maps.shape[3] / 2).select(2, maps.shape[2] / 2);
        var chosen = tensor(units.Select(u => (long)u).ToArray()).unsqueeze(1);
        return maps.gather(1, chosen).squeeze(1).MoveToOuterDisposeScope();
    }

    private static Tensor Start(int count, ref SeededRandom random)
    {
        var noise = new float[count * Side * Side];
        for (var i = 0; i < noise.Length; i++) noise[i] = (float)random.Between(0, 0.1);
        return tensor(noise, [count, 1, Side, Side]);
    }

    // The ends of the range are those of a byte to the last bit, whatever the rounding on the way.
    private static Tensor Normalized(Tensor pictures)
    {
        var (paper, ink) = (Normalization.Mnist.Apply(0), Normalization.Mnist.Apply(255));
        return (pictures * (ink - paper) + paper).clamp(paper, ink);
    }

    // Each picture's copies, one after the other: [units × copies, 1, 32, 32].
    private static Tensor Moved(Tensor pictures, ActivationMaximizationOptions options, ref SeededRandom random)
    {
        var count = (int)pictures.shape[0] * options.Copies;
        var moves = new float[count * 6];
        for (var i = 0; i < moves.Length; i += 6)
        {
            var (sine, cosine) = Math.SinCos(random.Around(options.Turn));
            var size = 1 + random.Around(options.Turn);
            (moves[i], moves[i + 1], moves[i + 2]) = ((float)(size * cosine), (float)(-size * sine),
                (float)(random.Around(options.Shift) * 2 / Side));
            (moves[i + 3], moves[i + 4], moves[i + 5]) = ((float)(size * sine), (float)(size * cosine),
                (float)(random.Around(options.Shift) * 2 / Side));
        }

        var grid = nn.functional.affine_grid(tensor(moves, [count, 2, 3]), [count, 1, Side, Side],
            align_corners: false);
        return nn.functional.grid_sample(pictures.repeat_interleave(options.Copies, 0), grid, align_corners: false);
    }

    private static Tensor? Gaussian(double deviation)
    {
        if (deviation <= 0) return null;
        var row = Enumerable.Range(-3, 7).Select(x => (float)Math.Exp(-x * x / (2 * deviation * deviation))).ToArray();
        var sum = row.Sum();
        return tensor(Array.ConvertAll(row, x => x / sum), [1, 1, 1, 7]);
    }

    private static Tensor Blurred(Tensor pictures, Tensor? kernel) => kernel is null
        ? pictures
        : nn.functional.conv2d(nn.functional.conv2d(pictures, kernel, padding: [0, 3]), kernel.transpose(2, 3),
            padding: [3, 0]);
}
