namespace LeNetLab.Visualization;

/// <summary>How one series of a chart is drawn.</summary>
public enum SeriesStyle
{
    /// <summary>As the chart draws all: a line, marked where points are few, or points.</summary>
    OfChart,

    /// <summary>A line without marks.</summary>
    Line,

    /// <summary>Points without a line.</summary>
    Points,
}
