using LeNetLab.Data;
using LeNetLab.Simd;
using LeNetLab.Training;

namespace LeNetLab.Benchmarks.Compare;

/// <summary>The library's own <see cref="Trainer"/>, with its fast backend.</summary>
internal sealed class TrainerContender(ImageSet train, int batchSize, ComparedPlan compared) : IContender
{
    public string Description => "Trainer.Fit of this library";

    public int Threads => Environment.ProcessorCount;

    public Epoch Run(int count, CancellationToken cancellationToken)
    {
        var network = ComparedTraining.Weights(compared);
        var history = Trainer.Fit(
            network, train.Take(count), options: new TrainingOptions
            {
                Epochs = 1,
                BatchSize = batchSize,
                LearningRate = ComparedTraining.LearningRate,
                Padding = compared.Padding,
                Backend = SimdBackend.Instance,
            },
            cancellationToken: cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return new Epoch(history[0].Seconds, history[0].TrainLoss);
    }
}
