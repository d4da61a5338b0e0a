using System.Text.Json.Serialization;

namespace LeNetLab.Training;

/// <summary>
/// The whole state of a training between two epochs, as one safetensors file: the weights under their plain names (so
/// that it can be read as a weights file), the best weights so far behind "best.", the optimiser's memory behind
/// "optimizer.", torch's generator, and as text the history and what was being trained. A checksum over all of it tells
/// a damaged file: a generator state that is not sound would end the process, not raise an exception.
/// </summary>
internal static class Checkpoint
{
    private const string BestPrefix = "best.";
    private const string OptimizerPrefix = "optimizer.";
    private const string GeneratorName = "generator";

    private static readonly JsonSerializerOptions Json =
        new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static void Write(string path, nn.Module model, OptimizerHelper optimizer, SafeTensorsFile? best,
        IReadOnlyList<EpochResult> history, long steps, string fingerprint)
    {
        using var scope = NewDisposeScope();
        var file = new SafeTensorsFile();
        ModelWeights.Put(file, model);
        foreach (var (name, tensor) in best?.Tensors ?? Enumerable.Empty<KeyValuePair<string, SafeTensor>>())
            file.Tensors[BestPrefix + name] = tensor;
        foreach (var (name, tensor) in Optimizers.Memory(optimizer, ParameterNames(model)))
            file.Tensors[OptimizerPrefix + name] = SafeTensor.From(tensor);
        file.Tensors[GeneratorName] = SafeTensor.From(random.get_rng_state());
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
        string path, nn.Module model, OptimizerHelper optimizer, string fingerprint)
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
            || HistoryOf(text) is not { } history || !file.Tensors.TryGetValue(GeneratorName, out var generator)
            || !IsGenerator(generator) || !HasSoundMemory(file, model))
            throw new SafeTensorsFormatException(
                $"{path}: expected the state of a training, found one with a part of the wrong kind");
        var best = BestOf(file);
        using var scope = NewDisposeScope();
        if (best is not null) ModelWeights.Check(best, model, source: path);
        ModelWeights.Get(file, model, source: path);
        var device = model.parameters().FirstOrDefault()?.device ?? CPU;
        Optimizers.Restore(
            optimizer, ParameterNames(model), name => file.Tensors.TryGetValue(OptimizerPrefix + name, out var stored)
                ? stored.ToTensor().to(device) : null, steps);
        random.set_rng_state(generator.ToTensor());
        return (history, best, steps);
    }

    /// <summary>
    /// Whether torch takes these bytes as the state of its generator. It ends the process where it does not: after the
    /// seed come how many numbers are left of a batch of 624, whether it was seeded, and which is next.
    /// </summary>
    private static bool IsGenerator(SafeTensor stored)
    {
        using var current = random.get_rng_state();
        if (stored.Type != "U8" || !stored.Shape.SequenceEqual(current.shape)) return false;
        var state = stored.Data.Span;
        return BinaryPrimitives.ReadInt32LittleEndian(state[8..]) is >= 1 and <= 624
            && BinaryPrimitives.ReadInt32LittleEndian(state[12..]) == 1
            && BinaryPrimitives.ReadUInt64LittleEndian(state[16..]) <= 624;
    }

    private static SafeTensorsFile? BestOf(SafeTensorsFile file)
    {
        var best = new SafeTensorsFile();
        foreach (var (name, tensor) in file.Tensors)
            if (name.StartsWith(BestPrefix, StringComparison.Ordinal)) best.Tensors[name[BestPrefix.Length..]] = tensor;
        return best.Tensors.Count > 0 ? best : null;
    }

    /// <summary>Whether what the optimiser remembers of a parameter has that parameter's shape.</summary>
    private static bool HasSoundMemory(SafeTensorsFile file, nn.Module model) => file.Tensors
        .Where(stored => stored.Key.StartsWith(OptimizerPrefix, StringComparison.Ordinal))
        .All(stored => stored.Value.Type is "F32" or "F64" && model.named_parameters().Any(p =>
            stored.Key.EndsWith($".{p.name}", StringComparison.Ordinal)
            && stored.Value.Shape.SequenceEqual(p.parameter.shape)));

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

    private static IReadOnlyList<string> ParameterNames(nn.Module model) =>
        [.. model.named_parameters().Select(p => p.name)];
}
