using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using NotebookPages.Documents;

namespace NotebookRunner.Tests;

/// <summary>Reading and writing of .ipynb files.</summary>
public sealed class NotebookTests
{
    /// <summary>
    /// As Jupyter itself writes it: one space a level, keys sorted, text not escaped, a newline at the end.
    /// </summary>
    internal const string AsJupyterWrites = """
        {
         "cells": [
          {
           "cell_type": "markdown",
           "id": "a1",
           "metadata": {},
           "source": [
            "# Größe 😀\n",
            "<b>&</b> 'quoted' \"twice\" \\ \t\u0007"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": null,
           "future_field": {
            "kept": [
             1,
             2.50,
             1e-05,
             true,
             null,
             {}
            ]
           },
           "id": "b2",
           "metadata": {
            "polyglot_notebook": {
             "kernelName": "csharp"
            },
            "tags": [
             "raises-exception"
            ]
           },
           "outputs": [],
           "source": []
          }
         ],
         "metadata": {
          "kernelspec": {
           "display_name": ".NET (C#)",
           "language": "C#",
           "name": ".net-csharp"
          }
         },
         "nbformat": 4,
         "nbformat_minor": 5
        }

        """;

    [Fact]
    public void WhatJupyterWroteComesBackByteForByte()
    {
        var notebook = Notebook.Parse(AsJupyterWrites);

        Assert.Equal(AsJupyterWrites.ReplaceLineEndings("\n"), notebook.ToJson());
        Assert.Equal("Größe 😀", notebook.Title);
        Assert.Equal(["a1", "b2"], notebook.Cells.Select(cell => cell.Id));
        Assert.Equal(["raises-exception"], notebook.Cells[1].Tags);
    }

