using System.Security.Cryptography;
using System.Text.Json;

namespace LeNetLab.Visualization;

/// <summary>The playground's script: the files beside this one in one function, and the call with the data.</summary>
internal static class PlaygroundScript
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static readonly string Code = string.Concat(
        new[]
        {
            "engine.js", "training.js", "network.js", "answer.js", "pad.js", "maps.js", "kernels.js", "backward.js",
            "inspector.js", "weights.js", "learn.js", "playground.js",
        }.Select(Read));

    /// <summary>The script, and the key by which it finds its figures; the same data give the same bytes.</summary>
    public static (string Script, string Key) Of(PlaygroundData data)
    {
        var key =
            Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(data, Json)).AsSpan(0, 6));
        // The serializer escapes '<', '>' and '&', so only the code needs the CDATA, which keeps the fragment
        // well-formed XML.
        var numbers = JsonSerializer.Serialize(data with { Key = key }, Json);
        var call = $"start({numbers},{Text("playground.css")},{Text("playground.html")});";
        return ($"/*<![CDATA[*/(function(){{\"use strict\";\n{Code}{call}\n}})();/*]]>*/", key);
    }

    private static string Text(string name) => JsonSerializer.Serialize(Read(name));

    private static string Read(string name)
    {
        using var stream = typeof(PlaygroundScript).Assembly.GetManifestResourceStream("playground/" + name)
            ?? throw new FileNotFoundException($"This build of LeNetLab was made without {name}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
