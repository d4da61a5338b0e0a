using LeNetLab.Data;
using Xunit;

namespace LeNetLab.Tests.Core.Data;

public sealed class DownloadProcessTests : IDisposable
{
    private static readonly SmallDataSet Data = new();
    private readonly TemporaryFolder _cache = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _cache.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_killed_download_leaves_nothing_that_is_believed(int seed)
    {
        await using var server = new FaultyServer(Data);
        server.On("slow", server.Slow(1000, 4));
        // Somewhere in the four files, or just at the end of one.
        var random = new Random(seed);
        var lengths = Data.Set.Files.Select(file => file.PackedLength).ToList();
        var killAt = seed % 2 == 0 ? lengths[0] : random.NextInt64(1, lengths.Sum());

        using var child = ChildProcess.Start(server.Set("slow"), _cache.Path);
        while (server.Sent < killAt && !child.HasExited)
            await Task.Delay(1, Token);
        child.Kill();
        await child.WaitForExitAsync(Token);

        // What has a proper name is whole; the rest has a name that nobody asks for.
        var folder = _cache.File("small");
        foreach (var path in Directory.GetFiles(folder))
        {
            if (path.EndsWith(".gz", StringComparison.Ordinal))
                Assert.Equal(Data.Packed(Path.GetFileName(path)), await File.ReadAllBytesAsync(path, Token));
            else
                Assert.EndsWith(".part", path, StringComparison.Ordinal);
        }

        foreach (var left in Directory.GetFiles(folder, "*.part"))
            File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddMinutes(-10));
        var digits = await Digits.LoadAsync(
            new() { CacheFolder = _cache.Path, DataSet = server.Set("good") }, cancellationToken: Token);
        Assert.True(Data.Equals(digits.Train, digits.Test));
        Assert.Equal(Data.PackedNames.Order(), Directory.GetFiles(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Two_processes_at_once_do_no_harm()
    {
        await using var server = new FaultyServer(Data);
        server.On("slow", server.Slow(2000, 5));
        using var first = ChildProcess.Start(server.Set("slow"), _cache.Path);
        using var second = ChildProcess.Start(server.Set("slow"), _cache.Path);
        foreach (var child in new[] { first, second })
        {
            var error = await child.StandardError.ReadToEndAsync(Token);
            await child.WaitForExitAsync(Token);
            Assert.Equal("", error);
            Assert.Equal(0, child.ExitCode);
        }
        Assert.Equal(
            Data.PackedNames.Order(), Directory.GetFiles(_cache.File("small")).Select(Path.GetFileName).Order());
        var sets = CachedImages.TryLoad(Data.Set, _cache.Path, Token);
        Assert.True(Data.Equals(sets!.Train, sets.Test));
    }

    [Fact]
    public async Task A_full_disk_is_one_clear_line_and_leaves_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a limit that only a Unix shell can set.");
        await using var server = new FaultyServer(Data);
        // A file may grow to 8 blocks of 512 bytes, as if that were the space left. The runtime's own mapping is
        // exempt.
        using var child = ChildProcess.Start(
            server.Set("a"), _cache.Path,
            "trap '' XFSZ; ulimit -f 8; DOTNET_EnableWriteXorExecute=0 DOTNET_EnableDiagnostics=0");
        var error = await child.StandardError.ReadToEndAsync(Token);
        await child.WaitForExitAsync(Token);
        Assert.Equal(1, child.ExitCode);
        Assert.Contains("the cache for data sets cannot be written", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.TrimEnd());
        Assert.Empty(Directory.GetFiles(_cache.File("small")));
    }
}
