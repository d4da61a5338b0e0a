using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookRunner.Documents;

/// <summary>
/// Writes JSON byte for byte as Jupyter does: one space a level, no escape that JSON does not ask for, a newline at the
/// end. A notebook that was saved here and one that was saved there then differ only in what changed.
/// </summary>
internal static class JupyterJson
{
    /// <summary>The text of a document.</summary>
    public static string Write(JsonNode node)
    {
        var text = new StringBuilder();
        WriteNode(text, node, 0);
        return text.Append('\n').ToString();
    }

    private static void WriteNode(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject { Count: 0 }:
                text.Append("{}");
                break;
            case JsonArray { Count: 0 }:
                text.Append("[]");
                break;
            case JsonObject map:
                WriteObject(text, map, depth);
                break;
            case JsonArray list:
                WriteArray(text, list, depth);
                break;
            default:
                WriteValue(text, node);
                break;
        }
    }

    private static void WriteObject(StringBuilder text, JsonObject map, int depth)
    {
        var separator = '{';
        foreach (var (name, value) in map)
        {
            text.Append(separator);
            NewLine(text, depth + 1);
            WriteString(text, name);
            text.Append(": ");
            WriteNode(text, value, depth + 1);
            separator = ',';
        }

        NewLine(text, depth);
        text.Append('}');
    }

    private static void WriteArray(StringBuilder text, JsonArray list, int depth)
    {
        var separator = '[';
        foreach (var value in list)
        {
            text.Append(separator);
            NewLine(text, depth + 1);
            WriteNode(text, value, depth + 1);
            separator = ',';
        }

        NewLine(text, depth);
        text.Append(']');
    }

    private static void NewLine(StringBuilder text, int depth) => text.Append('\n').Append(' ', depth);

    private static void WriteValue(StringBuilder text, JsonNode value)
    {
        if (value.GetValueKind() == JsonValueKind.String) WriteString(text, value.GetValue<string>());
        // A number keeps the digits of its file: 1.0 stays 1.0.
        else text.Append(value.ToJsonString());
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                case < ' ': AppendEscape(text, c); break;
                default:
                    if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
                        text.Append(c).Append(value[++i]);
                    // Half a pair has no UTF-8 form; escaped, it survives.
                    else if (char.IsSurrogate(c)) AppendEscape(text, c);
                    else text.Append(c);
                    break;
            }
        }

        text.Append('"');
    }

    private static void AppendEscape(StringBuilder text, char c) =>
        text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
}
