using System.Text.RegularExpressions;
using LeNetLab.Visualization;
using LeNetLab.Visualization.Rendering;

namespace LeNetLab.Course.Exercises;

/// <summary>What <see cref="Exercise"/> says of an answer; a cell that ends in it shows it.</summary>
[TypeFormatterSource(typeof(TableFormatterSource), PreferredMimeTypes = new[] { MimeTypes.Html, MimeTypes.Text })]
public sealed partial class CheckedAnswer : View
{
    /// <summary>Marks the HTML of a question that waits for its answer: a page has nowhere to give one.</summary>
    internal const string Unanswered = "lenetlab-unanswered";

    internal CheckedAnswer(string id, Verdict verdict, string message) : base(Sentence(verdict, message), null) =>
        (Id, Verdict, Message) = (id, verdict, message);

    /// <summary>The exercise, as "04.2".</summary>
    public string Id { get; }

    /// <summary>Whether the answer is right.</summary>
    public Verdict Verdict { get; }

    /// <summary>Why it is right, or a hint, or what is asked for: a sentence or two.</summary>
    public string Message { get; }

    // The colours are those that stand out on a light page and on a dark one; the sign says the same without colour.
    private (string Sign, string Border) Look => Verdict switch
    {
        Verdict.Right => ("✓", "solid #1c9e78"),
        Verdict.NotYet => ("✗", "solid #de6b1f"),
        Verdict.NotAnswered => ("○", "dashed #87929e"),
        _ => ("?", "solid #87929e"),
    };

    /// <inheritdoc/>
    public override string ToHtml() =>
        $"<div{(Verdict == Verdict.NotAnswered ? $" class=\"{Unanswered}\"" : "")} "
        + $"style=\"border-left:4px {Look.Border};background:rgba(128,128,128,0.1);padding:0.5em 0.9em;margin:0.5em "
        + "0;max-width:60em\">"
        + $"<strong>{$"{Look.Sign} {Opening(Verdict)}".TrimEnd()}</strong> "
        + $"{Code().Replace(Markup.Escape(Message), "<code>$1</code>")}</div>";

    // A hint names code as Markdown does.
    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    private static string Sentence(Verdict verdict, string message) => $"{Opening(verdict)} {message}".TrimStart();

    private static string Opening(Verdict verdict) => verdict switch
    {
        Verdict.Right => "Right.",
        Verdict.NotYet => "Not yet.",
        Verdict.NotAnswered => "Not answered yet:",
        _ => "",
    };
}
