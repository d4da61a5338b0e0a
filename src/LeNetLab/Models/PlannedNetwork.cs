namespace LeNetLab.Models;

/// <summary>
/// A torch network that a <see cref="NetworkPlan"/> describes: <see cref="LeNet5"/>, or one of your own.
/// </summary>
public abstract class PlannedNetwork : Module<Tensor, Tensor>
{
    private IReadOnlyList<string> _classNames;

    private protected PlannedNetwork(string typeName, NetworkPlan plan) : base(WithTorchLoaded(typeName)) =>
        (Plan, _classNames) = (plan, Data.Catalog.ClassNames.Numbers(plan.Classes));

    /// <summary>The network as data.</summary>
    public NetworkPlan Plan { get; }

    /// <summary>
    /// What a reader calls each output; the numbers from 0 at first. They go into the weights file.
    /// </summary>
    /// <exception cref="ArgumentException">There are not as many names as outputs.</exception>
    public IReadOnlyList<string> ClassNames
    {
        get => _classNames;
        set => _classNames = NetworkClasses.Checked(value, Plan.Classes);
    }

    /// <summary>
    /// How the images are prepared that it learns from, and so those that it is to read. It goes into the weights file.
    /// </summary>
    public Preparation Preparation { get; set; }

    /// <summary>The layers in numbers, from the input to the output.</summary>
    public IReadOnlyList<LayerSummary> Summary() => Plan.Summary();

    /// <summary>A line for each layer, under the network's name.</summary>
    public override string ToString() => string.Join('\n', Summary().Select(layer => layer.Parameters == 0
        ? $"  {layer.Name}: {layer.Shape}"
        : Invariant($"  {layer.Name}: {layer.Shape}, {layer.Parameters:N0} parameters")).Prepend(Plan.Name));

    /// <summary>
    /// Logits [N, classes] of images [N, channels, height, width] as the plan has them. The caller disposes them.
    /// </summary>
    /// <exception cref="ArgumentException">The images are of another shape.</exception>
    public override Tensor forward(Tensor input) => Checked(input, (_, _) => { });

    /// <summary>
    /// Runs the network on images [N, channels, height, width] and keeps what every layer answered: maps and units
    /// after the squashing, and the logits. No gradient is kept. The caller disposes the result.
    /// </summary>
    /// <exception cref="ArgumentException">The images are of another shape.</exception>
    public LayerMaps Maps(Tensor input) => LayerMaps.Of(seen => Checked(input, seen));

    /// <summary>Writes the weights with the choices that loading needs, and more text about them.</summary>
    public void Save(string path, IEnumerable<KeyValuePair<string, string>>? metadata = null) =>
        ModelWeights.Save(this, path, Choices().Concat(metadata ?? []));

    /// <summary>The choices as text, for a file's text.</summary>
    internal abstract IEnumerable<KeyValuePair<string, string>> Choices();

    /// <summary>One layer's answer to images, [N, maps, …], with its gradient. The caller disposes it.</summary>
    /// <exception cref="KeyNotFoundException">There is no such layer; the message lists the names.</exception>
    internal Tensor Answer(Tensor input, string layer)
    {
        Tensor? answer = null;
        using var scope = NewDisposeScope();
        Checked(input, (name, x) =>
        {
            if (name.Equals(layer, StringComparison.OrdinalIgnoreCase)) answer = x.alias().DetachFromDisposeScope();
        });
        return answer ?? throw new KeyNotFoundException(
            $"There is no layer '{layer}'; there are {string.Join(", ", Summary().Select(l => l.Name))}.");
    }

    /// <summary>The layers one after the other; each one's answer is shown to <paramref name="seen"/>.</summary>
    private protected abstract Tensor Run(Tensor input, Action<string, Tensor> seen);

    /// <summary>Draws the weights in the layers' order; torch's own are there already.</summary>
    private protected void Draw(Initialization how)
    {
        if (how == Initialization.Torch) return;
        using var scope = NewDisposeScope();
        foreach (var parameter in parameters())
        {
            if (parameter.dim() > 1) init.xavier_uniform_(parameter);
            else if (how == Initialization.Keras) init.zeros_(parameter);
        }
    }

    /// <summary>Fills the network with a file's weights; where that fails, it is disposed.</summary>
    private protected static T Filled<T>(T model, SafeTensorsFile file, string source) where T : PlannedNetwork
    {
        try
        {
            ModelWeights.Get(file, model, source: source);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private Tensor Checked(Tensor input, Action<string, Tensor> seen)
    {
        if (input.dim() == 4 && input.shape[1..].SequenceEqual([Plan.Channels, Plan.Height, Plan.Width]))
            return Run(input, seen);
        var margin = (Plan.Height - 28) / 2;
        throw new ArgumentException(
            $"{Plan.Name} takes images of [N, {Plan.Channels}, {Plan.Height}, {Plan.Width}], not "
            + $"[{string.Join(", ", input.shape)}]."
            + (margin > 0 ? $" MNIST's 28×28 need a margin of {margin} pixels." : ""), nameof(input));
    }

    // The base constructor already calls torch. A static constructor would load it as early, but what goes wrong there
    // reaches the user as a TypeInitializationException that says nothing.
    private static string WithTorchLoaded(string typeName)
    {
        NativeTorch.Load();
        return typeName;
    }
}
