using LeNetLab.Data;
using LeNetLab.Training;

namespace LeNetLab.Benchmarks.Compare;

/// <summary>The library's own <see cref="Trainer.Fit"/>, with its defaults.</summary>
internal sealed class TrainerContender(ImageSet train, int batchSize) : IContender
{
    public string Description => "Trainer.Fit of this library";

    public int Threads => Environment.ProcessorCount;

    public Epoch Run(int count, CancellationToken cancellationToken)
    {
        using var network = ComparedTraining.Network();
        var history = Trainer.Fit(
            network, train.Take(count), options: new TrainingOptions
            {
                Epochs = 1,
                BatchSize = batchSize,
                LearningRate = ComparedTraining.LearningRate
            },
            cancellationToken: cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return new Epoch(history[0].Seconds, history[0].TrainLoss);
    }
}
