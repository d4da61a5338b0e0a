using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookRunner.Tests;

/// <summary>What cells show, in each way that the kernel has; one run for all, since each costs a process.</summary>
public sealed class DisplayTests
{
    private const string Html = "text/html";
    private const string Plain = "text/plain";

    [Fact]
    public async Task EveryWayToShowAValueWorks()
    {
        var result = await NotebookFolder.RunCellsAsync(
            "display(\"one\"); \"two\".Display(); 3.Display(\"text/plain\"); \"<b>four</b>\".DisplayAs(\"text/html\"); "
            + "display(5, \"text/plain\");\ndisplay(HTML(\"<i>six</i>\")); display(null)",
            "using Microsoft.DotNet.Interactive;\n"
            + "var shown = KernelInvocationContext.Current.Display((object)\"before\", \"text/plain\");\n"
            + "Console.WriteLine(\"between\");\nshown.Update(\"after\");\n"
            + "var picture = \"aaaa\".DisplayAs(\"image/png\");",
            "var counter = display(1, \"text/plain\", \"text/html\");\nfor (var i = 2; i <= 5; i++) counter.Update(i);",
            "shown.Update(\"from a later cell\");",
            "#!html\n<p>raw</p>",
            "Javascript(\"alert(1)\"); CSS(\"p { }\");",
            "HTML(\"<u>last</u>\")",
            "new { A = 1 }.Display(\"application/json\");",
            "new[] { (1, \"a\") }.Select(p => new { Number = p.Item1, Name = p.Item2 }).DisplayTable();");

        Assert.Null(result.Error);
        Assert.Equal("one", result.Data(1, Plain));
        Assert.Equal("two", result.Data(1, Plain, 1));
        Assert.Equal("3", result.Data(1, Plain, 2));
        Assert.Equal("<b>four</b>", result.Data(1, Html, 3));
        Assert.Equal("5", result.Data(1, Plain, 4));
        Assert.Equal("<i>six</i>", result.Data(1, Html, 5));
        Assert.Equal(7, result.Cell(1).Outputs.Count);
        Assert.All(result.Cell(1).Outputs, output => Assert.Equal("display_data", (string?)output!["output_type"]));

        Assert.Equal("from a later cell", result.Data(2, Plain));
        Assert.Equal("between\n", result.Stream(2));
        Assert.Equal("aaaa", (string?)result.Output(2, 2)["data"]!["image/png"]);
        Assert.Single(result.Cell(3).Outputs);
        Assert.Equal("5", result.Data(3, Plain));
        Assert.Contains("5", result.Data(3, Html), StringComparison.Ordinal);
        Assert.Empty(result.Cell(4).Outputs);
        Assert.Equal("<p>raw</p>", result.Data(5, Html));
        Assert.Contains("alert(1)", result.Data(6, Html), StringComparison.Ordinal);
        Assert.Equal("<u>last</u>", result.Data(7, Html));
        Assert.Equal("display_data", (string?)result.Output(7)["output_type"]);
        Assert.IsType<JsonObject>(result.Output(8)["data"]!["application/json"]);
        Assert.Contains("<table", result.Data(9, Html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ValuesLookAsTheFormattingPackageMakesThem()
    {
        (string Code, object? Value)[] values =
        [
            ("42", 42), ("2.5", 2.5), ("\"text\"", "text"), ("'c'", 'c'), ("true", true), ("(object)null", null),
            ("new List<int> { 1, 2, 3 }", new List<int> { 1, 2, 3 }),
            ("new Dictionary<string, int> { [\"a\"] = 1 }", new Dictionary<string, int> { ["a"] = 1 }),
            ("new[] { \"x\", \"y\" }", new[] { "x", "y" }),
            ("new Uri(\"http://example.org/\")", new Uri("http://example.org/")),
            ("new DateTime(2001, 2, 3)", new DateTime(2001, 2, 3)),
            ("(1, \"b\")", (1, "b")),
            ("Enumerable.Range(0, 50)", Enumerable.Range(0, 50)),
            ("new Version(1, 2)", new Version(1, 2)),
        ];
        var result = await NotebookFolder.RunCellsAsync(
            [.. values.Select(v => v.Code), "record Point(int X, int Y);\nnew Point(1, 2)"]);

        Assert.Null(result.Error);
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i].Value;
            var mimeTypes = Formatter.GetPreferredMimeTypesFor(value?.GetType());
            var data = (JsonObject)result.Output(i + 1)["data"]!;
            Assert.Equal(mimeTypes.Order(StringComparer.Ordinal), data.Select(pair => pair.Key));
            foreach (var mimeType in mimeTypes)
                Assert.Equal(value.ToDisplayString(mimeType).ReplaceLineEndings("\n"), result.Data(i + 1, mimeType));
        }

        Assert.Contains("Point { X = 1, Y = 2 }", result.Data(values.Length + 1, Html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheConventionAttributeGivesAllItsMimeTypes()
    {
        var result = await NotebookFolder.RunCellsAsync(
            """
            using System.IO;
            [AttributeUsage(AttributeTargets.Class)]
            public class TypeFormatterSourceAttribute : Attribute
            {
                public TypeFormatterSourceAttribute(Type type) => FormatterSourceType = type;
                public Type FormatterSourceType { get; }
                public string[] PreferredMimeTypes { get; set; }
            }
            public class Source
            {
                public IEnumerable<object> CreateTypeFormatters() => new object[] { new HtmlForm(), new SvgForm() };
            }
            public class HtmlForm
            {
                public string MimeType => "text/html";
                public bool Format(object value, TextWriter writer) { writer.Write("<b>chart</b>"); return true; }
            }
            public class SvgForm
            {
                public string MimeType => "image/svg+xml";
                public bool Format(object value, TextWriter writer) { writer.Write("<svg/>"); return true; }
            }
            [TypeFormatterSource(typeof(Source), PreferredMimeTypes = new[] { "text/html", "image/svg+xml" })]
            public class Chart { }
            new Chart()
            """,
            "new Chart().Display();\nvar d = display(\"x\", \"text/html\"); d.Update(new Chart());");

        Assert.Null(result.Error);
        Assert.Equal("<b>chart</b>", result.Data(1, Html));
        Assert.Equal("<svg/>", result.Data(1, "image/svg+xml"));
        Assert.Equal("<svg/>", result.Data(2, "image/svg+xml"));
        Assert.Equal("<b>chart</b>", result.Data(2, Html, 1));
    }
}
