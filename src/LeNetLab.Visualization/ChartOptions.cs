namespace LeNetLab.Visualization;

/// <summary>What a chart can be told beyond its data and titles.</summary>
public sealed record ChartOptions
{
    /// <summary>What to look for; shown below the chart.</summary>
    public string Caption { get; init; } = "";

    /// <summary>What the chart shows, for a reader who cannot see it; the caption or the title by default.</summary>
    public string AltText { get; init; } = "";

    /// <summary>Width in CSS pixels, at least 200.</summary>
    public int Width { get; init; } = 640;

    /// <summary>Height in CSS pixels, at least 150.</summary>
    public int Height { get; init; } = 360;

    /// <summary>Whether the horizontal axis is logarithmic; points at or below zero are left out.</summary>
    public bool LogX { get; init; }

    /// <summary>Whether the vertical axis is logarithmic; values at or below zero are left out there.</summary>
    public bool LogY { get; init; }

    /// <summary>Whether the vertical values are fractions to be read as per cent.</summary>
    public bool Percent { get; init; }

    /// <summary>The lowest vertical value shown; chosen by the data where null.</summary>
    public double? YMin { get; init; }

    /// <summary>The highest vertical value shown; chosen by the data where null.</summary>
    public double? YMax { get; init; }

    /// <summary>Whether a heat map shades by the logarithm, so that single errors show beside 1,000 hits.</summary>
    public bool LogColour { get; init; }
}
