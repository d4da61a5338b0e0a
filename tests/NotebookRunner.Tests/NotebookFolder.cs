using System.Text.Json.Nodes;
using NotebookPages.Documents;
using NotebookRunner.Execution;

namespace NotebookRunner.Tests;

/// <summary>A folder of its own for one test, with notebooks made of cells, and removed at the end.</summary>
internal sealed class NotebookFolder : IDisposable
{
    public NotebookFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } =
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"notebook-runner-tests-{Guid.NewGuid():N}");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        var path = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes a notebook of code cells with the ids c1, c2, …</summary>
    public string WriteNotebook(string name, params string[] cells) =>
        WriteNotebook(name, cells.Select(source => Code(source)).ToArray());

    public string WriteNotebook(string name, params JsonObject[] cells)
    {
        for (var i = 0; i < cells.Length; i++) cells[i]["id"] = $"c{i + 1}";
        var kernel = new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" };
        var notebook = new JsonObject
        {
            ["cells"] = new JsonArray([.. cells]),
            ["metadata"] = new JsonObject { ["kernelspec"] = kernel },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        return Write(name, notebook.ToJsonString());
    }

    public static JsonObject Code(string source, string? language = null, params string[] tags)
    {
        var metadata = new JsonObject();
        if (language is not null) metadata["polyglot_notebook"] = new JsonObject { ["kernelName"] = language };
        if (tags.Length > 0) metadata["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)tag)]);
        return new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["metadata"] = metadata,
            ["outputs"] = new JsonArray(),
            ["source"] = source,
        };
    }

    public static JsonObject Prose(string source) =>
        new() { ["cell_type"] = "markdown", ["metadata"] = new JsonObject(), ["source"] = source };

    /// <summary>Runs a notebook of these cells, without saving.</summary>
    public static async Task<NotebookRunResult> RunCellsAsync(params string[] cells)
    {
        using var folder = new NotebookFolder();
        return await RunAsync(folder.WriteNotebook("test.ipynb", cells), new NotebookRunOptions { Save = false });
    }

    public static Task<NotebookRunResult> RunAsync(
        string path, NotebookRunOptions? options = null, IProgress<NotebookEvent>? progress = null) =>
        new NotebookExecutor().RunAsync(path, options, progress, TestContext.Current.CancellationToken);

    /// <summary>The processes of this system, Linux, whose command has a word in it.</summary>
    public static IReadOnlyList<string> ProcessesWith(string word) =>
    [
        .. Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(path[^1])).Where(path =>
        {
            try
            {
                return System.IO.File.ReadAllText($"{path}/cmdline").Contains(word, StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        }),
    ];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>Reading what a run left.</summary>
internal static class OutputReading
{
    public static NotebookCell Cell(this NotebookRunResult result, int number) => result.Notebook.Cells[number - 1];

    public static JsonObject Output(this NotebookRunResult result, int number, int index = 0) =>
        (JsonObject)result.Cell(number).Outputs[index]!;

    public static string Data(this NotebookRunResult result, int number, string mimeType, int index = 0) =>
        MultilineText.Read(result.Output(number, index)["data"]![mimeType]);

    public static string Stream(this NotebookRunResult result, int number, string name = "stdout") =>
        MultilineText.Read(result.Cell(number).Outputs.Single(o => (string?)o!["name"] == name)!["text"]);
}
