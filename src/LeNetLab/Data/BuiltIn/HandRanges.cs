namespace LeNetLab.Data;

/// <summary>How far hands differ. Deviations belong to a bell curve that ends at 3.5 times their value.</summary>
internal readonly record struct HandRanges()
{
    /// <summary>Lean to the right, as x per y.</summary>
    public double SlantMean { get; init; } = 0.1;

    public double SlantDeviation { get; init; } = 0.27;

    public double RotationDegrees { get; init; } = 5;

    /// <summary>Width of the form's box as a part of its height, and its deviation in the logarithm.</summary>
    public double Width { get; init; } = 0.85;

    public double WidthDeviation { get; init; } = 0.25;

    /// <summary>Share of the upper half against the lower.</summary>
    public double Proportion { get; init; } = 0.1;

    /// <summary>How much wider the lower half is than the upper.</summary>
    public double Taper { get; init; } = 0.12;

    /// <summary>Bow of the whole digit.</summary>
    public double Bend { get; init; } = 0.06;

    /// <summary>Amplitude of the slow waves and of the faster tremor, in halves of the box.</summary>
    public double Wave { get; init; } = 0.07;

    public double Tremor { get; init; } = 0.02;

    /// <summary>Deviation of each point of a form, in hundredths of the box.</summary>
    public double Jitter { get; init; } = 6;

    public double EndReach { get; init; } = 5;

    public double RoundnessLow { get; init; } = 0.75;

    public double RoundnessHigh { get; init; } = 1.1;

    /// <summary>Radius of the pen in prepared pixels: median, deviation in the logarithm, limits.</summary>
    public double PenRadius { get; init; } = 1.25;

    public double PenDeviation { get; init; } = 0.28;

    public double PenLow { get; init; } = 0.65;

    public double PenHigh { get; init; } = 2.8;

    public double Pressure { get; init; } = 0.2;

    public double EndTaper { get; init; } = 0.3;

    /// <summary>The hand for each digit.</summary>
    public static HandRanges For(int digit) => digit switch
    {
        0 => new HandRanges { SlantMean = 0.17, PenRadius = 1.4, Width = 0.9 },
        1 => new HandRanges { SlantMean = 0.28, Width = 0.6, PenRadius = 1.45 },
        2 => new HandRanges { Width = 0.9, PenRadius = 1.2 },
        4 => new HandRanges { SlantMean = 0.24, Width = 0.9, PenRadius = 1.2 },
        5 => new HandRanges { SlantMean = 0.15, Width = 0.9, PenRadius = 1.2 },
        6 => new HandRanges { SlantMean = 0.1, Width = 0.8, PenRadius = 1.2 },
        7 => new HandRanges { SlantMean = 0.05, PenRadius = 1.3 },
        8 => new HandRanges { SlantMean = 0.14, PenRadius = 1.12 },
        9 => new HandRanges { SlantMean = 0.14, PenRadius = 1.13 },
        _ => new HandRanges(),
    };
}
