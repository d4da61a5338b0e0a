using LeNetLab.Data;
using LeNetLab.Training;

namespace LeNetLab.Handwriting;

/// <summary>
/// How far a training image may be distorted. Each planar amount is drawn uniformly from [-range, +range].
/// </summary>
/// <param name="ShiftPixels">Greatest shift in pixels, in x and in y.</param>
/// <param name="RotationDegrees">Greatest rotation in degrees, about the image's centre.</param>
/// <param name="ScaleFraction">Greatest change of size: 0.1 means 90 % to 110 %. Below 1.</param>
/// <param name="ShearFraction">Greatest horizontal shear: pixels of shift in x per pixel of y.</param>
/// <param name="SqueezeFraction">Greatest change of proportion: 0.1 makes a digit up to 10 % wider and as much
/// lower, or narrower and higher, its area kept. Below 1.</param>
/// <param name="ElasticAlpha">Strength of the elastic distortion, 0 for none. With σ = 4, 34 moves ink by about 1.4
/// pixels.</param>
/// <param name="ElasticSigma">Deviation of the Gaussian that smooths the displacement field, in pixels.</param>
/// <remarks>
/// The planar ranges are those of LeCun et al. 1998, section III-A (translation, scaling, squeezing, horizontal
/// shear), and rotation. The elastic part follows Simard, Steinkraus and Platt, "Best practices for convolutional
/// neural networks applied to visual document analysis", ICDAR 2003.
/// </remarks>
public sealed record DistortionRanges(double ShiftPixels, double RotationDegrees, double ScaleFraction,
    double ShearFraction, double SqueezeFraction, double ElasticAlpha, double ElasticSigma) : IAugmentation
{
    /// <summary>No distortion: every image stays as it is.</summary>
    public static DistortionRanges None { get; } = new(0, 0, 0, 0, 0, 0, 4);

    /// <summary>The paper's kinds only: shift, scale, squeeze and shear, no rotation and nothing elastic.</summary>
    public static DistortionRanges Planar { get; } = new(1.5, 0, 0.1, 0.2, 0.1, 0, 4);

    /// <summary>Small changes that leave every digit as neat as it was.</summary>
    public static DistortionRanges Mild { get; } = new(1, 7, 0.08, 0.1, 0.06, 15, 4);

    /// <summary>Changes about as large as those between writers.</summary>
    public static DistortionRanges Strong { get; } = new(1.5, 11, 0.13, 0.2, 0.12, 34, 4.5);

    /// <summary>The same with thinner and thicker pens: hands and pens of everywhere.</summary>
    public static DistortionRanges World { get; } = new(1, 12, 0.1, 0.16, 0.12, 20, 4.5) { PenPixels = 0.4 };

    /// <summary>
    /// Greatest change of the pen's width, in pixels at each side of a stroke, 0 to 1: thinner as well as thicker.
    /// </summary>
    public double PenPixels { get; init; }

    /// <summary>True when nothing can change: every range is zero.</summary>
    public bool IsNone => ElasticAlpha == 0 && PenPixels == 0 && ShiftPixels == 0 && RotationDegrees == 0
        && ScaleFraction == 0 && ShearFraction == 0 && SqueezeFraction == 0;

    // A record's own text follows the reader's culture, and a checkpoint may be resumed in another.
    string IAugmentation.Description => FormattableString.Invariant(
        $"distorted by {ShiftPixels}/{RotationDegrees}/{ScaleFraction}/{ShearFraction}")
        + FormattableString.Invariant($"/{SqueezeFraction}/{ElasticAlpha}/{ElasticSigma}")
        // Named only where there is one, so that checkpoints from before there was still fit.
        + (PenPixels == 0 ? "" : FormattableString.Invariant($", pen {PenPixels}"));

    void IAugmentation.Apply(ReadOnlySpan<byte> image, Span<byte> target, int height, int width, ulong seed) =>
        Distortion.Apply(image, target, height, width, this, seed);

    internal PlanarTransform Draw(ref SeededRandom random) => new(ShiftX: random.Around(ShiftPixels),
        ShiftY: random.Around(ShiftPixels), RotationDegrees: random.Around(RotationDegrees),
        Scale: 1 + random.Around(ScaleFraction), Shear: random.Around(ShearFraction),
        Squeeze: 1 + random.Around(SqueezeFraction));
}
