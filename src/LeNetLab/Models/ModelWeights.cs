namespace LeNetLab.Models;

/// <summary>
/// A network's weights to and from safetensors, under the names that torch.nn gives them: c1.weight, c1.bias, …
/// In Python: <c>model.load_state_dict(safetensors.torch.load_file("lenet5.safetensors"))</c>.
/// </summary>
public static class ModelWeights
{
    /// <summary>Adds the weights to a file in memory, each name behind <paramref name="prefix"/>.</summary>
    internal static void Put(SafeTensorsFile file, nn.Module model, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(model);
        foreach (var (name, tensor) in model.state_dict()) file.Tensors[prefix + name] = SafeTensor.From(tensor);
    }

    /// <summary>
    /// Copies the weights of a file into the network. Every weight of the network must be there, in its shape.
    /// </summary>
    /// <exception cref="SafeTensorsFormatException">One is missing or has another shape; the network is then
    /// unchanged.</exception>
    internal static void Get(SafeTensorsFile file, nn.Module model, string prefix = "", string source = "the file")
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(model);
        Check(file, model, prefix, source);
        var state = model.state_dict();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (name, tensor) in state) tensor.copy_(file.Tensors[prefix + name].ToTensor());
    }

    /// <summary>Checks that a file has every weight of the network, in its shape.</summary>
    /// <exception cref="SafeTensorsFormatException">One is missing or unsound.</exception>
    internal static void Check(SafeTensorsFile file, nn.Module model, string prefix = "", string source = "the file")
    {
        foreach (var (name, tensor) in model.state_dict())
            if (!Find(file, prefix + name, tensor.shape, model.GetName, source).IsFloat && tensor.is_floating_point())
                throw new SafeTensorsFormatException(
                    $"{source}: expected F32 in '{prefix + name}', found {file.Tensors[prefix + name].Type}");
    }

    /// <summary>An array of a file, in the shape that a network needs.</summary>
    /// <exception cref="SafeTensorsFormatException">It is missing, has another shape, or holds numbers that are not
    /// finite.</exception>
    internal static SafeTensor Find(SafeTensorsFile file, string name, IReadOnlyList<long> shape, Func<string> network,
        string source)
    {
        if (!file.Tensors.TryGetValue(name, out var stored))
            throw new SafeTensorsFormatException($"{source} has no '{name}', which {network()} needs");
        if (!stored.Shape.SequenceEqual(shape))
            throw new SafeTensorsFormatException(
                $"{source} has '{name}' as [{string.Join(", ", stored.Shape)}], and {network()} needs "
                + $"[{string.Join(", ", shape)}]");
        if (!stored.IsFinite)
            throw new SafeTensorsFormatException(
                $"{source}: expected finite numbers in '{name}', found some that are infinite or no number");
        return stored;
    }

    /// <summary>Writes the weights, and text about them, whole or not at all.</summary>
    public static void Save(nn.Module model, string path, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        var file = new SafeTensorsFile();
        Put(file, model);
        file.Metadata["format"] = "pt";
        foreach (var (key, value) in metadata ?? []) file.Metadata[key] = value;
        file.Write(path);
    }

    /// <summary>Reads the weights of a file into the network; further arrays in the file are passed over.</summary>
    /// <exception cref="SafeTensorsFormatException">The file is damaged or is not of this network.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static void Load(nn.Module model, string path) => Get(SafeTensorsFile.Read(path), model, source: path);
}
