namespace LeNetLab.Visualization.Rendering;

/// <summary>
/// The colours of cards, text and lines, light as written and dark by a media query. The query finds an element by its
/// written colour, so that a viewer without CSS still shows the light form.
/// </summary>
internal static class Theme
{
    public const string Fonts = "Segoe UI,Helvetica Neue,Helvetica,Arial,sans-serif";

    public const string Card = "#fdfdfc";
    public const string Ink = "#22211f";
    public const string Muted = "#6b675f";
    public const string Rule = "#dedad2";
    public const string Panel = "#f3f0ea";
    public const string Blue = "#0072b2";
    public const string Orange = "#d55e00";
    public const string Green = "#009e73";
    private const string Brown = "#8c5a2b";
    private const string Indigo = "#44327a";

    /// <summary>Okabe and Ito's colours for series, those that read on a light card first, and three more.</summary>
    public static readonly string[] Series =
        [Blue, Orange, Green, "#cc79a7", "#e69f00", "#56b4e9", "#7a7a7a", Brown, Indigo,
        "#a0a03c"];

    /// <summary>What each light colour becomes on a dark card.</summary>
    private static readonly (string Light, string Dark)[] Pairs =
    [
        (Card, "#1c1c1e"), (Ink, "#dcd9d3"), (Muted, "#9a968e"), (Rule, "#38373a"), (Panel, "#28282a"),
        (Blue, "#4fb0ea"), (Orange, "#f58a3c"), (Green, "#2cc79b"), (Brown, "#c08a55"), (Indigo, "#a99be6"),
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
