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
        using var network = WeightsFile.Load(weights).ToTorch();
        var bytes = OnnxExport.ToBytes(network).LongLength;
        OutputFile.Guard(path, () => OnnxExport.Save(network, path));
        screen.Say($"Network: {WeightsFile.NameOf(weights)} ({network.Plan.Layers[0].Activation}, " +
            $"{network.Plan.Layers[1].Pooling} pooling)");
        screen.Say($"Takes:   {OnnxExport.InputName}, uint8 [N, 1, 28, 28], 0 background and 255 ink");
        screen.Say($"Gives:   {OnnxExport.OutputName}, float32 [N, {network.Plan.Classes}]");
        screen.Say($"ONNX:    {path}  {bytes:N0} bytes");
        return ExitCode.Fine;
    }
}
