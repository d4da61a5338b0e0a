using System.Text.RegularExpressions;
using System.Xml.Linq;
using LeNetLab.Visualization;
using Microsoft.DotNet.Interactive.Formatting;
using Xunit;

namespace LeNetLab.Tests.Visualization;

/// <summary>What every view promises, whatever it shows.</summary>
public sealed partial class ViewTests
{
    public static TheoryData<string> Views => [.. SampleViews.Names];

    [Theory]
    [MemberData(nameof(Views))]
    public void Html_is_one_well_formed_element(string name)
    {
        var html = SampleViews.Make(name).ToHtml();

        var root = XElement.Parse(html);

        Assert.Contains(root.Name.LocalName, new[] { "figure", "table", "div" });
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void Html_shows_a_static_form_when_no_script_runs(string name)
    {
        var html = SampleViews.Make(name).ToHtml();

        if (name is "table")
        {
            Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
            return;
        }

        Assert.NotEmpty(SampleViews.ImageSources(html));
        Assert.All(SampleViews.ImageSources(html), source =>
        {
            if (source.StartsWith("data:image/png;base64,", StringComparison.Ordinal))
                Assert.NotEmpty(Convert.FromBase64String(source[22..]));
            else Assert.Equal("svg", XDocument.Parse(SampleViews.SvgOf(source)).Root!.Name.LocalName);
        });
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void A_kernel_makes_a_bundle_of_html_a_static_image_and_text(string name)
    {
        var view = SampleViews.Make(name);
        string[] expected = view switch
        {
            Table => ["text/html", "text/plain"],
            Picture => ["text/html", "image/png", "text/plain"],
            _ => ["text/html", "image/svg+xml", "text/plain"],
        };

        var mimeTypes = Formatter.GetPreferredMimeTypesFor(view.GetType());

        Assert.Equal(expected, mimeTypes);
        Assert.Equal(view.ToHtml(), view.ToDisplayString("text/html"));
        Assert.Equal(view.ToText(), view.ToDisplayString("text/plain"));
        if (expected.Contains("image/svg+xml"))
            Assert.Equal("svg", XDocument.Parse(view.ToDisplayString("image/svg+xml")).Root!.Name.LocalName);
        if (view is Picture picture)
            Assert.Equal(picture.PngBytes.ToArray(), Convert.FromBase64String(view.ToDisplayString("image/png")));
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void The_same_view_gives_the_same_bytes(string name) =>
        Assert.Equal(SampleViews.Make(name).ToHtml(), SampleViews.Make(name).ToHtml());

    [Theory]
    [MemberData(nameof(Views))]
    public void Text_comes_back_unharmed_from_the_image(string name)
    {
        if (name is "picture" or "table" or "stack" or "memory") return;
        var svg = XDocument.Parse(SampleViews.Make(name).ToDisplayString("image/svg+xml"));

        var visible = SampleViews.Nasty.Replace("\u0001", "", StringComparison.Ordinal).Trim();
        Assert.Contains(svg.Descendants().Where(e => e.Name.LocalName == "text"),
            e => e.Value.Contains(visible, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void Nothing_names_a_file_or_asks_for_anything_but_plotly(string name)
    {
        var html = SampleViews.Make(name).ToHtml();

        Assert.DoesNotMatch(Paths(), html);
        Assert.All(Addresses().Matches(Uri.UnescapeDataString(html)), m =>
            Assert.True(m.Value.StartsWith("http://www.w3.org/", StringComparison.Ordinal)
                || m.Value.StartsWith("https://cdn.plot.ly/plotly-2", StringComparison.Ordinal), m.Value));
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void The_image_says_what_it_shows(string name)
    {
        if (name is "table") return;
        Assert.All(
            XElement.Parse(SampleViews.Make(name).ToHtml()).Descendants("img"),
            img => Assert.False(string.IsNullOrWhiteSpace(img.Attribute("alt")!.Value)));
    }

    [GeneratedRegex(@"(/root/|/home/[a-z]|/work/|/tmp/|[A-Z]:\\)")]
    private static partial Regex Paths();

    [GeneratedRegex("https?://[^\"' ]*")]
    private static partial Regex Addresses();
}
