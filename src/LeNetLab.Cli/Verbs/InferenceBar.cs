using TorchSharp;

namespace LeNetLab.Cli.Verbs;

/// <summary>Reads a set of digits with a bar.</summary>
internal static class InferenceBar
{
    public static Task<Predictions> RunAsync(
        Screen screen, NetworkWeights network, ImageSet digits, IInferenceBackend backend, ComputeDevice device,
        CancellationToken cancellationToken) =>
        screen.WithBarAsync("Reading the test digits", bar => Task.Run(
            () => Run(network, digits, backend, device, new Count(bar, digits.Count), cancellationToken),
            cancellationToken));

    private static Predictions Run(
        NetworkWeights network, ImageSet digits, IInferenceBackend backend, ComputeDevice device,
        IProgress<int> progress, CancellationToken cancellationToken) => device == ComputeDevice.Cpu
        ? Inference.Run(network, digits, backend, progress: progress, cancellationToken: cancellationToken)
        : RunOn(device, network, digits, progress, cancellationToken);

    // A method of its own, since one that names torch's types loads them.
    private static Predictions RunOn(
        ComputeDevice device, NetworkWeights network, ImageSet digits, IProgress<int> progress,
        CancellationToken cancellationToken)
    {
        using var model = network.ToTorch();
        model.to(NativeTorch.Device(device));
        return Inference.Run(model, digits, progress: progress, cancellationToken: cancellationToken);
    }

    private sealed class Count(IBar bar, int all) : IProgress<int>
    {
        public void Report(int value) => bar.Set((double)value / all);
    }
}
