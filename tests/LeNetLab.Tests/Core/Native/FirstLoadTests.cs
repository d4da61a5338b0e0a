using LeNetLab.Models;
using LeNetLab.Native;
using TorchSharp;
using Xunit;

namespace LeNetLab.Tests.Core.Native;

[Collection(TorchCollection.Name)]
public sealed class FirstLoadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What the child does: eight threads load at once, then a network runs.</summary>
    internal static void Child(string first)
    {
        // A program's first use of torch may as well be a network.
        if (first == "network") new LeNet5().Dispose();
        // Or a tensor. What the build adds to every program has not run yet, since this is a module initializer too.
        if (first == "tensor")
        {
            NativeTorch.LoadOnFirstUse();
            torch.rand(3).Dispose();
        }

        var loads = Enumerable.Range(0, 8)
            .Select(_ => Task.Run<NativeTorchInfo>(() => NativeTorch.Info, CancellationToken.None)).ToArray();
        Task.WaitAll(loads, CancellationToken.None);
        using var model = new LeNet5();
        using var logits = model.call(torch.zeros(1, 1, 32, 32));
        Console.WriteLine($"{loads.Select(load => load.Result).Distinct().Count()} {logits.numel()} " +
            $"{torch.get_num_threads()} {loads[0].Result.Weakened}");
    }

    [Theory]
    [InlineData("threads")]
    [InlineData("network")]
    [InlineData("tensor")]
    public async Task Eight_threads_at_once_load_it_once_in_a_process_that_has_not_loaded_it(string first)
    {
        Assert.Equal("1 10 1",
            (await Run(first, ("LENETLAB_CACHE", _folder.Path), ("OMP_NUM_THREADS", null)))[.."1 10 1".Length]);
    }

    [Fact]
    public async Task The_copy_goes_where_the_user_says()
    {
        var weakened = (await Run("threads", ("LENETLAB_CACHE", _folder.Path))).EndsWith("True",
            StringComparison.Ordinal);
        Assert.Equal(
            weakened ? 1 : 0, Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public async Task A_new_account_keeps_its_copy_in_its_own_folder()
    {
        // A fresh home has no ~/.local/share yet. The copy is made there all the same, and not once a process in /tmp.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux needs a copy.");
        string home = Directory.CreateDirectory(_folder.File("home")).FullName,
            temporary = Directory.CreateDirectory(_folder.File("tmp")).FullName;
        (string, string?)[] environment =
            [("LENETLAB_CACHE", null), ("HOME", home), ("XDG_DATA_HOME", null), ("TMPDIR", temporary)];
        var weakened = (await Run("threads", environment)).EndsWith("True", StringComparison.Ordinal);
        Assert.SkipUnless(weakened, "This system's libstdc++ needs no copy.");
        Assert.Single(Directory.EnumerateFiles(home, "libLibTorchSharp.so", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(temporary, "libLibTorchSharp.so*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Loading_again_gives_the_same() => Assert.Same(NativeTorch.Info, NativeTorch.Info);

    private static async Task<string> Run(string first, params (string, string?)[] environment)
    {
        using var child = TestProcess.Start("load", first, environment);
        var error = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0, await error);
        return output.Trim();
    }
}
