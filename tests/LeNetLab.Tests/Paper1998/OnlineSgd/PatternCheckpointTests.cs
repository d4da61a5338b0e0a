using LeNetLab.Paper1998;
using LeNetLab.Paper1998.Networks;
using LeNetLab.Paper1998.OnlineSgd;
using Xunit;

namespace LeNetLab.Tests.Paper1998.OnlineSgd;

/// <summary>What is kept of a run between two passes is the run's own, or is refused.</summary>
public sealed class PatternCheckpointTests : IDisposable
{
    private const string Run = "this run";

    private readonly TemporaryFolder _folder = new();
    private readonly PatternNetwork<float> _network = PublishedNetworks.LeNet5<float>();
    private readonly string _path;

    public PatternCheckpointTests()
    {
        _path = _folder.File("run.checkpoint");
        _network.Initialise(3, FanInRule.SquareRoot);
        var history = new PassHistory { Passes = [new TestedPass(new PassResult(1, 0.5, 9, 0.1, 0.2), 8, 1)] };
        PatternCheckpoint.Write(_path, _network, StepRule<float>.Rates, Run, history);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sound_one_is_resumed() => Assert.Equal(8, Assert.Single(Read().Passes).TestErrorPercent);

    /// <summary>Bits of the exponent make other numbers, and no others would say so.</summary>
    [Fact]
    public void A_file_whose_numbers_changed_is_refused()
    {
        var sound = File.ReadAllBytes(_path);
        foreach (var at in new[] { sound.Length / 4, sound.Length / 2, sound.Length - 1 })
        {
            byte[] changed = [.. sound];
            changed[at] ^= 0x40;
            Refuse(changed, "do not fit its checksum");
        }

        byte[] zeros = [.. sound];
        zeros.AsSpan(sound.Length / 2, 64 << 10).Clear();
        Refuse(zeros, "do not fit its checksum");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{\"Passes\":null}")]
    [InlineData("{\"Passes\":[null]}")]
    [InlineData("{\"Passes\":[{\"Result\":null}]}")]
    [InlineData("{\"Passes\":[{\"Result\":{\"Pass\":2}}]}")]
    public void A_history_of_something_else_is_refused_though_the_checksum_is_right(string history) =>
        RefuseSealed(file => file.Metadata["history"] = history);

    [Fact]
    public void Numbers_of_another_kind_are_refused_though_the_checksum_is_right()
    {
        const string Name = "layer.0.weights";
        var none = BitConverter.GetBytes(float.NaN);
        RefuseSealed(file =>
            file.Tensors[Name] = new SafeTensor("I32", [.. file[Name].Shape], file[Name].Data.ToArray()));
        RefuseSealed(file => file.Tensors[Name] = new SafeTensor("F32", [1], new byte[4]));
        RefuseSealed(file => file.Tensors.Remove(Name));
        RefuseSealed(file => file.Tensors[Name] = new SafeTensor(
            "F32", [.. file[Name].Shape], [.. file[Name].Data.ToArray()[4..], .. none]));
    }

    private void RefuseSealed(Action<SafeTensorsFile> change)
    {
        var file = SafeTensorsFile.Read(_path);
        change(file);
        file.Seal();
        using var bytes = new MemoryStream();
        file.Write(bytes);
        Refuse(bytes.ToArray(), "");
    }

    /// <summary>In one line, and the network stays as it is.</summary>
    private void Refuse(byte[] file, string reason)
    {
        var sound = File.ReadAllBytes(_path);
        File.WriteAllBytes(_path, file);
        var before = _network.Layers.SelectMany(layer => layer.Weights).ToArray();
        var error = Assert.Throws<SafeTensorsFormatException>(Read);
        Assert.Contains(_path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, _network.Layers.SelectMany(layer => layer.Weights));
        File.WriteAllBytes(_path, sound);
    }

    private PassHistory Read() =>
        PatternCheckpoint.Read<PassHistory>(_path, _network, StepRule<float>.Rates, Run, history => history.IsSound);
}
