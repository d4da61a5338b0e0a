using System.Text.Encodings.Web;
using System.Text.Json;

namespace LeNetLab.Paper1998;

/// <summary>One run of one row: what a file in data/results holds.</summary>
public sealed record PaperResult
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private const int MaxBytes = 16 << 20;

    /// <summary>The row's key, such as "lenet-5".</summary>
    public required string Row { get; init; }

    /// <summary>Whether it learnt from distorted copies too.</summary>
    public required bool Distortions { get; init; }

    /// <summary>What decided everything that was drawn.</summary>
    public required int Seed { get; init; }

    /// <summary>Test images read wrong, of 100, at the end.</summary>
    public required double TestErrorPercent { get; init; }

    /// <summary>Training images misread at the end with fixed weights, in per cent; null if not measured.</summary>
    public required double? TrainErrorPercent { get; init; }

    /// <summary>Test images read wrong, of 100, after each pass; empty where there are no passes.</summary>
    public IReadOnlyList<double> TestErrorByPass { get; init; } = [];

    /// <summary>Training patterns misread just before their step, in per cent, for each pass (Fig. 5).</summary>
    public IReadOnlyList<double> TrainErrorByPass { get; init; } = [];

    /// <summary>Every test image that was read wrong.</summary>
    public required IReadOnlyList<Misread> Misread { get; init; }

    /// <summary>What was chosen, in words.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Images learnt from.</summary>
    public required int TrainImages { get; init; }

    /// <summary>Trainable numbers, or numbers that must be kept.</summary>
    public required long Parameters { get; init; }

    /// <summary>Multiply-adds to read one image.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>The commit that the program was built from; "unknown" outside a repository.</summary>
    public required string Commit { get; init; }

    /// <summary>Processor and system.</summary>
    public required string Machine { get; init; }

    /// <summary>How long it took, a resumed run's parts together.</summary>
    public required double Seconds { get; init; }

    /// <summary>What a run came to, with what is known about the program and the machine.</summary>
    /// <param name="row">The row.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="outcome">What it came to.</param>
    /// <param name="data">Which digits.</param>
    /// <param name="seconds">How long it took where the outcome does not know.</param>
    public static PaperResult Of(PaperRow row, int seed, PaperOutcome outcome, string data, double seconds)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(outcome);
        var test = outcome.Test;
        return new PaperResult
        {
            Row = row.Key,
            Distortions = row.Distortions,
            Seed = seed,
            TestErrorPercent = 100.0 * test.Mistakes().Count / test.Count,
            TrainErrorPercent = outcome.TrainErrorPercent,
            TestErrorByPass = outcome.TestErrorByPass,
            TrainErrorByPass = outcome.TrainErrorByPass,
            Misread = [.. test.Mistakes().Select(i => new Misread(i, test.Label(i), test.Predicted(i)))],
            Settings = new SortedDictionary<string, string>(outcome.Settings.ToDictionary(), StringComparer.Ordinal)
            { ["data"] = data },
            TrainImages = outcome.TrainImages,
            Parameters = outcome.Parameters,
            MultiplyAdds = outcome.MultiplyAdds,
            Commit = MachineDescription.Commit,
            Machine = MachineDescription.Current,
            Seconds = Math.Round(outcome.SecondsOfPasses ?? seconds, 1),
        };
    }

    /// <summary>What the run's file is called.</summary>
    public static string FileName(string row, int seed) =>
        string.Create(CultureInfo.InvariantCulture, $"{row}.seed-{seed}.json");

    /// <summary>Writes the file into a folder, whole or not at all.</summary>
    /// <returns>Its path.</returns>
    public string Write(string folder)
    {
        var path = Path.Combine(folder, FileName(Row, Seed));
        AtomicFile.Write(path, stream =>
        {
            JsonSerializer.Serialize(stream, this, Json);
            stream.WriteByte((byte)'\n');
        });
        return path;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It holds no result; the message names it.</exception>
    public static PaperResult Read(string path)
    {
        try
        {
            var result = JsonSerializer.Deserialize<PaperResult>(BoundedFile.Read(path, MaxBytes), Json)
                ?? throw new JsonException("the file is null");
            return result.IsSound ? result : throw new JsonException("a figure is out of its range");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: expected the result of a run, found none: {e.Message}", e);
        }
    }

    /// <summary>Whether each figure is one that a run can have.</summary>
    private bool IsSound => IsPercent(TestErrorPercent) && IsPercent(TrainErrorPercent ?? 0)
        && TestErrorByPass.All(IsPercent) && TrainErrorByPass.All(IsPercent)
        && Misread.All(m => m is { Index: >= 0, True: >= 0, Read: >= 0 }) && Settings.Values.All(v => v is not null)
        && Seed >= 0 && TrainImages >= 0 && Parameters >= 0 && MultiplyAdds >= 0 && double.IsFinite(Seconds);

    private static bool IsPercent(double value) => value is >= 0 and <= 100;
}

/// <summary>A test image that was read wrong.</summary>
/// <param name="Index">Its number in the test set, from 0.</param>
/// <param name="True">The digit that it is.</param>
/// <param name="Read">The digit that was read.</param>
public sealed record Misread(int Index, int True, int Read);
