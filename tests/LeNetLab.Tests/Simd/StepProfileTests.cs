using LeNetLab.Models;
using LeNetLab.Course.Speed;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Simd;

[Collection(TorchCollection.Name)]
public sealed class StepProfileTests
{
    public StepProfileTests() => LeNetLab.Native.NativeTorch.Load();

    [Theory]
    [InlineData(1, 4 * 10 + 30)]
    [InlineData(2, 2 * 10 + 15 + 1)]
    [InlineData(3, 2 * 10 + 10 + 1)]              // the fourth group is one worker's second
    [InlineData(4, 10 + 8 + 1)]                   // 30 parts among 4: one has 8
    [InlineData(5, 10 + 6 + 1)]                   // a fifth worker finds no group
    [InlineData(1_000, 10 + 1 + 1)]
    public void Groups_and_parts_are_shared_out_whole(int workers, double microseconds)
    {
        var profile = new StepProfile(BatchSize: 64, Lanes: 16, GroupSeconds: 10e-6, UpdateSeconds: 30e-6,
            UpdateParts: 30, BarrierSeconds: 1e-6);
        Assert.Equal(microseconds, profile.Seconds(workers) * 1e6, 9);
    }

    [Fact]
    public void A_part_of_a_group_is_a_group()
    {
        Assert.Equal(5, new StepProfile(65, 16, 1, 1, 1, 0).Groups);
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepProfile(64, 16, 1, 1, 1, 0).Seconds(0));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Measuring_gives_times_and_leaves_the_network_and_the_random_numbers_alone(int lanes)
    {
        using var model = new LeNet5();
        var before = model.parameters().Select(p => p.data<float>().ToArray()).ToList();
        manual_seed(5);
        using var expected = rand(3);
        manual_seed(5);

        var profile = StepProfile.Measure(model, 20, lanes);

        using var found = rand(3);
        Assert.Equal(expected.data<float>().ToArray(), found.data<float>().ToArray());
        Assert.Equal(before, model.parameters().Select(p => p.data<float>().ToArray()));
        Assert.Equal((20, lanes, (20 + lanes - 1) / lanes), (profile.BatchSize, profile.Lanes, profile.Groups));
        Assert.True(profile is { GroupSeconds: > 0, UpdateSeconds: > 0, UpdateParts: > 1, BarrierSeconds: > 0 },
            $"{profile}");
    }

    [Fact]
    public void Sizes_that_there_are_not_are_refused()
    {
        using var plain = new LeNet5();
        Assert.Throws<ArgumentOutOfRangeException>(() => StepProfile.Measure(plain, lanes: 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => StepProfile.Measure(plain, batchSize: 0));
    }
}
