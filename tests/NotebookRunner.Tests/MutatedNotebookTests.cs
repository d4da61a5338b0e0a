using System.Globalization;
using System.Text;
using NotebookPages.Documents;

namespace NotebookRunner.Tests;

/// <summary>
/// Notebooks with faults made by chance. <c>NOTEBOOK_MUTATIONS</c> asks for more than the few of each run.
/// </summary>
public sealed class MutatedNotebookTests
{
    private const int Seed = 1;
    private const int Count = 3_000;

    private static readonly string[] Pieces =
        ["null", "7", "[]", "{}", "\"x\"", "\\ud800", "\u2028", "[[", "}", ",", "1e999", "\"cells\":", "#!html"];

    [Fact]
    public void AMutatedNotebookIsReadOrRefused()
    {
        var wanted = Environment.GetEnvironmentVariable("NOTEBOOK_MUTATIONS");
        var count = wanted is null ? Count : int.Parse(wanted, CultureInfo.InvariantCulture);
        var random = new Random(Seed);
        var whole = Encoding.UTF8.GetBytes(NotebookTests.AsJupyterWrites);
        for (var i = 0; i < count; i++)
        {
            var bytes = Mutate(whole, random);
            try
            {
                Use(Notebook.Read(bytes, "bad.ipynb"));
            }
            catch (NotebookFormatException e)
            {
                Assert.StartsWith("bad.ipynb: expected ", e.Message, StringComparison.Ordinal);
            }
            catch (Exception e)
            {
                Assert.Fail($"{e}\n{Encoding.UTF8.GetString(bytes)}");
            }
        }
    }

    private static void Use(Notebook notebook)
    {
        _ = (notebook.Title, notebook.Metadata);
        foreach (var cell in notebook.Cells)
            _ = (cell.Id, cell.Tags, cell.Language, cell.ExecutionCount, CellLanguage.IsRunHere(cell));
        var json = notebook.ToJson();
        Assert.Equal(json, Notebook.Parse(json).ToJson());
    }

    /// <summary>A few bytes changed, left out or doubled, or a piece of JSON put in the place of another.</summary>
    private static byte[] Mutate(byte[] whole, Random random)
    {
        List<byte> bytes = [.. whole];
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(12), bytes.Count - at - 1);
            if (random.Next(4) == 0) bytes[at] = (byte)random.Next(256);
            else if (random.Next(3) == 0) bytes.InsertRange(at, bytes.GetRange(at, length));
            else
            {
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
            }
        }

        return [.. bytes];
    }
}
