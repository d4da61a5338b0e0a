namespace LeNetLab.Simd.Training;

/// <summary>
/// The step on the processor: the same mathematics as torch's, several times as fast. In a first run the workers take
/// the batch's groups of images up and down the network; in a second they share out the weights, sum their gradients,
/// and move them. Every sum has its own order, whoever computes it, so the weights do not depend on the number of
/// workers.
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
    private readonly SimdScratch[][] _scratch;
    private readonly byte[][] _rooms;
    private readonly WorkerTeam _team;
    private readonly WorkerChoice _choice;
    private readonly OptimizerMemory _memory;
    private readonly SimdUpdate _update;
    private readonly Action<int, int> _learnGroups;
    private readonly Action<int, int> _updatePart;
    private readonly int _together;
    private SimdInference? _inference;

    // The batch at hand, for the two delegates.
    private readonly int[] _indices;
    private int _count;
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
        _input = new SimdInput(_network.Levels[0], Padding, options.Normalization, _network.Lanes);
        _batch = new SimdBatch(_network, size);
        _team = new WorkerTeam(workers ?? Environment.ProcessorCount);
        // No worker shall be left without work for the sake of the others' caches.
        _together = Math.Min(_network.GroupsTogether, (_batch.Capacity + _team.Size - 1) / _team.Size);
        _choice = workers is null ? new WorkerChoice(_team, Items(_batch.Capacity)) : WorkerChoice.All(_team);
        _memory = new OptimizerMemory(weights, options.Optimizer);
        _update = new SimdUpdate(_network, _batch, options, _memory, _team.Size);
        _scratch = [.. Enumerable.Range(0, _team.Size).Select(
            _ => Enumerable.Range(0, _together).Select(_ => _network.CreateScratch()).ToArray())];
        foreach (var scratch in _scratch.SelectMany(own => own)) _input.Clear(scratch);
        _rooms = [.. _scratch.Select(_ => new byte[train.ImageBytes])];
        _indices = new int[size];
        (_learnGroups, _updatePart) = (LearnGroups, _update.Apply);
    }

    private int Padding => _options.Padding ?? Inference.MarginFor(_weights.Plan, _train);

    public override (double Loss, int Right) Take(ReadOnlySpan<int> batch, int epoch, double rate, long number)
    {
        batch.CopyTo(_indices);
        (_count, _epoch, _number) = (batch.Length, epoch, number);
        var groups = (_count + _network.Lanes - 1) / _network.Lanes;
        _update.Begin(groups, rate, number);
        _choice.Begin();
        _team.Run(Items(groups), _learnGroups);
        _team.Run(_update.Parts, _updatePart);
        _choice.End();

        var (loss, right) = (0.0, 0);
        for (var g = 0; g < groups; g++)
        {
            loss += _batch.Losses[g];
            right += _batch.Right[g];
        }

        return (loss / _count, right);
    }

    public override void Dispose()
    {
        _team.Dispose();
        foreach (var scratch in _scratch.SelectMany(own => own)) scratch.Dispose();
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

    public override void GetWeights(SafeTensorsFile file, string source) => _weights.Get(file, source);

    public override void PutMemory(SafeTensorsFile file) => _memory.Put(file);

    public override bool HasSoundMemory(SafeTensorsFile file) => _memory.IsSound(file);

    public override void GetMemory(SafeTensorsFile file, long steps) => _memory.Get(file);

    // A worker takes so many groups at once.
    private int Items(int groups) => (groups + _together - 1) / _together;

    private void LearnGroups(int item, int worker)
    {
        var (lanes, first) = (_network.Lanes, item * _together);
        var images = Math.Min(_together * lanes, _count - first * lanes);
        var scratch = _scratch[worker].AsSpan(0, (images + lanes - 1) / lanes);
        Span<byte> labels = stackalloc byte[images];
        for (var n = 0; n < images; n++)
        {
            var (number, group) = (first * lanes + n, scratch[n / lanes]);
            _input.Keep(_pictures.Read(_indices[number], _epoch, _rooms[worker]), group, n % lanes);
            labels[n] = (byte)_train.Label(_indices[number]);
            group.Seeds[n % lanes] = SeededRandom.SeedFor((ulong)_options.Seed, (int)_number, number);
        }

        foreach (var group in scratch) _input.Lay(group);
        _network.Forward(scratch);
        for (var g = 0; g < scratch.Length; g++)
            _network.Backward(
                scratch[g], _batch, first + g, labels.Slice(g * lanes, Math.Min(lanes, images - g * lanes)),
                1f / _count, _options.Loss);
    }
}
