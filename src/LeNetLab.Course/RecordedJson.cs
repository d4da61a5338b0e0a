using System.Text.Encodings.Web;
using System.Text.Json;

namespace LeNetLab.Course;

/// <summary>The results files that come with the library as resources, and that its commands write.</summary>
internal static class RecordedJson
{
    private const int MaxBytes = 16 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>Reads the file that this build was made with.</summary>
    /// <param name="name">The file's name in data/.</param>
    /// <param name="command">The command that writes such files.</param>
    /// <param name="isPlausible">Whether the figures lie in their ranges.</param>
    public static T Recorded<T>(string name, string command, Func<T, bool>? isPlausible = null)
        where T : class
    {
        using var stream = typeof(RecordedJson).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"This build of LeNetLab was made without {name}.");
        return Read(stream, name, command, isPlausible);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataSetException">It is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static T Load<T>(string path, string command, Func<T, bool>? isPlausible = null)
        where T : class
    {
        using var stream = new MemoryStream(BoundedFile.Read(path, MaxBytes));
        return Read(stream, path, command, isPlausible);
    }

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write<T>(string path, T results) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, results, Json);
        stream.Write("\n"u8);
    });

    private static T Read<T>(Stream stream, string source, string command, Func<T, bool>? isPlausible)
        where T : class
    {
        try
        {
            var results = JsonSerializer.Deserialize<T>(stream, Json) ?? throw new JsonException("null");
            return isPlausible?.Invoke(results) != false ? results
                : throw new JsonException("a figure is out of its range");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new DataSetException(
                $"{source}: expected the results of {command}, found something else ({e.Message.TrimEnd('.')}).");
        }
    }
}
