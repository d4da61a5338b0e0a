using OxyPlot;
using OxyPlot.Annotations;

namespace LeNetLab.Visualization;

/// <summary>Writes the points' labels into a chart's static form, each on the side that is free.</summary>
internal static class ChartLabels
{
    /// <summary>Adds a label beside each point that has one and is finite.</summary>
    public static void AddTo(PlotModel model, ChartData data)
    {
        var sides = LabelPlacement.Of(data);
        for (var i = 0; i < data.Series.Count; i++)
        {
            var series = data.Series[i];
            for (var p = 0; p < (series.Labels?.Count ?? 0); p++)
            {
                if (!double.IsFinite(series.X[p]) || !double.IsFinite(series.Y[p])) continue;
                model.Annotations.Add(new TextAnnotation
                {
                    TextPosition = new DataPoint(series.X[p], series.Y[p]),
                    Text = series.Labels![p],
                    TextColor = OxyColor.Parse(Theme.Ink),
                    FontSize = LabelPlacement.FontSize,
                    Stroke = OxyColors.Transparent,
                    TextHorizontalAlignment = sides[i][p] switch
                    {
                        LabelSide.Right => HorizontalAlignment.Left,
                        LabelSide.Left => HorizontalAlignment.Right,
                        _ => HorizontalAlignment.Center,
                    },
                    TextVerticalAlignment = sides[i][p] switch
                    {
                        LabelSide.Above => VerticalAlignment.Bottom,
                        LabelSide.Below => VerticalAlignment.Top,
                        _ => VerticalAlignment.Middle,
                    },
                    Offset = sides[i][p] switch
                    {
                        LabelSide.Right => new ScreenVector(LabelPlacement.Gap, 0),
                        LabelSide.Left => new ScreenVector(-LabelPlacement.Gap, 0),
                        LabelSide.Above => new ScreenVector(0, -LabelPlacement.Gap),
                        _ => new ScreenVector(0, LabelPlacement.Gap),
                    },
                });
            }
        }
    }
}
