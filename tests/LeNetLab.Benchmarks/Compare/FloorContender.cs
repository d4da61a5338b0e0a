using LeNetLab.Course.Speed;

namespace LeNetLab.Benchmarks.Compare;

/// <summary>
/// An epoch's multiply-adds on registers and nothing else. It takes its turns like the others, so that whatever else
/// the machine does meets it too.
/// </summary>
internal sealed class FloorContender : IContender
{
    public string Description => "the multiply-adds of LeNet-5 alone, on registers";

    public int Threads => Environment.ProcessorCount;

    public Epoch Run(int count, CancellationToken cancellationToken) =>
        new(MachinePeak.Seconds(Threads, count * ComparedPlan.LeNet5.MultiplyAdds), double.NaN);
}
