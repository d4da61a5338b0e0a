using System.Text.Json.Serialization;

namespace LeNetLab.Training;

/// <summary>
/// The whole state of a training between two epochs, as one safetensors file: the weights under their plain names (so
/// that it can be read as a weights file), the best weights so far behind "best.", the optimiser's memory behind
/// "optimizer.", torch's generator where torch trains, and as text the history and what was being trained. A checksum
/// over all of it tells a damaged file: a generator state that is not sound would end the process, not raise an
/// exception.
/// </summary>
internal static class Checkpoint
{
    private const string BestPrefix = "best.";

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
        file.Seal();
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
            || !file.Metadata.TryGetValue("steps", out var stepText))
            throw new SafeTensorsFormatException(
                $"{path} holds weights, but not the state of a training that could be resumed");
        file.CheckSeal(path);
        if (found != fingerprint)
            throw new SafeTensorsFormatException($"{path} belongs to another training ({found}), not to this one " +
                $"({fingerprint}); name another file or delete it");

        // A checksum says that nobody damaged the file, not that this program wrote it.
        if (!long.TryParse(stepText, CultureInfo.InvariantCulture, out var steps) || steps < 0
            || HistoryOf(text) is not { } history || !step.HasSoundMemory(file))
            throw new SafeTensorsFormatException(
                $"{path}: expected the state of a training, found one with a part of the wrong kind");
        var best = BestOf(file);
        if (best is not null) step.CheckWeights(best, path);
        step.GetWeights(file, path);
        step.GetMemory(file, steps);
        return (history, best, steps);
    }

    private static SafeTensorsFile? BestOf(SafeTensorsFile file)
    {
        var best = new SafeTensorsFile();
        foreach (var (name, tensor) in file.Tensors)
            if (name.StartsWith(BestPrefix, StringComparison.Ordinal)) best.Tensors[name[BestPrefix.Length..]] = tensor;
        return best.Tensors.Count > 0 ? best : null;
    }

    /// <summary>The epochs in order from the first; null where the text says something else.</summary>
    private static List<EpochResult>? HistoryOf(string text)
    {
        try
        {
            var history = JsonSerializer.Deserialize<List<EpochResult>>(text, Json);
            return history?.Select((e, i) => e?.Epoch == i + 1).All(follows => follows) == true ? history : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
