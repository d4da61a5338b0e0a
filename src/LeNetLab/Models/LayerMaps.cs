using System.Collections;

namespace LeNetLab.Models;

/// <summary>
/// What every layer answered to one batch, by its name: in LeNet-5 Input, C1, S2, C3, S4, C5, F6, Output. Owns
/// the tensors: dispose it and they are gone.
/// </summary>
public sealed class LayerMaps : IReadOnlyList<LayerMap>, IDisposable
{
    private readonly List<LayerMap> _layers = [];

    /// <summary>Runs a network without gradients, and copies what it says of each layer.</summary>
    internal static LayerMaps Of(Action<Action<string, Tensor>> run)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var maps = new LayerMaps();
        run((name, x) => maps._layers.Add(new(
            name, (x.dim() == 2 ? x.reshape(x.shape[0], x.shape[1], 1, 1) : x).clone().DetachFromDisposeScope())));
        return maps;
    }

    /// <summary>
    /// The maps of the layer of that name, [N, maps, height, width]; height and width are 1 in a full layer.
    /// </summary>
    /// <exception cref="KeyNotFoundException">There is no such layer; the message lists the names.</exception>
    public Tensor this[string name] =>
        _layers.Find(layer => layer.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Maps
        ?? throw new KeyNotFoundException($"There is no layer '{name}'; there are {string.Join(", ", Names)}.");

    /// <inheritdoc/>
    public LayerMap this[int index] => _layers[index];

    /// <inheritdoc/>
    public int Count => _layers.Count;

    /// <summary>The layers' names from the input to the output.</summary>
    public IEnumerable<string> Names => _layers.Select(layer => layer.Name);

    /// <inheritdoc/>
    public IEnumerator<LayerMap> GetEnumerator() => _layers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Frees the tensors of all layers.</summary>
    public void Dispose()
    {
        foreach (var layer in _layers) layer.Maps.Dispose();
    }
}

/// <summary>The maps of one layer.</summary>
/// <param name="Name">The layer's name: C1, S2, …</param>
/// <param name="Maps">[N, maps, height, width]; owned by the <see cref="LayerMaps"/> it came in.</param>
public sealed record LayerMap(string Name, Tensor Maps)
{
    /// <summary>Number of maps.</summary>
    public int Channels => (int)Maps.shape[1];

    /// <summary>Rows of a map.</summary>
    public int Height => (int)Maps.shape[2];

    /// <summary>Columns of a map.</summary>
    public int Width => (int)Maps.shape[3];

    /// <summary>The numbers of one image's maps, channels×height×width, copied.</summary>
    /// <param name="image">Which image of the batch.</param>
    public float[] ToArray(int image = 0)
    {
        using var scope = NewDisposeScope();
        return Maps[image].contiguous().data<float>().ToArray();
    }
}
