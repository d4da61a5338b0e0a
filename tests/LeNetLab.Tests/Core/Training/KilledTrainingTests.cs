using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Native;
using LeNetLab.Simd;
using LeNetLab.Training;
using Xunit;

namespace LeNetLab.Tests.Core.Training;

public class KilledTrainingTests : TrainingTestBase
{
    private const int Epochs = 8;

    /// <summary>
    /// What the child does: it trains, tells every step and writes the weights it ends with. Each step takes one
    /// character of leave, so that a child on a busy machine cannot be done before it is killed; no end of it is leave
    /// for all.
    /// </summary>
    internal static void Child(string folder)
    {
        NativeTorch.Load();
        using var model = Network();
        Trainer.Fit(model, Train, Held, Options(Path.Combine(folder, "training.safetensors")),
            new Now(p =>
            {
                Console.WriteLine(FormattableString.Invariant($"{p.Epoch} {p.Step}"));
                Console.In.Read();
            }), CancellationToken.None);
        ModelWeights.Save(model, Path.Combine(folder, "end.safetensors"));
    }

    [Fact]
    public async Task A_process_killed_at_any_moment_and_resumed_ends_with_the_same_weights()
    {
        using LeNet5 whole = Network(), resumed = Network(3);
        Fit(whole, Options(null), validation: Held);

        var random = new System.Random(1998);
        var killed = 0;
        var reached = new List<string>();
        while (!await Trained(killed < 6 ? random.Next(0, 15) : int.MaxValue,
            TimeSpan.FromMilliseconds(random.NextDouble() * 8)))
        {
            killed++;
            Assert.True(killed < 20, "It never ends.");
        }

        Assert.True(killed >= 3, $"Only {killed} were killed; reached {string.Join(", ", reached)}.");
        ModelWeights.Load(resumed, Folder.File("end.safetensors"));
        Assert.Equal(Weights(whole), Weights(resumed));

        async Task<bool> Trained(int steps, TimeSpan wait)
        {
            using var child = TestProcess.Start("train", Folder.Path);
            var error = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            // With leave for 20 of the 56 steps at most, and resumed at an epoch's end, it takes four runs or more.
            if (steps < int.MaxValue)
            {
                await child.StandardInput.WriteAsync(new string('.', steps + 5));
                await child.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            }
            else
            {
                child.StandardInput.Close();
            }

            string? line = null;
            for (var step = 0; step <= steps; step++)
            {
                if (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is not { } next)
                    break;
                line = next;
            }

            if (steps < int.MaxValue)
            {
                await Task.Delay(wait, TestContext.Current.CancellationToken);
                child.Kill();
            }

            reached.Add(line ?? "nothing");
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            var said = await error;
            Assert.True(child.ExitCode is 0 or 137 or -1, $"{child.ExitCode}: {said}");
            return child.ExitCode == 0;
        }
    }

    private static TrainingOptions Options(string? checkpoint) => new()
    {
        Epochs = Epochs,
        BatchSize = 32,
        Seed = 11,
        WeightDecay = 0.01,
        Augmentation = DistortionRanges.Mild,
        Backend = SimdBackend.Instance,
        Schedule = LearningRateSchedule.Cosine(),
        Checkpoint = checkpoint,
    };
}
