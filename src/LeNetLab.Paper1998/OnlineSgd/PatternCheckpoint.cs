using System.Text.Json;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>
/// What a training keeps between two passes, as one safetensors file: the weights, what the step rule remembers, and a
/// history.
/// </summary>
internal static class PatternCheckpoint
{
    private const string TrainingKey = "training", HistoryKey = "history";

    /// <param name="path">The file; written whole or not at all.</param>
    /// <param name="network">Whose weights are kept.</param>
    /// <param name="rule">Whose memory is kept.</param>
    /// <param name="fingerprint">What must be equal for a training to go on from this file.</param>
    /// <param name="history">Anything that JSON can hold.</param>
    public static void Write<T>(string path, PatternNetwork<float> network, StepRule<float> rule, string fingerprint,
        T history)
    {
        var file = new SafeTensorsFile();
        foreach (var (name, numbers) in Arrays(network, rule))
            file.Tensors[name] =
                new SafeTensor("F32", [numbers.Length], MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray());
        file.Metadata[TrainingKey] = fingerprint;
        file.Metadata[HistoryKey] = JsonSerializer.Serialize(history);
        file.Seal();
        file.Write(path);
    }

    /// <summary>Puts the state back and returns the history, if that is a sound one.</summary>
    /// <exception cref="SafeTensorsFormatException">The file is damaged, or belongs to another training.</exception>
    public static T Read<T>(string path, PatternNetwork<float> network, StepRule<float> rule, string fingerprint,
        Func<T, bool> isSound) where T : class
    {
        var file = SafeTensorsFile.Read(path);
        if (!file.Metadata.TryGetValue(TrainingKey, out var found)
            || !file.Metadata.TryGetValue(HistoryKey, out var text))
            throw new SafeTensorsFormatException($"{path} holds no state of a training that could go on");
        file.CheckSeal(path);
        if (found != fingerprint)
            throw new SafeTensorsFormatException($"{path} belongs to another training ({found}), not to this one " +
                $"({fingerprint}); delete it to start again");
        // A checksum says that nobody damaged the file, not that this program wrote it. All is read before a number of
        // the network changes.
        var history = HistoryOf(text, isSound) ?? throw new SafeTensorsFormatException(
            $"{path}: expected the passes of a training, found something else; delete it to start again");
        var stored = Arrays(network, rule).Select(array => (array.Numbers, Stored: ModelWeights.Find(
            file, array.Name, [array.Numbers.Length], () => "this training", path))).ToList();
        if (!stored.TrueForAll(array => array.Stored.Type == "F32"))
            throw new SafeTensorsFormatException($"{path}: expected arrays of F32, found others");
        foreach (var (numbers, array) in stored) array.ToFloats().CopyTo(numbers, 0);
        return history;
    }

    private static T? HistoryOf<T>(string text, Func<T, bool> isSound) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text) is { } history && isSound(history) ? history : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<(string Name, float[] Numbers)> Arrays(PatternNetwork<float> network,
        StepRule<float> rule)
    {
        for (var l = 0; l < network.Layers.Count; l++)
        {
            var layer = network.Layers[l];
            var memory = rule.Memory(layer);
            if (layer.Weights.Length == 0) continue;
            yield return (string.Create(CultureInfo.InvariantCulture, $"layer.{l}.weights"), layer.Weights);
            for (var m = 0; m < memory.Count; m++)
                yield return (string.Create(CultureInfo.InvariantCulture, $"layer.{l}.memory.{m}"), memory[m]);
        }
    }
}
