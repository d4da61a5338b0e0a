namespace LeNetLab.Handwriting.Drawing;

/// <summary>How far hands differ. Deviations belong to a bell curve that ends at 3.5 times their value.</summary>
internal readonly record struct HandRanges()
{
    /// <summary>Lean to the right, as x per y: mean and deviation.</summary>
    public double SlantMean { get; init; } = 0.1;

    public double SlantDeviation { get; init; } = 0.27;

    /// <summary>Deviation of the rotation, in degrees.</summary>
    public double RotationDegrees { get; init; } = 5;

    /// <summary>Width of the form's box as a part of its height: median, and deviation in the logarithm.</summary>
    public double Width { get; init; } = 0.85;

    public double WidthDeviation { get; init; } = 0.25;

    /// <summary>Deviation of the middle's height, in halves of the box: enlarges the upper or lower part.</summary>
    public double Proportion { get; init; } = 0.1;

    /// <summary>Deviation of how much wider the foot is than the head, as a fraction of the width.</summary>
    public double Taper { get; init; } = 0.12;

    /// <summary>Deviation of the bow of the whole digit, in halves of the box.</summary>
    public double Bend { get; init; } = 0.06;

    /// <summary>Deviation of the amplitude of slow waves across the paper, in halves of the box.</summary>
    public double Wave { get; init; } = 0.09;

    /// <summary>The same of faster waves: tremor.</summary>
    public double Tremor { get; init; } = 0.02;

    /// <summary>Deviation of a form's points, in hundredths of the box; a hand has half to 1.5 times of it.</summary>
    public double Jitter { get; init; } = 5.5;

    /// <summary>Deviation of how far a stroke overshoots or stops short, in hundredths of the box.</summary>
    public double EndReach { get; init; } = 5;

    /// <summary>How round the curves are: 0 is a polygon, 1 a smooth curve, more a swollen one.</summary>
    public double RoundnessLow { get; init; } = 0.85;

    public double RoundnessHigh { get; init; } = 1.15;

    /// <summary>Radius of the pen in prepared pixels: median, deviation in the logarithm, limits.</summary>
    public double PenRadius { get; init; } = 1.25;

    public double PenDeviation { get; init; } = 0.28;

    public double PenLow { get; init; } = 0.65;

    public double PenHigh { get; init; } = 2.8;

    /// <summary>Greatest swing of the pen's radius along a stroke, as a fraction.</summary>
    public double Pressure { get; init; } = 0.2;

    /// <summary>Greatest loss of the radius at a stroke's end, as a fraction.</summary>
    public double EndTaper { get; init; } = 0.3;

    /// <summary>Hands that differ less: every deviation times this.</summary>
    public HandRanges Times(double share) => this with
    {
        SlantDeviation = share * SlantDeviation,
        RotationDegrees = share * RotationDegrees,
        WidthDeviation = share * WidthDeviation,
        Proportion = share * Proportion,
        Taper = share * Taper,
        Bend = share * Bend,
        Wave = share * Wave,
        Tremor = share * Tremor,
        Jitter = share * Jitter,
        EndReach = share * EndReach,
        PenDeviation = share * PenDeviation,
    };

    /// <summary>The hands that write a letter. The forms are few, so each is bent more than a digit's.</summary>
    public static HandRanges Letters { get; } = new()
    {
        SlantMean = 0.12,
        RotationDegrees = 6,
        WidthDeviation = 0.28,
        Proportion = 0.16,
        Jitter = 6.5,
        PenRadius = 1.4,
        PenHigh = 2.4,
    };

    /// <summary>The hands that write a digit: how far it leans, how wide it is and how strong the line.</summary>
    public static HandRanges For(int digit) => digit switch
    {
        0 => new HandRanges { SlantMean = 0.17, PenRadius = 1.42, PenHigh = 3.2, Width = 0.9 },
        1 => new HandRanges { SlantMean = 0.28, Width = 0.6, PenRadius = 1.45, PenHigh = 3.6 },
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
