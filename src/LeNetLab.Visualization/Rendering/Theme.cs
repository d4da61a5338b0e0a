namespace LeNetLab.Visualization.Rendering;

/// <summary>
/// The colours of cards, text and lines, light as written and dark by a media query. The query finds an element by its
/// written colour, so that a viewer without CSS still shows the light form.
/// </summary>
internal static class Theme
{
    public const string Fonts = "Segoe UI,Helvetica Neue,Helvetica,Arial,sans-serif";

    public const string Card = "#fdfdfc";
    public const string Ink = "#1f2933";
    public const string Muted = "#616e7c";
    public const string Rule = "#d3d9e0";
    public const string Panel = "#eef1f4";
    public const string Blue = "#0072b2";
    public const string Orange = "#d55e00";
    public const string Green = "#009e73";

    /// <summary>Okabe and Ito's colours for series, the ones that read on a light card first.</summary>
    public static readonly string[] Series = [Blue, Orange, Green, "#cc79a7", "#e69f00", "#56b4e9", "#7a7a7a"];

    /// <summary>What each light colour becomes on a dark card.</summary>
    private static readonly (string Light, string Dark)[] Pairs =
    [
        (Card, "#171c23"), (Ink, "#e8ecf1"), (Muted, "#9aa7b6"), (Rule, "#3b4654"), (Panel, "#232b36"),
        (Blue, "#4fb0ea"), (Orange, "#f58a3c"), (Green, "#2cc79b"),
    ];

    public static string Dark(string light) => Pairs.FirstOrDefault(p => p.Light == light).Dark ?? light;

    /// <summary>The style element of a canvas.</summary>
    public static string Style { get; } = BuildStyle((css, light, dark) => css.Append(
        $"[fill=\"{light}\"]{{fill:{dark}}}[stroke=\"{light}\"]{{stroke:{dark}}}" +
        $"[stop-color=\"{light}\"]{{stop-color:{dark}}}"));

    /// <summary>The same for OxyPlot's SVG, which writes its colours as <c>rgb(…)</c> in style attributes.</summary>
    public static string OxyStyle { get; } = BuildStyle((css, light, dark) =>
    {
        var n = int.Parse(light.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var rgb = $"rgb({n >> 16},{(n >> 8) & 255},{n & 255})";
        css.Append($"[fill=\"{rgb}\"]{{fill:{dark}}}[style*=\"fill:{rgb}\"]{{fill:{dark}!important}}" +
            $"[style*=\"stroke:{rgb}\"]{{stroke:{dark}!important}}");
    });

    private static string BuildStyle(Action<StringBuilder, string, string> rule)
    {
        var css = new StringBuilder("<style>@media(prefers-color-scheme:dark){");
        foreach (var (light, dark) in Pairs) rule(css, light, dark);
        return css.Append("}</style>").ToString();
    }
}
