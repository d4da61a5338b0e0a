using LeNetLab.Data;
using LeNetLab.Models;
using LeNetLab.Simd.Network;
using LeNetLab.Training;
using TorchSharp.Modules;

namespace LeNetLab.Simd.Training;

/// <summary>
/// The step for LeNet-5 on the processor: the same mathematics as <see cref="TorchStep"/>, several times as fast. In a
/// first run the workers take the batch's groups of images up and down the network; in a second they share out the
/// weights, sum their gradients, and move them. Every sum has its own order, whoever computes it, so the weights do not
/// depend on the number of workers.
/// </summary>
internal sealed class SimdStep : TrainingStep
{
    private readonly ImageSet _train;
    private readonly EpochImages _pictures;
    private readonly SimdWeights _weights;
    private readonly SimdNetwork _network;
    private readonly SimdInput _input;
    private readonly SimdBatch _batch;
    private readonly SimdScratch[] _scratch;
    private readonly byte[][] _rooms;
    private readonly WorkerTeam _team;
    private readonly WorkerChoice _choice;
    private readonly SimdUpdate _update;
    private readonly Action<int, int> _learnGroup;
    private readonly Action<int, int> _updatePart;

    // The batch at hand, for the two delegates.
    private readonly int[] _indices;
    private int _count;
    private int _epoch;

    /// <param name="model">What learns; <see cref="SimdBackend.CanTrain"/> says whether it can here.</param>
    /// <param name="train">From what.</param>
    /// <param name="options">How.</param>
    /// <param name="optimizer">Torch's, whose memory is used.</param>
    /// <param name="workers">Threads; null for as many as turn out to be fastest.</param>
    /// <param name="lanes">Images side by side; null for as many as this processor's registers hold.</param>
    public SimdStep(
        PlannedNetwork model, ImageSet train, TrainingOptions options, OptimizerHelper optimizer, int? workers,
        int? lanes)
    {
        (_train, _pictures) = (train, new EpochImages(train, options));
        var size = Math.Min(options.BatchSize, train.Count);
        _weights = new SimdWeights(model);
        _network = SimdNetwork.Create(_weights, SimdShape.OptionsOf(model.Plan), lanes ?? SimdNetwork.BestLanes);
        _input = new SimdInput(train.Height, options.Normalization, _network.Lanes);
        _batch = new SimdBatch(size, _network.Lanes, model.Plan.Classes);
        _team = new WorkerTeam(workers ?? Environment.ProcessorCount);
        _choice = workers is null ? new WorkerChoice(_team, _batch.Capacity) : WorkerChoice.All(_team);
        _update = new SimdUpdate(model, _network, _batch, options, optimizer, _team.Size);
        _scratch = [.. Enumerable.Range(0, _team.Size).Select(_ => _network.CreateScratch())];
        foreach (var scratch in _scratch) _input.Clear(scratch);
        _rooms = [.. _scratch.Select(_ => new byte[train.Height * train.Width])];
        _indices = new int[size];
        (_learnGroup, _updatePart) = (LearnGroup, _update.Apply);
    }

    public override (double Loss, int Right) Take(ReadOnlySpan<int> batch, int epoch, double rate, long number)
    {
        batch.CopyTo(_indices);
        (_count, _epoch) = (batch.Length, epoch);
        var groups = (_count + _network.Lanes - 1) / _network.Lanes;
        _update.Begin(groups, rate, number);
        _choice.Begin();
        _team.Run(groups, _learnGroup);
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
        foreach (var scratch in _scratch) scratch.Dispose();
        _batch.Dispose();
        _network.Dispose();
        _weights.Dispose();
    }

    private void LearnGroup(int group, int worker)
    {
        var scratch = _scratch[worker];
        var indices = _indices.AsSpan(0, _count)[(group * _network.Lanes)..];
        if (indices.Length > _network.Lanes) indices = indices[.._network.Lanes];
        Span<byte> labels = stackalloc byte[indices.Length];
        for (var n = 0; n < indices.Length; n++)
        {
            _input.Write(_pictures.Read(indices[n], _epoch, _rooms[worker]), scratch, n);
            labels[n] = (byte)_train.Label(indices[n]);
        }

        _network.Forward(scratch);
        _network.Backward(scratch, _batch, group, labels, 1f / _count);
    }
}
