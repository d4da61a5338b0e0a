using System.Text.Json.Serialization;

namespace LeNetLab.Training;

/// <summary>
/// The whole state of a training between two epochs, as one safetensors file: the weights under their plain names (so
/// that it can be read as a weights file), the best weights so far behind "best.", the optimiser's memory behind
/// "optimizer.", torch's generator where torch trains, and as text the history and what was being trained. A checksum over all of it tells
/// a damaged file: a generator state that is not sound would end the process, not raise an exception.
/// </summary>
internal static class Checkpoint
{
    private const string BestPrefix = "best.";
    private const string ChecksumKey = "sha256";

    private static readonly JsonSerializerOptions Json =
        new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static void Write(string path, TrainingStep step, SafeTensorsFile? best,
        IReadOnlyList<EpochResult> history, long steps, string fingerprint)
    {
        var file = new SafeTensorsFile();
        step.PutWeights(file);
        foreach (var (name, tensor) in best?.Tensors ?? Enumerable.Empty<KeyValuePair<string, SafeTensor>>())
            file.Tensors[BestPrefix + name] = tensor;
        step.PutMemory(file);
        file.Metadata["format"] = "pt";
        file.Metadata["training"] = fingerprint;
        file.Metadata["steps"] = FormattableString.Invariant($"{steps}");
        file.Metadata["history"] = JsonSerializer.Serialize(history, Json);
        file.Metadata[ChecksumKey] = Checksum(file);
        file.Write(path);
    }

    /// <summary>Puts the state back.</summary>
    /// <returns>The epochs done, the best weights so far and the number of steps.</returns>
    /// <exception cref="SafeTensorsFormatException">The file is damaged or belongs to another training.</exception>
    public static (List<EpochResult> History, SafeTensorsFile? Best, long Steps) Read(
        string path, TrainingStep step, string fingerprint)
    {
        var file = SafeTensorsFile.Read(path);
        if (!file.Metadata.TryGetValue("training", out var found) || !file.Metadata.TryGetValue("history", out var text)
            || !file.Metadata.TryGetValue("steps", out var stepText)
            || !file.Metadata.TryGetValue(ChecksumKey, out var checksum))
            throw new SafeTensorsFormatException(
                $"{path} holds weights, but not the state of a training that could be resumed");
        if (checksum != Checksum(file))
            throw new SafeTensorsFormatException(
                $"{path} is damaged: its contents do not fit its checksum; delete it to start again");
        if (found != fingerprint)
            throw new SafeTensorsFormatException($"{path} belongs to another training ({found}), not to this one " +
                $"({fingerprint}); name another file or delete it");

        var history = JsonSerializer.Deserialize<List<EpochResult>>(text, Json)!;
        var steps = long.Parse(stepText, CultureInfo.InvariantCulture);
        step.GetWeights(file, path);
        step.GetMemory(file, steps);
        return (history, BestOf(file), steps);
    }

    /// <summary>SHA-256 over every name, text and number but the checksum itself.</summary>
    private static string Checksum(SafeTensorsFile file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in file.Metadata)
            if (key != ChecksumKey) Add(key, value);
        foreach (var (name, tensor) in file.Tensors)
        {
            Add(name, FormattableString.Invariant($"{tensor.Type} [{string.Join(", ", tensor.Shape)}]"));
            hash.AppendData(tensor.Data.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string name, string value) => hash.AppendData(
            Encoding.UTF8.GetBytes(FormattableString.Invariant($"{name.Length} {name}{value.Length} {value}")));
    }

    private static SafeTensorsFile? BestOf(SafeTensorsFile file)
    {
        var best = new SafeTensorsFile();
        foreach (var (name, tensor) in file.Tensors)
            if (name.StartsWith(BestPrefix, StringComparison.Ordinal)) best.Tensors[name[BestPrefix.Length..]] = tensor;
        return best.Tensors.Count > 0 ? best : null;
    }
}
