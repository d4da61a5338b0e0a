using LeNetLab.Onnx;

namespace LeNetLab.Cli.Verbs;

/// <summary><c>lenet export</c>: a network in a format that other programs read.</summary>
internal static class ExportVerb
{
    private const string Description =
        "Write a network as ONNX, with its preprocessing: bytes of 28×28 digits in, logits out.";

    private const string Examples = """
          lenet export --onnx lenet5.onnx                               the network that comes with lenet
          lenet export --onnx mine.onnx --weights lenet5.safetensors    one that lenet train has written

        The file takes `digits`, uint8 [N, 1, 28, 28] with 0 background and 255 ink, and gives `logits`, float32
        [N, classes]. PyTorch needs no export: it reads what lenet train writes (docs/exchange.md).
        """;

    public static Command Create()
    {
        Option<string> onnx = new("--onnx")
        {
            Description = "The ONNX file to write.",
            HelpName = "FILE",
            Required = true
        };
        var weights = Options.Weights();
        var verb = new Verb("export", Description, Examples) { onnx, weights };
        verb.SetAction(result => Run(new Screen(json: false), result.GetValue(onnx)!, result.GetValue(weights)));
        return verb;
    }

    private static int Run(Screen screen, string path, string? weights)
    {
        if (path.Length == 0) throw new UserMistakeException("--onnx: expected a file to write, found an empty name.");
        OutputFile.Probe(path);
        using var network = WeightsFile.LoadAny(weights).ToTorch();
        var (plan, bytes) = (network.Plan, BytesOf(network, weights));
        OutputFile.Guard(path, () => OnnxExport.Save(network, path));
        var about = plan.LeNet5Options is { } five ? $"{five.Activation}, {five.Pooling} pooling" : plan.Name;
        screen.Say($"Network: {WeightsFile.NameOf(weights)} ({about})");
        screen.Say($"Takes:   {OnnxExport.InputName}, uint8 " + (WeightsFile.ReadsDigits(plan)
            ? "[N, 1, 28, 28], 0 background and 255 ink" : $"[N, {plan.Channels}, {plan.Height}, {plan.Width}]"));
        screen.Say($"Gives:   {OnnxExport.OutputName}, float32 [N, {plan.Classes}]");
        screen.Say($"ONNX:    {path}  {bytes:N0} bytes");
        return ExitCode.Fine;
    }

    private static long BytesOf(PlannedNetwork network, string? weights)
    {
        try
        {
            return OnnxExport.ToBytes(network).LongLength;
        }
        catch (NotSupportedException e)
        {
            throw new UserMistakeException($"{WeightsFile.NameOf(weights)}: {e.Message}", e);
        }
    }
}
