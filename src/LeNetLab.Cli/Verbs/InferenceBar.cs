namespace LeNetLab.Cli.Verbs;

/// <summary>Reads a set of digits with a bar.</summary>
internal static class InferenceBar
{
    public static Task<Predictions> RunAsync(
        Screen screen, LeNet5 model, ImageSet digits, IInferenceBackend backend, CancellationToken cancellationToken) =>
        screen.WithBarAsync("Reading the test digits", bar => Task.Run(
            () => Inference.Run(
                model, digits, backend, progress: new Count(bar, digits.Count), cancellationToken: cancellationToken),
            cancellationToken));

    private sealed class Count(IBar bar, int all) : IProgress<int>
    {
        public void Report(int value) => bar.Set((double)value / all);
    }
}