    [Fact]
    public void AnyNotebookKeepsAllThatIsInIt()
    {
        Prop.ForAll(Arb.From(Notebooks), text =>
        {
            var original = JsonNode.Parse(text)!;
            var written = Notebook.Parse(text).ToJson();
            foreach (var cell in original["cells"]!.AsArray())
                cell!["source"] = new JsonArray([.. Lines(cell["source"]!)]);
            return JsonNode.DeepEquals(original, JsonNode.Parse(written)) && Notebook.Parse(written).ToJson() == written
                && !written.Contains('\r', StringComparison.Ordinal)
                && written.EndsWith("}\n", StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("{\n\"cells\": [,]}", "line 2")]
    [InlineData("[]", "no object")]
    [InlineData("{\"cells\": []}", "nbformat")]
    [InlineData("{\"cells\": [], \"nbformat\": 3}", "found nbformat 3")]
    [InlineData("{\"cells\": [], \"nbformat\": \"4\"}", "'nbformat'")]
    [InlineData("{\"nbformat\": 4}", "'cells'")]
    [InlineData(
        "{\"cells\": [{\"cell_type\": \"code\"}, {\"cell_type\": \"heading\"}], \"nbformat\": 4}",
        "cell 2, found \"heading\"")]
    [InlineData("{\"cells\": [7], \"nbformat\": 4}", "cell 1")]
    [InlineData("{\"cells\": [], \"cells\": [], \"nbformat\": 4}", "cannot be read")]
    [InlineData("{\"cells\": [], \"x\": \"\\ud800\", \"nbformat\": 4}", "cannot be read")]
    public void WhatIsNoNotebookIsSaidToBeNone(string text, string words)
    {
        using var folder = new NotebookFolder();
        var path = folder.Write("bad.ipynb", text);

        var error = Assert.Throws<NotebookFormatException>(() => Notebook.Load(path));

        Assert.StartsWith($"{path}: expected ", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void WhatJsonNeedNotEscapeIsNotEscapedAndHalfACharacterDoesNoHarm()
    {
        var notebook = Notebook.Parse(AsJupyterWrites);
        notebook.Cells[0].Source = "\u00a0\u2028\u007f\ue000 <&'+> \\u00A0 \u001b 👩‍🔬 \ud83d";

        var json = notebook.ToJson();

        Assert.Contains("\u00a0\u2028\u007f\ue000 <&'+> \\\\u00A0 \\u001b 👩‍🔬 ", json, StringComparison.Ordinal);
        Assert.Equal(json, Notebook.Parse(json).ToJson());
    }

    [Fact]
    public void BytesThatAreNoTextAndAnAbyssAreRefusedAndOddFieldsAreRead()
    {
        using var folder = new NotebookFolder();
        var path = folder.File("test.ipynb");
        byte[] bytes = [.. "{\"cells\": [], \"x\": \""u8, 0xff, 0xfe, .. "\", \"nbformat\": 4}"u8];
        File.WriteAllBytes(path, bytes);
        Assert.Contains(
            "not UTF-8 (at offset 20)", Assert.Throws<NotebookFormatException>(() => Notebook.Load(path)).Message,
            StringComparison.Ordinal);

        foreach (var (depth, isRead) in new[] { (80, true), (900, true), (1100, false), (100_000, false) })
        {
            var output = $"{string.Concat(Enumerable.Repeat("{\"n\":", depth))}1{new string('}', depth)}";
            folder.Write("test.ipynb", $$$"""
                {"cells": [{"cell_type": "code", "metadata": "x", "source": 7, "execution_count": "x",
                "outputs": [7, null, {"data": {"application/json": {{{output}}}}}]}], "metadata": [], "nbformat": 4}
                """);
            if (isRead)
            {
                var notebook = Notebook.Load(path);
                notebook.Save(path);
                Assert.Equal(notebook.ToJson(), Notebook.Load(path).ToJson());
                Assert.Empty(notebook.Cells[0].Tags);
                Assert.Equal("csharp", notebook.Cells[0].Language);
            }
            else Assert.Throws<NotebookFormatException>(() => Notebook.Load(path));
        }
    }

    [Fact]
    public void AMissingFileIsSaidToBeMissing()
    {
        var error = Assert.Throws<NotebookFormatException>(() => Notebook.Load("nowhere.ipynb"));

        Assert.Contains("no such file", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", null, "csharp")]
    [InlineData("graph", "mermaid", "mermaid")]
    [InlineData("1", "C#", "csharp")]
    [InlineData("#!html\n<b/>", null, "html")]
    [InlineData("#!csharp\n1", "html", "csharp")]
    [InlineData("#!import x.csx", null, "csharp")]
    [InlineData("let x = 1", "fsharp", "fsharp")]
    public void ACellsLanguageComesFromItsFirstLineOrItsMetadata(string source, string? kernelName, string language)
    {
        using var folder = new NotebookFolder();

        var notebook = Notebook.Load(folder.WriteNotebook("test.ipynb", NotebookFolder.Code(source, kernelName)));

        Assert.Equal(language, notebook.Cells[0].Language);
    }

    [Fact]
    public void SavingKeepsLinksAndModesAndLeavesNothingBeside()
    {
        using var folder = new NotebookFolder();
        var notebook = Notebook.Parse(AsJupyterWrites);
        notebook.Save(folder.File($"b/{new string('n', 249)}.ipynb"));
        var file = folder.Write("a/real.ipynb", "old");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.CreateSymbolicLink(folder.File("link.ipynb"), file);
            notebook.Save(folder.File("link.ipynb"));
            Assert.NotNull(new FileInfo(folder.File("link.ipynb")).LinkTarget);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
        else notebook.Save(file);

        Assert.Equal(notebook.ToJson(), File.ReadAllText(file));
        Assert.Equal((byte)'{', File.ReadAllBytes(file)[0]);
        Assert.Single(Directory.GetFiles(folder.File("a")));
        var time = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, time);
        notebook.Save(file);
        Assert.Equal(time, File.GetLastWriteTimeUtc(file));
    }

    private static IEnumerable<JsonNode> Lines(JsonNode source)
    {
        if (source is JsonArray list) return list.Select(line => line!.DeepClone());
        var text = source.GetValue<string>();
        return text.Split('\n').Select((line, i) => i < text.Count(c => c == '\n') ? line + "\n" : line)
            .Where(line => line.Length > 0).Select(line => (JsonNode)line);
    }

    private static Gen<string> Text => ArbMap.Default.GeneratorFor<string>()
        .Select(text => new string([.. (text ?? "").Where(c => !char.IsSurrogate(c))]))
        .SelectMany(text => Gen.Elements("", "\n", "😀", "\"\\/", "</script>", "é\u2028").Select(end => text + end));

    private static Gen<JsonNode?> Anything(int depth) => depth == 0 ? Leaf : Gen.OneOf(Leaf,
        Anything(depth - 1).ArrayOf(3).Select(items => (JsonNode?)new JsonArray(items)),
        Fields(depth - 1).Select(map => (JsonNode?)map));

    private static Gen<JsonNode?> Leaf => Gen.OneOf(Text.Select(text => (JsonNode?)text),
        ArbMap.Default.GeneratorFor<int>().Select(number => (JsonNode?)number),
        ArbMap.Default.GeneratorFor<NormalFloat>().Select(number => (JsonNode?)number.Get),
        Gen.Elements(true, false).Select(flag => (JsonNode?)flag), Gen.Constant((JsonNode?)null));

    private static Gen<JsonObject> Fields(int depth) =>
        Text.Zip(Anything(depth)).ArrayOf(3).Select(pairs =>
        {
            var map = new JsonObject();
            foreach (var (name, value) in pairs) map.TryAdd("x" + name, value);
            return map;
        });

    private static Gen<JsonObject> Cell =>
        from type in Gen.Elements("code", "markdown", "raw")
        from id in ArbMap.Default.GeneratorFor<Guid>()
        from source in Gen.OneOf(
            Text.Select(text => (JsonNode)text),
            Text.Where(t => t.Length > 0).ArrayOf(2)
                .Select(lines => (JsonNode)new JsonArray([.. lines.Select(l => (JsonNode)(l + "\n"))])))
        from metadata in Fields(2)
        from more in Fields(1)
        select Compose(type, id, source, metadata, more);

    private static Gen<string> Notebooks =>
        from cells in Cell.ArrayOf()
        from metadata in Fields(2)
        select new JsonObject
        {
            ["nbformat_minor"] = 5,
            ["cells"] = new JsonArray([.. cells]),
            ["nbformat"] = 4,
            ["metadata"] = metadata,
        }.ToJsonString();

    private static JsonObject Compose(string type, Guid id, JsonNode source, JsonObject metadata, JsonObject more)
    {
        var cell = new JsonObject
        {
            ["source"] = source,
            ["id"] = id.ToString("N"),
            ["cell_type"] = type,
            ["metadata"] = metadata,
        };
        if (type == "code") cell["outputs"] = new JsonArray();
        foreach (var (name, value) in more.ToList()) cell[name] = value?.DeepClone();
        return cell;
    }
}
