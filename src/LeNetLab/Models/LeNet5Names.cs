namespace LeNetLab.Models;

/// <summary>
/// Finds LeNet-5's layers in weights files from elsewhere. Its five weight arrays have five different shapes, so that a
/// layer may be called anything: <c>conv1</c>, <c>net.0</c>, <c>module.c1</c>.
/// </summary>
internal static class LeNet5Names
{
    private const string Weight = ".weight", Bias = ".bias";

    private static readonly string[] Layers = ["c1", "c3", "c5", "f6", "output"];

    private static readonly string[] Arrays = [.. Layers.SelectMany(layer => new[] { layer + Weight, layer + Bias })];

    // Tutorials whose networks have something else between the weights, told by the names of their layers.
    private static readonly (string[] Layers, Activation Activation, Pooling Pooling)[] Tutorials =
    [
        (["conv1", "conv2", "fc1", "fc2", "fc3"], Activation.Relu, Pooling.Max),    // PyTorch's introduction
        (["0", "3", "7", "9", "11"], Activation.Sigmoid, Pooling.Average),          // d2l
    ];

    /// <summary>Adds the layers to the file under this library's names, where they have others.</summary>
    /// <returns>What the tutorial has whose names they are; the defaults where they are nobody's.</returns>
    /// <exception cref="SafeTensorsFormatException">Arrays fit whose names say nothing; the message says what to
    /// rename. Or the shapes are another network's.</exception>
    public static (Activation Activation, Pooling Pooling) Translate(SafeTensorsFile file, string source)
    {
        // The library's own files: the search for others' names would take as long as the rest of loading.
        if (Array.TrueForAll(Arrays, own =>
            file.Tensors.TryGetValue(own, out var array) && array.Shape.Count == Shape(own).Length))
            return default;
        foreach (var name in Layers.Select(layer => layer + Weight).Where(name => !file.Tensors.ContainsKey(name)))
            if (!Fitting(file, name).Any() && Nearest(file, name) is { Key: not null } other)
                throw new SafeTensorsFormatException($"{source}: expected LeNet5's shapes, such as "
                    + $"{Text(Shape(name))} for {name}, found {other.Key} as {Text(other.Value.Shape)}");
        var stems = Array.ConvertAll(Layers, layer => Stem(file, layer, source));
        var taken = new HashSet<string>(Arrays, StringComparer.Ordinal);
        for (var i = 0; i < Layers.Length; i++)
        {
            var (layer, stem) = (Layers[i], stems[i]);
            foreach (var end in new[] { Weight, Bias })
            {
                if (stem is null || !file.Tensors.TryGetValue(stem + end, out var array)) continue;
                taken.Add(stem + end);
                file.Tensors[layer + end] = Fits(array, layer + end) ? array.Reshape(Shape(layer + end)) : array;
            }
        }

        var renames = Arrays.Where(name => !file.Tensors.ContainsKey(name))
            .Select(name => new { Name = name, Fit = Fitting(file, name).Except(taken).ToList() })
            .Where(missing => missing.Fit.Count > 0)
            .Select(missing => $"{string.Join(" or ", missing.Fit)} to {missing.Name}").ToList();
        if (renames.Count > 0)
            throw new SafeTensorsFormatException(
                $"{source}: expected the names of LeNet5's arrays, found others: rename {string.Join(", ", renames)}");
        var last = stems.Select(stem => stem?[(stem.LastIndexOf('.') + 1)..]).ToList();
        return Array.Find(Tutorials, tutorial => tutorial.Layers.SequenceEqual(last)) is { Layers: not null } known
            ? (known.Activation, known.Pooling) : default;
    }

    private static string? Stem(SafeTensorsFile file, string layer, string source)
    {
        if (file.Tensors.ContainsKey(layer + Weight)) return layer;
        var all = Fitting(file, layer + Weight).Where(name => name.EndsWith(Weight, StringComparison.Ordinal)).ToList();
        return all.Count < 2 ? all.FirstOrDefault()?[..^Weight.Length] : throw new SafeTensorsFormatException(
            $"{source}: expected one array for LeNet5's {layer}, found {string.Join(" and ", all)}; "
            + $"rename the right one to {layer}{Weight}");
    }

    private static IEnumerable<string> Fitting(SafeTensorsFile file, string name) =>
        file.Tensors.Where(pair => Fits(pair.Value, name)).Select(pair => pair.Key);

    // An array that is none of LeNet-5's, with as many dimensions as the one that is missing if there is such.
    private static KeyValuePair<string, SafeTensor> Nearest(SafeTensorsFile file, string name) => file.Tensors
        .Where(pair => pair.Value.Shape.Count > 1
            && !Array.Exists(Arrays, own => own == pair.Key || Fits(pair.Value, own)))
        .OrderBy(pair => pair.Value.Shape.Count != Shape(name).Length).FirstOrDefault();

    private static string Text(IEnumerable<long> shape) =>
        $"[{string.Join(", ", shape.Select(size => size < 0 ? "classes" : $"{size}"))}]";

    // C5 may be a fully connected layer on flattened maps, F6 and the output 1×1 convolutions: the same numbers.
    private static bool Fits(SafeTensor array, string name)
    {
        long[] shape = [.. array.Shape], own = Shape(name);
        return shape.Length > 0 && (own[0] < 0 || shape[0] == own[0]) && (shape[1..].SequenceEqual(own[1..])
            || (own.Length == 4 && shape.Length == 2 && shape[1] == own[1] * own[2] * own[3])
            || (own.Length == 2 && shape is [_, _, 1, 1] && shape[1] == own[1]));
    }

    // −1 where the number of classes decides.
    private static long[] Shape(string name)
    {
        const int Side = NetworkPlan.KernelSide;
        long[] weight = name[..name.IndexOf('.', StringComparison.Ordinal)] switch
        {
            "c1" => [NetworkPlan.C1Maps, 1, Side, Side],
            "c3" => [NetworkPlan.C3Maps, NetworkPlan.C1Maps, Side, Side],
            "c5" => [NetworkPlan.C5Units, NetworkPlan.C3Maps, Side, Side],
            "f6" => [NetworkPlan.F6Units, NetworkPlan.C5Units],
            _ => [-1, NetworkPlan.F6Units],
        };
        return name.EndsWith(Bias, StringComparison.Ordinal) ? weight[..1] : weight;
    }
}
