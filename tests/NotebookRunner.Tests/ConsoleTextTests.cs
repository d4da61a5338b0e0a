using NotebookPages.Documents;

namespace NotebookRunner.Tests;

/// <summary>Console text as a terminal would leave it.</summary>
public sealed class ConsoleTextTests
{
    [Theory]
    [InlineData("plain\ntext", "plain\ntext")]
    [InlineData("a\r\nb\r\n", "a\nb\n")]
    [InlineData("10 %\r20 %\r100 %\n", "100 %\n")]
    [InlineData("longer\rab", "abnger")]
    [InlineData("longer\r\u001b[Kab", "ab")]
    [InlineData("longer\u001b[2K\rab\n", "ab\n")]
    [InlineData("abc\b\bX", "aXc")]
    [InlineData("\u001b[31mred\u001b[0m", "red")]
    [InlineData("end\r", "end")]
    [InlineData("\u001b]8;;https://localhost/x\u001b\\link\u001b]8;;\u001b\\ after", "link after")]
    [InlineData("\u001b]0;title\avisible \u001bP1;2q...\u001b\\", "visible")]
    [InlineData("\u001b(Bplain \u001b=x\u001b[?25l\u001b[38;5;196mc\u001b[2 q", "plain xc")]
    [InlineData("a\u001b\u001b[31mb\u001b\rc", "cb")]
    [InlineData("\u001b]8;;cut\u001b[31mred", "red")]
    [InlineData("s\u2028t\fu\u0085v\u0000w", "s\u2028t\fu\u0085v\u0000w")]
    public void ControlsAreObeyed(string text, string shown)
    {
        var whole = new ConsoleText(100);
        whole.Append(text);
        Assert.Equal(shown, Trim(whole));

        // Where the blocks happen to end makes no difference.
        var pieces = new ConsoleText(100);
        foreach (var c in text) pieces.Append([c]);
        Assert.Equal(Trim(whole), Trim(pieces));

        static string Trim(ConsoleText text) =>
            string.Join('\n', text.ToString().Split('\n').Select(line => line.TrimEnd(' ')));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(5000)]
    public void NoLineIsLeftOutUncounted(int lines)
    {
        var text = new ConsoleText(100);
        for (var i = 0; i < lines; i++) text.Append($"{i}\n");

        var shown = text.ToString().Split('\n')[..^1];
        if (lines <= 100) Assert.Equal(lines, shown.Length);
        else
        {
            Assert.Equal(101, shown.Length);
            Assert.Contains($"… {lines - 100:N0} lines left out", shown);
            Assert.Equal("0", shown[0]);
            Assert.Equal($"{lines - 1}", shown[^1]);
        }
    }

    [Fact]
    public void ALongLineIsCutWithANoteAndAnEscapeThatNeverEndsSwallowsNothing()
    {
        var text = new ConsoleText(10);
        text.Append(new string('a', 19_999) + "😀" + new string('b', 1_000) + "\nnext\n\u001b]8;;");
        for (var i = 0; i < 100; i++) text.Append(new string('c', 100));
        for (var i = 0; i < 1000; i++) text.Append(new string('d', 15_000) + "\n");

        var lines = text.ToString().Split('\n');
        Assert.Equal($"{new string('a', 19_999)} … 1,002 characters left out", lines[0]);
        Assert.Equal("next", lines[1]);
        Assert.Contains("cccc", lines[2], StringComparison.Ordinal);
        Assert.InRange(text.Length, 100_000, 1_100_000);
    }

    [Fact]
    public void AnEndlessLineStaysWithinBounds()
    {
        var text = new ConsoleText(10);
        for (var i = 0; i < 1000; i++) text.Append(new string('x', 1000));
        text.Append("\nnext\n");

        Assert.InRange(text.ToString().Length, 1000, 100_000);
        Assert.EndsWith("\nnext\n", text.ToString(), StringComparison.Ordinal);
    }
}
