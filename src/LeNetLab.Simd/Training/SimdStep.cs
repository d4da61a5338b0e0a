namespace LeNetLab.Simd.Training;

/// <summary>
/// The step on the processor: the same mathematics as torch's, several times as fast. The workers take the batch's
/// groups of images up and down the network; then they share out the weights, sum their gradients, and move them: those
/// of the last layers while other groups are still on their way down. Every sum has its own order, whoever computes it,
/// so the weights do not depend on the number of workers.
/// </summary>
internal sealed class SimdStep : TrainingStep
{
    private readonly ImageSet _train;
    private readonly TrainingOptions _options;
    private readonly EpochImages _pictures;
    private readonly NetworkWeights _weights;
    private readonly SimdNetwork _network;
    private readonly SimdInput _input;
    private readonly SimdBatch _batch;
    private readonly SimdScratch[] _scratch;
    private readonly byte[][] _rooms;
    private readonly WorkerTeam _team;
    private readonly WorkerChoice _choice;
    private readonly OptimizerMemory _memory;
    private readonly SimdUpdate _update;
    private readonly Action<int, int> _work;
    private SimdInference? _inference;

    // The batch at hand, for the delegate.
    private readonly int[] _indices;
    private int _count;
    private int _groups;
    private int _epoch;
    private long _number;

    /// <param name="weights">What learns, in place; <see cref="SimdBackend.CanTrain"/> says whether it can
    /// here.</param>
    /// <param name="train">From what.</param>
    /// <param name="options">How.</param>
    /// <param name="workers">Threads; null for as many as turn out to be fastest.</param>
    /// <param name="lanes">Images side by side; null for as many as this processor's registers hold.</param>
    public SimdStep(NetworkWeights weights, ImageSet train, TrainingOptions options, int? workers, int? lanes)
    {
        (_weights, _train, _options) = (weights, train, options);
        _pictures = new EpochImages(train, options);
        var size = Math.Min(options.BatchSize, train.Count);
        _network = SimdNetwork.Create(weights, lanes);
        _input = new SimdInput(_network.Levels[0], Padding, options.Normalization.ToTable(), _network.Lanes);
        _batch = new SimdBatch(_network, size);
        _team = new WorkerTeam(workers ?? Environment.ProcessorCount);
        _choice = workers is null ? new WorkerChoice(_team, _batch.Capacity) : WorkerChoice.All(_team);
        _memory = new OptimizerMemory(weights, options.Optimizer);
        _update = new SimdUpdate(_network, _batch, weights, options, _memory, _team.Size);
        _scratch = [.. Enumerable.Range(0, _team.Size).Select(_ => _network.CreateScratch())];
        foreach (var scratch in _scratch) _input.Clear(scratch);
        _rooms = [.. _scratch.Select(_ => new byte[train.ImageBytes])];
        _indices = new int[size];
        _work = Work;
    }

    private int Padding => _options.Padding ?? Inference.MarginFor(_weights.Plan, _train);

    public override (double Loss, int Right) Take(ReadOnlySpan<int> batch, int epoch, double rate, long number)
    {
        batch.CopyTo(_indices);
        (_count, _epoch, _number) = (batch.Length, epoch, number);
        _groups = (_count + _network.Lanes - 1) / _network.Lanes;
        _update.Begin(_groups, rate, number);
        _choice.Begin();
        _team.Run(_groups + _update.Parts, _work);
        _choice.End();

        var (loss, right) = (0.0, 0);
        for (var g = 0; g < _groups; g++)
        {
            loss += _batch.Losses[g];
            right += _batch.Right[g];
        }

        return (loss / _count, right);
    }

    public override void Dispose()
    {
        _team.Dispose();
        foreach (var scratch in _scratch) scratch.Dispose();
        _update.Dispose();
        _batch.Dispose();
        _inference?.Dispose();
        _network.Dispose();
    }

    public override Predictions Read(ImageSet images)
    {
        _inference ??= new SimdInference(_weights);
        var logits = _inference.Run(images, _options.Normalization, Padding, null, CancellationToken.None);
        return new Predictions(logits, images.Labels.ToArray(), _network.Classes);
    }

    public override bool WeightsAreFinite() => _weights.AreFinite();

    public override void PutWeights(SafeTensorsFile file) => _weights.Put(file);

    public override void CheckWeights(SafeTensorsFile file, string source) => _weights.Check(file, source);

    public override void GetWeights(SafeTensorsFile file, string source)
    {
        _weights.Get(file, source);
        _network.Changed();
    }

    public override void PutMemory(SafeTensorsFile file) => _memory.Put(file);

    public override bool HasSoundMemory(SafeTensorsFile file) => _memory.IsSound(file);

    public override void GetMemory(SafeTensorsFile file, long steps) => _memory.Get(file);

    private void Work(int item, int worker)
    {
        var part = item - _groups;
        // Every group is in some worker's hands by now, so this comes to an end.
        for (var waited = 0; part >= 0 && !_update.IsReady(part) && !_team.HasFailed;) WorkerTeam.Wait(ref waited);
        if (part < 0) LearnGroup(item, worker);
        else if (!_team.HasFailed) _update.Apply(part, worker);
    }

    private void LearnGroup(int group, int worker)
    {
        var scratch = _scratch[worker];
        var first = group * _network.Lanes;
        var indices = _indices.AsSpan(first, Math.Min(_network.Lanes, _count - first));
        Span<byte> labels = stackalloc byte[indices.Length];
        for (var n = 0; n < indices.Length; n++)
        {
            _input.Keep(_pictures.Read(indices[n], _epoch, _rooms[worker]), scratch, n);
            labels[n] = (byte)_train.Label(indices[n]);
            scratch.Seeds[n] = SeededRandom.SeedFor((ulong)_options.Seed, (int)_number, first + n);
        }

        _input.Lay(scratch);
        _network.Forward(scratch);
        _network.Backward(scratch, _batch, group, labels, 1f / _count, _options.Loss);
    }
}
