namespace LeNetLab.Cli.Verbs;

/// <summary>Tells of a training: a bar that moves with every step, a line for every epoch.</summary>
internal sealed class TrainingBar(Screen screen, IBar bar, TrainingOptions options) : IProgress<TrainingProgress>
{
    private bool _started;

    public void Report(TrainingProgress value)
    {
        if (!_started)
        {
            _started = true;
            if (value.Epoch > 1)
                screen.Say($"Going on from {options.Checkpoint}: {value.Epoch - 1} of {value.Epochs} epochs are done.");
        }

        var done = (value.Epoch - 1 + (double)value.Step / value.Steps) / value.Epochs;
        bar.Set(done,
            Invariant($"Epoch {value.Epoch} of {value.Epochs} by {value.Backend}   loss {value.Loss:0.0000}"));
        if (value.Finished is { } epoch) screen.Say($"{Invariant($"{epoch}")}   {epoch.Seconds:0.0} s");
    }
}
