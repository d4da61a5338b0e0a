using Microsoft.ML.OnnxRuntime;

namespace ReadDigits;

/// <summary>Reports a model that this program cannot use. The message is one line that names the file.</summary>
internal sealed class ModelException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Runs a network from an ONNX file. The file includes the preprocessing, so the input is the bytes of a digit.
/// </summary>
internal sealed class DigitReader : IDisposable
{
    private const string Input = "digits", Output = "logits";
    private const int Side = 28, Classes = 10;

    private readonly InferenceSession _session;

    private DigitReader(InferenceSession session) => _session = session;

    /// <summary>Opens a file that <c>lenet export --onnx</c> has written. The caller disposes it.</summary>
    /// <exception cref="ModelException">
    /// The file does not exist, is not an ONNX file, or has another input or output.
    /// </exception>
    public static DigitReader Open(string path)
    {
        if (!File.Exists(path))
            throw new ModelException(
                $"{path}: expected an ONNX file, found "
                + $"{(Directory.Exists(path) ? "a folder" : "nothing of that name")}.");
        // For a single small picture, a second thread takes more time than it saves.
        using var options =
            new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        InferenceSession session;
        try
        {
            session = new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException($"{path}: is no ONNX file that ONNX Runtime can run ({e.Message.Trim()}).", e);
        }

        if (TakesDigits(session)) return new DigitReader(session);
        var found = $"from {Describe(session.InputMetadata)} to {Describe(session.OutputMetadata)}";
        session.Dispose();
        throw new ModelException(
            $"{path}: expected a model from {Input} [-1, 1, {Side}, {Side}] of bytes to {Output} [-1, "
            + $"{Classes}], found one {found}.");
    }

    /// <summary>
    /// Computes the probability of each class for the 28×28 bytes of one digit, 0 background and 255 ink.
    /// </summary>
    public double[] Probabilities(byte[] pixels)
    {
        using var digits = OrtValue.CreateTensorValueFromMemory(pixels, [1, 1, Side, Side]);
        using var run = new RunOptions();
        using var outputs = _session.Run(run, [Input], [digits], [Output]);
        return Softmax(outputs[0].GetTensorDataAsSpan<float>());
    }

    public void Dispose() => _session.Dispose();

    private static bool TakesDigits(InferenceSession session) =>
        session.InputMetadata is { Count: 1 } inputs && inputs.TryGetValue(Input, out var digits)
        && digits.IsTensor && digits.ElementType == typeof(byte) && digits.Dimensions is [_, 1, Side, Side]
        && session.OutputMetadata.TryGetValue(Output, out var logits) && logits.ElementType == typeof(float)
        && logits.Dimensions is [_, Classes];

    private static string Describe(IReadOnlyDictionary<string, NodeMetadata> values) =>
        string.Join(", ", values.Select(value => $"{value.Key} [{string.Join(", ", value.Value.Dimensions)}]"));

    // Subtracts the largest logit first, so that no exponential overflows.
    private static double[] Softmax(ReadOnlySpan<float> logits)
    {
        var powers = new double[logits.Length];
        var largest = float.MinValue;
        foreach (var logit in logits) largest = Math.Max(largest, logit);
        for (var c = 0; c < powers.Length; c++) powers[c] = Math.Exp(logits[c] - largest);
        var sum = powers.Sum();
        return Array.ConvertAll(powers, power => power / sum);
    }
}
