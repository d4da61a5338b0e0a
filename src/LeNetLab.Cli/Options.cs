using System.CommandLine.Parsing;

namespace LeNetLab.Cli;

/// <summary>Makes options whose errors name the option, what was expected and what was found.</summary>
internal static class Options
{
    /// <param name="pictures">Whether the verb takes pictures of one's own as well.</param>
    public static Option<string?> Data(bool pictures = false) => new("--data")
    {
        Description = "Folder with the files of the data set, " +
            (pictures ? "or with a subfolder of pictures (PNG, JPEG) for each class of your own, " : "") +
            "or the word builtin. Default: LENETLAB_DATA (for other sets another variable; lenet data --set NAME " +
            "names it), else the cache, else a download, else the built-in digits.",
        HelpName = "DIR",
    };

    public static Option<DataSet> Set() => new("--set")
    {
        Description = $"The data set: {string.Join(", ", DataSetCatalog.All.Select(set => set.Folder))}.",
        HelpName = "NAME",
        DefaultValueFactory = _ => DataSetCatalog.Mnist,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DataSetCatalog.Find(text) is { } set) return set;
            var names = DataSetCatalog.All.Select(entry => entry.Folder).ToList();
            result.AddError($"--set: expected {string.Join(", ", names[..^1])} or {names[^1]}, found '{text}'.");
            return DataSetCatalog.Mnist;
        },
    };

    public static Option<string?> Weights() => new("--weights")
    {
        Description = "Weights file that lenet train has written. Default: the network that comes with lenet.",
        HelpName = "FILE",
    };

    public static Option<string> Device() => Choice(
        "--device", "What computes; cuda needs an NVIDIA GPU and a build with -p:LeNetLabTorch=cuda.", "cpu", "cuda");

    /// <summary>What the word after <c>--device</c> means.</summary>
    /// <exception cref="NativeTorchException">There is no such device here.</exception>
    public static ComputeDevice DeviceOf(string word)
    {
        var device = Enum.Parse<ComputeDevice>(word, ignoreCase: true);
        // Asked for at once, so that nobody waits for digits first.
        if (device != ComputeDevice.Cpu) NativeTorch.Device(device);
        return device;
    }

    public static Option<bool> Json() => new("--json")
    {
        Description = "One JSON document on stdout; everything else goes to stderr.",
    };

    public static Option<int> Whole(
        string name, string description, int byDefault, int least = 1, int most = int.MaxValue) => new(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => byDefault,
            CustomParser = result => ParseWhole(result, name, least, most) ?? byDefault,
        };

    public static Option<int?> OptionalWhole(string name, string description, int least = 1) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => ParseWhole(result, name, least, int.MaxValue),
    };

    public static Option<double> Number(
        string name, string description, double byDefault, bool mayBeZero = false) => new(name)
        {
            Description = description,
            HelpName = "X",
            DefaultValueFactory = _ => byDefault,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    && double.IsFinite(value) && (value > 0 || (mayBeZero && value == 0)))
                    return value;
                result.AddError(
                    $"{name}: expected a number {(mayBeZero ? "from 0" : "above 0")}, as 0.001, found '{text}'.");
                return byDefault;
            },
        };

    /// <summary>One of a few words; the first is the default.</summary>
    public static Option<string> Choice(string name, string description, params string[] words) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', words),
        DefaultValueFactory = _ => words[0],
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (words.FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } found)
                return found;
            result.AddError($"{name}: expected {string.Join(", ", words[..^1])} or {words[^1]}, found '{text}'.");
            return words[0];
        },
    };

    private static int? ParseWhole(ArgumentResult result, string name, int least, int most)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most)
            return value;
        var range = most == int.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"from {least}")
            : string.Create(CultureInfo.InvariantCulture, $"from {least} to {most}");
        result.AddError($"{name}: expected a whole number {range}, found '{text}'.");
        return null;
    }
}
