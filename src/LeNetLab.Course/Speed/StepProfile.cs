using LeNetLab.Simd.Network;
using LeNetLab.Simd.Training;
using LeNetLab.Simd;
using LeNetLab.Training;

namespace LeNetLab.Course.Speed;

/// <summary>The parts of one training step, and what a step would take if workers share them out.</summary>
/// <param name="BatchSize">Images a step.</param>
/// <param name="Lanes">Images in a group.</param>
/// <param name="GroupSeconds">One worker takes one group up the network and down again.</param>
/// <param name="UpdateSeconds">One worker sums the gradients of all groups and moves all weights.</param>
/// <param name="UpdateParts">Into how many parts the update can be shared out.</param>
/// <param name="BarrierSeconds">All of this machine's workers are called, wait for each other, and have nothing to
/// do.</param>
public sealed record StepProfile(
    int BatchSize, int Lanes, double GroupSeconds, double UpdateSeconds, int UpdateParts, double BarrierSeconds)
{
    private const int Tries = 25, Repeats = 10, Meetings = 250;

    /// <summary>Groups in a batch; the last may not be full, and takes as long.</summary>
    public int Groups => (BatchSize + Lanes - 1) / Lanes;

    /// <summary>
    /// A model of a step on so many cores, not a measurement: the busiest worker's groups, then its share of the
    /// update, and in the end all wait for the last. It knows nothing of caches and memory that cores have in common,
    /// nor of a worker that begins with the update while another has a group left.
    /// </summary>
    /// <param name="workers">Threads, each on a core of its own, 1 or more.</param>
    public double Seconds(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        return Turns(Groups) * GroupSeconds + (double)Turns(UpdateParts) / UpdateParts * UpdateSeconds
            + (workers == 1 ? 0 : BarrierSeconds);

        int Turns(int items) => (items + workers - 1) / workers;
    }

    /// <summary>
    /// Times each part by itself on a copy of the network: the best of a few tries, some tenths of a second in all.
    /// </summary>
    /// <param name="model">Its weights stay as they are.</param>
    /// <param name="batchSize">Images a step, 1 or more.</param>
    /// <param name="lanes">16, 8 or 4; null for as many as this processor's registers hold.</param>
    public static StepProfile Measure(PlannedNetwork model, int batchSize = 64, int? lanes = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        lanes = new SimdBackend { Lanes = lanes }.Lanes;
        var options = new TrainingOptions { BatchSize = batchSize };
        var copy = NetworkWeights.Of(model);
        using var network = SimdNetwork.Create(copy, lanes);
        using var scratch = network.CreateScratch();
        using var batch = new SimdBatch(network, batchSize);
        var memory = new OptimizerMemory(copy, options.Optimizer);
        using var update = new SimdUpdate(network, batch, copy, options, memory, workers: 1);

        var input = new SimdInput(network.Levels[0], padding: 0, options.Normalization.ToTable(), network.Lanes);
        input.Clear(scratch);
        var plan = copy.Plan;
        var (image, labels) = (new byte[plan.Channels * plan.Height * plan.Width], new byte[network.Lanes]);
        new Random(1).NextBytes(image);
        var group = BestTime.Of(() => Learn(0), Tries, Repeats);
        for (var g = 0; g < batch.Capacity; g++) Learn(g);
        // A rate of 0: the same work, and the next try finds the same weights.
        update.Begin(batch.Capacity, rate: 0, step: 1);
        var whole = BestTime.Of(() =>
        {
            for (var part = 0; part < update.Parts; part++) update.Apply(part, worker: 0);
        }, Tries, Repeats);

        using var team = new WorkerTeam(Environment.ProcessorCount);
        var barrier = BestTime.Of(new Meeting(team).Run, Meetings);
        GC.KeepAlive(copy);
        return new StepProfile(batchSize, network.Lanes, group, whole, update.Parts, barrier);

        void Learn(int number)
        {
            for (var lane = 0; lane < network.Lanes; lane++) input.Keep(image, scratch, lane);
            input.Lay(scratch);
            network.Forward(scratch);
            network.Backward(scratch, batch, number, labels, 1f / batchSize, LossKind.CrossEntropy);
        }
    }

    /// <summary>
    /// Each worker takes one item and holds it until all have one, so that none can do without the others.
    /// </summary>
    private sealed class Meeting(WorkerTeam team)
    {
        private int _there;

        public void Run()
        {
            _there = 0;
            team.Run(team.Size, Arrive);
        }

        private void Arrive(int item, int worker)
        {
            Interlocked.Increment(ref _there);
            var wait = new SpinWait();
            while (Volatile.Read(ref _there) < team.Size) wait.SpinOnce(sleep1Threshold: -1);
        }
    }
}
