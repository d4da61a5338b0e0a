using System.Collections;
using TorchSharp.PyBridge;
using static TorchSharp.torch;

namespace LeNetLab.Cli.Verbs;

/// <summary><c>lenet convert</c>: weights that PyTorch's <c>torch.save</c> wrote, or another tutorial's names.</summary>
internal static class ConvertVerb
{
    private const string Auto = "auto";

    private const string Description =
        "Make a weights file of what PyTorch's torch.save wrote (.pt, .pth), or of another one's safetensors.";

    private const string Examples = """
          lenet convert model.pth                                  writes model.safetensors
          lenet convert lenet.pt --output mine.safetensors --activation relu --pooling max

        The file holds model.state_dict(), or a checkpoint with one in it. The layers may have any names. Where those
        of a known tutorial do not tell the activation and the pooling, name them.
        """;

    public static Command Create()
    {
        Argument<string> source = new("FILE") { Description = "The file to read." };
        Option<string?> output = new("--output", "-o")
        {
            Description = "The file to write. Default: the same name with .safetensors.",
            HelpName = "FILE",
        };
        var activation = Options.Choice("--activation", "The network's activation.", Auto, "tanh", "relu", "sigmoid");
        var pooling = Options.Choice("--pooling", "How S2 and S4 pool.", Auto, "average", "max");
        var verb = new Verb("convert", Description, Examples) { source, output, activation, pooling };
        verb.SetAction(result => Run(new Screen(json: false), result.GetValue(source)!, result.GetValue(output),
            new(StringComparer.Ordinal)
            {
                ["activation"] = result.GetValue(activation)!,
                ["pooling"] = result.GetValue(pooling)!,
            }));
        return verb;
    }

    private static int Run(Screen screen, string source, string? output, Dictionary<string, string> choices)
    {
        if (!File.Exists(source)) throw new UserMistakeException($"{source}: expected a file, found nothing of that name.");
        output ??= Path.ChangeExtension(source, ".safetensors");
        if (Path.GetFullPath(output) == Path.GetFullPath(source))
            throw new UserMistakeException("--output: expected another file than the one to read; name one.");
        OutputFile.Probe(output);
        var file = source.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)
            ? SafeTensorsFile.Read(source) : ReadPickle(source);
        foreach (var (key, word) in choices.Where(choice => choice.Value != Auto)) file.Metadata[key] = word;
        using var model = LeNet5.From(file, source);
        OutputFile.Guard(output, () => model.Save(output));
        screen.Say($"Network: LeNet-5, {model.Options.Activation}, {model.Options.Pooling} pooling, " +
            $"{model.Options.Classes} classes");
        screen.Say($"Weights: {output}");
        return ExitCode.Fine;
    }

    private static SafeTensorsFile ReadPickle(string source)
    {
        NativeTorch.Load();
        using var scope = NewDisposeScope();
        var file = new SafeTensorsFile();
        IDictionary? state;
        try
        {
            state = StateIn(PyTorchUnpickler.UnpickleStateDict(source));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What a hostile or damaged pickle does to the reader is manifold.
            throw new UserMistakeException($"{source}: expected a file of torch.save(model.state_dict(), …), which " +
                $"cannot be read ({e.Message.Split('\n')[0].TrimEnd('.')}).", e);
        }

        if (state is null)
            throw new UserMistakeException($"{source}: expected a state_dict, found no tensors with names.");
        foreach (DictionaryEntry entry in state)
            if (entry is { Key: string name, Value: Tensor tensor }) file.Tensors[name] = SafeTensor.From(tensor);
        return file;
    }

    // A checkpoint has the network's state beside the optimiser's, under any name.
    private static IDictionary? StateIn(IDictionary loaded) =>
        loaded.Values.OfType<Tensor>().Any() ? loaded
            : loaded.Values.OfType<IDictionary>().Select(StateIn).FirstOrDefault(inner => inner is not null);
}
