namespace LeNetLab.Data;

/// <summary>Turns a pixel byte v (0 background, 255 ink) into a network input x = (v/255 − mean) / deviation.</summary>
/// <param name="Mean">The mean to subtract, of pixels scaled to 0…1.</param>
/// <param name="StandardDeviation">The deviation to divide by, of pixels scaled to 0…1; not 0.</param>
public sealed record Normalization(double Mean, double StandardDeviation)
{
    /// <summary>Mean 0 and deviation 1 over the 28×28 pixels of MNIST's 60,000 training images.</summary>
    public static Normalization Mnist { get; } = new(0.1307, 0.3081);

    /// <summary>Background −0.1 and ink 1.175, as LeCun et al. 1998, sect. II-B.</summary>
    public static Normalization LeCun1998 { get; } = new(0.1 / 1.275, 1 / 1.275);

    /// <summary>Plain 0…1.</summary>
    public static Normalization ZeroToOne { get; } = new(0, 1);

    /// <summary>The network's number for one pixel byte.</summary>
    public float Apply(byte value) => (float)((value / 255.0 - Mean) / StandardDeviation);

    /// <summary>The numbers for all 256 pixel bytes, so that a loop over pixels is a look-up.</summary>
    public float[] ToTable()
    {
        var table = new float[256];
        for (var v = 0; v < 256; v++) table[v] = Apply((byte)v);
        return table;
    }
}
