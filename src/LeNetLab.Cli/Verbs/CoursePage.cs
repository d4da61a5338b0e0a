using System.Text.RegularExpressions;
using LeNetLab.Course.Exercises;
using LeNetLab.Visualization;
using NotebookPages.Rendering;

namespace LeNetLab.Cli.Verbs;

/// <summary>Writes the page, and beside it the script that its charts need to be interactive.</summary>
internal static partial class CoursePage
{
    private const string Title = "LeNet-5 in C#: from MNIST to feature maps";
    private const string ChartMark = "data-lenetlab-chart";
    private const string PlotlyNetMark = "fsharp-plotly";
    private const string PlotlyName = "plotly.min.js";

    // Deferred: the page can be read before three megabytes of script are. The charts wait for the promise; where the
    // file is not there they stay as they are. On paper they always do.
    private const string PlotlyHead = $$$"""
        <script>
          window.LeNetLabPlotly=new Promise(
            function(ok,no){window.lenetlabPlotlyCame=ok;window.lenetlabPlotlyFailed=no});
          window.LeNetLabPlotly.catch(function(){})
        </script>
        <script id="plotly-file" src="{{{PlotlyName}}}" defer></script>
        <script>
          document.getElementById('plotly-file').addEventListener('load',
            function(){window.lenetlabPlotlyCame(window.Plotly)});
          document.getElementById('plotly-file').addEventListener('error',
            function(){window.lenetlabPlotlyFailed()});
        </script>
        <style>
          @media print{figure[{{{ChartMark}}}]>img{display:inline!important}
            figure[{{{ChartMark}}}]>div{display:none!important}}
        </style>
        """;

    // A Plotly.NET chart loads RequireJS from a fixed address, and with it plotly.js from another. Where the page has a
    // requirejs, the chart calls requirejs.config({...})(['plotly'], draw). Ours answers with the page's plotly.js.
    // Nobody can answer on a page.
    private const string UnansweredHead =
        $$"""<style>.output:has(> .{{CheckedAnswer.Unanswered}}) { display: none }</style>""";

    private const string PlotlyNetHead = """
        <script>
        window.requirejs=function(names,draw){if(window.LeNetLabPlotly)window.LeNetLabPlotly.then(draw,function(){})};
        window.requirejs.config=function(){return window.requirejs};
        </script>
        """;

    /// <param name="page">The page's file.</param>
    /// <param name="notebooks">The notebooks that ran, in order.</param>
    /// <param name="digits">What they ran on.</param>
    /// <param name="screen">Where a line goes if the charts cannot be made interactive.</param>
    /// <param name="failures">Which notebooks failed, and why.</param>
    public static void Write(string page, IReadOnlyList<Notebook> notebooks, DigitSets digits, Screen screen,
        params IReadOnlyList<string> failures)
    {
        var head = Chart.NeverLoadScript + "\n" + UnansweredHead;
        var hasPlotlyNet = notebooks.Any(notebook => Shows(notebook, PlotlyNetMark));
        if (hasPlotlyNet) head += "\n" + PlotlyNetHead;
        if (hasPlotlyNet || notebooks.Any(notebook => Shows(notebook, ChartMark)))
        {
            if (PlotlySource.Read(PlotlySource.AssemblyFile) is { } script)
            {
                var path = Path.Combine(Path.GetDirectoryName(page)!, PlotlyName);
                OutputFile.Guard(path, () => AtomicFile.WriteChanged(path, script));
                head += "\n" + PlotlyHead;
            }
            else
            {
                screen.Say($"Charts are static: {PlotlySource.AssemblyFile} was not found.");
            }
        }

        OutputFile.Guard(page, () => Book.Save(page, notebooks, new BookOptions
        {
            Title = Title,
            Trust = BookTrust.Outputs,
            Description = "A course of C# notebooks that loads MNIST, builds and trains LeNet-5 with TorchSharp, and " +
                "looks at every map in it.",
            Introduction = Introduction(digits) + Failed(failures),
            Front = Front(digits),
            Head = head,
        }));
    }

    private static string Introduction(DigitSets digits) =>
        "How does a network read a handwritten digit? Draw one below and watch.\n\nThis course builds LeNet-5, the " +
        "network of the 1998 paper, in C#, trains it, and then takes it apart: every layer is a picture, and every " +
        "picture can be checked by hand. Each chapter is a notebook that asks one question, and the run that wrote " +
        $"this page computed every figure in it.\n\n*Digits in use: {DigitSource.NameOf(digits)}.*";

    /// <summary>Which notebooks failed; their errors may have marks in them that are no Markdown.</summary>
    private static string Failed(IReadOnlyList<string> failures) => failures.Count == 0 ? ""
        : "\n\n**This run is not complete.** These notebooks failed:\n\n"
            + string.Concat(failures.Select(words => $"- {Markup().Replace(words, @"\$0")}\n"));

    [GeneratedRegex(@"[!-/:-@\[-`{-~]")]
    private static partial Regex Markup();

    /// <summary>The playground with the library's own weights, or nothing where torch is unavailable.</summary>
    private static string? Front(DigitSets digits)
    {
        try
        {
            using var model = LeNet5.Pretrained();
            // The course's drawn digits differ more than the thousand that the page carries can teach.
            var (learnFrom, heldOut) = digits.Origin != DigitsOrigin.BuiltIn ? (digits.Train, digits.Test)
                : (BuiltInDigits.GeneratePlain(1_000, DrawnDigits.TrainSeed),
                    BuiltInDigits.GeneratePlain(200, DrawnDigits.TestSeed));
            return Playground.Show(model, heldOut, learnFrom: learnFrom).ToHtml();
        }
        catch (Exception e) when (e is NativeTorchException or FileNotFoundException or ArgumentException)
        {
            return null;
        }
    }

    private static bool Shows(Notebook notebook, string mark) =>
        notebook.Cells.Any(cell => cell.IsCode && cell.Outputs.ToJsonString().Contains(mark, StringComparison.Ordinal));
}
