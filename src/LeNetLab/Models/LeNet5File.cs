namespace LeNetLab.Models;

/// <summary>What a weights file says of its LeNet-5, checked.</summary>
/// <param name="Options">The network's choices; the defaults where the file has no text, as PyTorch's own have
/// none.</param>
/// <param name="ClassNames">What a reader calls each output.</param>
/// <param name="Preparation">How the images were prepared that it learnt from.</param>
internal sealed record LeNet5File(LeNet5Options Options, IReadOnlyList<string> ClassNames, Preparation Preparation)
{
    private const string PretrainedName = "lenet5-mnist.safetensors";
    private const string ActivationKey = "activation";
    private const string PoolingKey = "pooling";
    private const string InitializationKey = "initialization";

    // Labels are bytes.
    private const int MaxClasses = 256;

    /// <exception cref="SafeTensorsFormatException">The text names a choice that there is not, or too many
    /// classes.</exception>
    public static LeNet5File Of(SafeTensorsFile file, string source)
    {
        var tutorial = LeNet5Names.Translate(file, source);
        // A file without the text is PyTorch's own; then the outputs are counted.
        var classes = file.Tensors.TryGetValue("output.bias", out var bias) && bias.Shape is [var count] ? count : 10;
        if (classes is < 1 or > MaxClasses)
            throw new SafeTensorsFormatException(
                $"{source} has 'output.bias' as [{classes}], and a LeNet-5 has 1 to {MaxClasses} classes");
        var options = new LeNet5Options(
            Choice(file, ActivationKey, source, tutorial.Activation),
            Choice(file, PoolingKey, source, tutorial.Pooling), (int)classes,
            Choice(file, InitializationKey, source, Initialization.Torch));
        return new LeNet5File(
            options, NetworkClasses.Names(file, (int)classes, source), NetworkClasses.PreparationOf(file, source));
    }

    /// <summary>The file that comes with the library.</summary>
    public static (SafeTensorsFile File, string Name) Pretrained()
    {
        using var stream = typeof(LeNet5File).Assembly.GetManifestResourceStream(PretrainedName)
            ?? throw new FileNotFoundException($"This build of LeNetLab was made without {PretrainedName}.");
        return (SafeTensorsFile.Read(stream, PretrainedName), PretrainedName);
    }

    /// <summary>The same as text, for a file's text.</summary>
    public IEnumerable<KeyValuePair<string, string>> Describe() =>
    [
        new(ActivationKey, $"{Options.Activation}"), new(PoolingKey, $"{Options.Pooling}"),
        new(InitializationKey, $"{Options.Initialization}"), .. NetworkClasses.Describe(ClassNames, Preparation),
    ];

    private static T Choice<T>(SafeTensorsFile file, string key, string source, T otherwise) where T : struct, Enum =>
        !file.Metadata.TryGetValue(key, out var text) ? otherwise
        // Not the generic forms, which the runtime would compile for each T when a program starts.
        : Enum.TryParse(typeof(T), text, ignoreCase: true, out var value) && Enum.IsDefined(typeof(T), value) ? (T)value
        : throw new SafeTensorsFormatException(
            $"{source} names the {key} '{text}'; known are {string.Join(", ", Enum.GetNames<T>())}");
}
