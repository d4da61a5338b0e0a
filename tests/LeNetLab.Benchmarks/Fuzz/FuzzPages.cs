using System.Text;
using System.Text.Json.Nodes;
using NotebookPages.Documents;
using NotebookPages.Rendering;

namespace LeNetLab.Benchmarks.Fuzz;

/// <summary>The readers of notebooks: of the file, and of every text in it on its way into the page.</summary>
internal static class FuzzPages
{
    /// <summary>Reads a notebook, and what is written of it again; it may be refused.</summary>
    public static void Read(string path, byte[] input)
    {
        File.WriteAllBytes(path, input);
        try
        {
            var notebook = Notebook.Load(path);
            string json = notebook.ToJson();
            if (Notebook.Parse(json).ToJson() != json)
                throw new InvalidOperationException("other JSON");
            _ = notebook.Title + string.Concat(notebook.Cells.Select(c => c.Source));
        }
        catch (NotebookFormatException)
        {
            // Refused.
        }
    }

    /// <summary>
    /// Makes a page of a notebook that has the text in each place where a text can be; every other one is trusted.
    /// </summary>
    public static void Render(string text)
    {
        var trust = text.Length % 2 == 0 ? BookTrust.Nothing : BookTrust.Everything;
        _ = Book.Render([Shown(text)], new BookOptions { Title = text, Trust = trust });
    }

    /// <summary>A sound notebook.</summary>
    public static byte[] Whole() => Encoding.UTF8.GetBytes(Shown("# A\n\n$x^2$").ToJson());

    /// <summary>Sound texts: Markdown, HTML and a terminal's.</summary>
    public static IEnumerable<byte[]> Texts() =>
    [
        """
        # A *title* with `code`

        1. a list, **bold**, [a link](#a), ![a picture](a.png)

        | a | b |
        |--:|---|
        | $\frac{1}{2}\sum_{i=1}^n x_i$ | <b>c</b> |

        $$\begin{align} a &= b \\ \left( c \right. \end{align}$$

        <details><summary>More</summary>

        ```csharp
        var x = $"{1 + 2}"; // text
        ```

        </details>
        """u8.ToArray(),
        """
        <table><tr><th>a</th><td colspan=2>b</td></tr></table><style>.a { color: red }</style>
        <svg viewBox="0 0 9 9"><path d="M0 0L9 9"/><use href="#a"/><text x="1">t</text></svg>
        <script>alert(1)</script><img src='a.png' onerror="x()"><a href="javascript:x()">l</a><!-- c -->
        """u8.ToArray(),
        "\u001b[31mred\u001b[0m 10 %\r20 %\n\u001b]8;;http://a\u0007link\u001b]8;;\u0007\n"u8.ToArray(),
    ];

    private static Notebook Shown(string text)
    {
        var code = Cell("code");
        code["execution_count"] = 1;
        code["outputs"] = new JsonArray(
            Output("text/html"), Output("image/svg+xml"), Output("text/markdown"), Output("text/latex"),
            Output("application/json"), Output("text/plain"),
            new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = text });
        return Notebook.Parse(new JsonObject
        {
            ["cells"] = new JsonArray(Cell("markdown"), code),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        }.ToJsonString());

        JsonObject Output(string type) => new()
        {
            ["output_type"] = "display_data",
            ["metadata"] = new JsonObject(),
            ["data"] = new JsonObject { [type] = text },
        };

        JsonObject Cell(string type) => new()
        {
            ["cell_type"] = type,
            ["id"] = type,
            ["metadata"] = new JsonObject(),
            ["source"] = text,
        };
    }
}
