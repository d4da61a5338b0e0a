using LeNetLab.Simd.Training;
using Xunit;

namespace LeNetLab.Tests.Simd;

public class WorkerTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Every_item_is_done_once_whatever_the_number_and_the_pauses(int size)
    {
        using var team = new WorkerTeam(size);
        var random = new Random(size);
        var done = new int[300];
        // One delegate for many runs, as in training; and another now and then, that must not get the first one's
        // items.
        var other = new int[300];
        for (var run = 0; run < 3_000; run++)
        {
            var count = random.Next(done.Length);
            team.Workers = random.Next(1, size + 1);
            var counts = run % 2 == 0 ? done : other;
            team.Run(count, (item, worker) =>
            {
                Assert.InRange(worker, 0, size - 1);
                Interlocked.Increment(ref counts[item]);
            });
            Assert.All(counts.Take(count), c => Assert.Equal(1, c));
            Assert.All(counts.Skip(count), c => Assert.Equal(0, c));
            Array.Clear(counts);
            // Sometimes long enough for the others to fall asleep.
            if (run % 500 == 0) Thread.Sleep(5);
        }
    }

    [Fact]
    public void All_items_are_done_when_it_comes_back_and_the_first_error_is_told()
    {
        using var team = new WorkerTeam(4);
        var done = 0;
        var error = Assert.Throws<InvalidOperationException>(() => team.Run(100, (item, _) =>
        {
            if (item == 50) throw new ArgumentException("item 50");
            Interlocked.Increment(ref done);
        }));
        Assert.Equal("item 50", error.Message);
        Assert.IsType<ArgumentException>(error.InnerException);
        Assert.Equal(99, done);
        team.Run(10, (_, _) => Interlocked.Increment(ref done));
        Assert.Equal(109, done);
    }

    [Fact]
    public void Several_workers_take_part_when_the_items_take_time()
    {
        using var team = new WorkerTeam(3);
        var workers = new HashSet<int>();
        team.Run(12, (_, worker) =>
        {
            lock (workers) workers.Add(worker);
            Thread.Sleep(20);
        });
        Assert.True(workers.Count > 1);
    }

    [Fact]
    public void One_that_is_never_used_ends_at_once_and_nothing_is_allocated_from_run_to_run()
    {
        using (new WorkerTeam(8)) { }
        using var team = new WorkerTeam(2);
        var sum = 0;
        Action<int, int> work = (item, _) => Interlocked.Add(ref sum, item);
        for (var i = 0; i < 10; i++) team.Run(4, work);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) team.Run(4, work);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
    }
}
