using LeNetLab.Simd.Training;
using Xunit;

namespace LeNetLab.Tests.Simd;

public class WorkerChoiceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_number_that_was_asked_for_is_the_one_in_use(int workers)
    {
        using var team = new WorkerTeam(workers);
        var choice = WorkerChoice.All(team);
        for (var step = 0; step < 50; step++)
        {
            choice.Begin();
            Assert.Equal(workers, team.Workers);
            choice.End();
        }
    }

    [Fact]
    public void Left_to_itself_it_tries_all_half_of_them_and_one()
    {
        using var team = new WorkerTeam(4);
        var choice = new WorkerChoice(team, most: 100);
        HashSet<int> used = [];
        for (var step = 0; step < 50; step++)
        {
            choice.Begin();
            used.Add(team.Workers);
            choice.End();
        }

        Assert.Equal([1, 2, 4], used.Order());
    }

    [Fact]
    public void It_takes_no_more_than_there_is_work_for()
    {
        using var team = new WorkerTeam(4);
        var choice = new WorkerChoice(team, most: 1);
        choice.Begin();
        Assert.Equal(1, team.Workers);
    }
}
