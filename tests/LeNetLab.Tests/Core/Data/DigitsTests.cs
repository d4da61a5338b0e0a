using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Handwriting;
using Xunit;

namespace LeNetLab.Tests.Core.Data;

public sealed class DigitsTests : IDisposable
{
    private static readonly SmallDataSet Data = new();
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DigitsOptions Options => new()
    {
        CacheFolder = _folder.File("cache"),
        DataSet = Data.Set,
        Otherwise = new DrawnDigits { TrainCount = 30, TestCount = 20 },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_goes_before_the_cache_and_the_cache_before_a_download()
    {
        await using var server = new FaultyServer(Data);
        var options = Options with { DataSet = server.Set("a") };
        var download = await Digits.LoadAsync(options, cancellationToken: Token);
        Assert.Equal(DigitsOrigin.Download, download.Origin);
        Assert.Equal(4, server.Requests.Count);

        var cache = await Digits.LoadAsync(options, cancellationToken: Token);
        Assert.Equal(DigitsOrigin.Cache, cache.Origin);

        Data.WriteTo(_folder.File("mine"), name => name);
        var folder = await Digits.LoadAsync(options with { Folder = _folder.File("mine") }, cancellationToken: Token);
        Assert.Equal(DigitsOrigin.Folder, folder.Origin);

        Assert.Equal(4, server.Requests.Count);
        foreach (var digits in new[] { download, cache, folder })
        {
            Assert.True(Data.Equals(digits.Train, digits.Test));
            // The same words wherever they came from, so that a saved notebook does not change.
            Assert.Equal("Digits in use: Small (40 to train on, 10 to test on).", digits.ToString());
        }
    }

    [Fact]
    public async Task Without_a_network_the_built_in_digits_are_used_and_the_line_says_why()
    {
        var digits = await Digits.LoadAsync(Options with { DataSet = Unreachable() }, cancellationToken: Token);
        Assert.Equal(DigitsOrigin.BuiltIn, digits.Origin);
        Assert.Equal(
            "Digits in use: the built-in digits, drawn by a program (30 to train on, 20 to test on); Small is " +
            "unavailable: no network.",
            digits.Description);
        Assert.Equal(30, digits.Train.Count);
        Assert.Equal(20, digits.Test.Count);
        Assert.False(digits.Train.Image(0).SequenceEqual(digits.Test.Image(0)));
    }

    [Fact]
    public async Task A_failed_download_is_remembered_for_a_while()
    {
        await using var server = new FaultyServer(Data);
        server.On("a", FaultyServer.Status(404));
        var options = Options with { DataSet = server.Set("a") };
        var first = await Digits.LoadAsync(options, cancellationToken: Token);
        Assert.Contains("Small is unavailable: no mirror had it.", first.Description, StringComparison.Ordinal);
        var second = await Digits.LoadAsync(options, cancellationToken: Token);
        Assert.Equal(first.Description, second.Description);
        Assert.Single(server.Requests);

        var note = Path.Combine(_folder.File("cache"), "small", "last-failure.txt");
        File.SetLastWriteTimeUtc(note, DateTime.UtcNow.AddMinutes(-11));
        await Digits.LoadAsync(options, cancellationToken: Token);
        Assert.Equal(2, server.Requests.Count);

        server.On("a", FaultyServer.Good);
        var asked = await Digits.LoadAsync(options with { FailureMemory = TimeSpan.Zero }, cancellationToken: Token);
        Assert.Equal(DigitsOrigin.Download, asked.Origin);
        Assert.False(File.Exists(note));
    }

    [Fact]
    public async Task A_download_that_breaks_off_is_said_without_a_path()
    {
        await using var server = new FaultyServer(Data);
        server.On("a", FaultyServer.Truncated(500));
        var options = Options with { DataSet = server.Set("a"), Download = new() { Rounds = 1 } };
        var digits = await Digits.LoadAsync(options, cancellationToken: Token);
        Assert.Contains("the download did not end well", digits.Description, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Path, digits.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", digits.Description, StringComparison.Ordinal);
    }

    /// <summary>Wherever a mirror leads, its fault is its own.</summary>
    [Fact]
    public async Task A_mirror_that_leads_out_of_the_web_leaves_the_built_in_digits()
    {
        await using var server = new FaultyServer(Data);
        server.On("a", FaultyServer.Redirect(new Uri("file:///etc/"), "passwd"));
        var set = server.Set("a") with { Mirrors = [server.Mirror("a"), new Uri("ftp://127.0.0.1/x/")] };
        var digits = await Digits.LoadAsync(Options with { DataSet = set }, cancellationToken: Token);
        Assert.Equal(DigitsOrigin.BuiltIn, digits.Origin);
        Assert.Contains("no mirror had it", digits.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_means_that_nobody_is_asked()
    {
        await using var server = new FaultyServer(Data);
        var digits = await Digits.LoadAsync(Options with { DataSet = server.Set("a"), Offline = true },
            cancellationToken: Token);
        Assert.Equal(DigitsOrigin.BuiltIn, digits.Origin);
        Assert.Contains("downloads are switched off", digits.Description, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task The_built_in_digits_can_be_asked_for_even_with_a_cache()
    {
        await using var server = new FaultyServer(Data);
        var options = Options with { DataSet = server.Set("a") };
        await Digits.LoadAsync(options, cancellationToken: Token);
        var digits = await Digits.LoadAsync(options with { Folder = "builtin" }, cancellationToken: Token);
        Assert.Equal("Digits in use: the built-in digits, drawn by a program (30 to train on, 20 to test on).",
            digits.Description);
    }

    [Fact]
    public async Task A_bad_folder_is_an_error_and_never_replaced()
    {
        await using var server = new FaultyServer(Data);
        var options = Options with { DataSet = server.Set("a") };
        await Digits.LoadAsync(options, cancellationToken: Token);
        await Assert.ThrowsAsync<DataSetException>(
            () => Digits.LoadAsync(options with { Folder = _folder.File("none") }, cancellationToken: Token));

        Data.WriteTo(_folder.File("bad"), name => name);
        await File.WriteAllBytesAsync(_folder.File("bad/t10k-images-idx3-ubyte"), [0xFF, 0xD8, 0xFF, 0xE0], Token);
        var e = await Assert.ThrowsAsync<IdxFormatException>(
            () => Digits.LoadAsync(options with { Folder = _folder.File("bad") }, cancellationToken: Token));
        Assert.Contains("a JPEG picture", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Digits_that_are_not_the_published_ones_are_not_called_so()
    {
        new SmallDataSet(train: 1200, test: 3, seed: 5).WriteTo(_folder.File("mine"), name => name, gzip: true);
        var digits = await Digits.LoadAsync(Options with { Folder = _folder.File("mine") }, cancellationToken: Token);
        Assert.Equal(
            "Digits in use: those of the folder that was named, not the published Small (1,200 to train on, 3 to " +
            "test on).",
            digits.Description);
    }

    [Fact]
    public async Task A_damaged_cache_is_not_believed()
    {
        await using var server = new FaultyServer(Data);
        var options = Options with { DataSet = server.Set("a") };
        await Digits.LoadAsync(options, cancellationToken: Token);
        var path = Path.Combine(_folder.File("cache"), "small", "train-labels-idx1-ubyte.gz");
        var content = await File.ReadAllBytesAsync(path, Token);
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(path, content, Token);
        Assert.Equal(DigitsOrigin.BuiltIn,
            (await Digits.LoadAsync(options with { Offline = true }, cancellationToken: Token)).Origin);
        Assert.Equal(DigitsOrigin.Download, (await Digits.LoadAsync(options, cancellationToken: Token)).Origin);
        Assert.Equal(5, server.Requests.Count);
    }

    [Fact]
    public async Task A_cache_that_was_named_and_cannot_be_written_is_an_error()
    {
        await using var server = new FaultyServer(Data);
        await File.WriteAllTextAsync(_folder.File("cache"), "a file where the folder should be", Token);
        var e = await Assert.ThrowsAsync<DataCacheException>(
            () => Digits.LoadAsync(Options with { DataSet = server.Set("a") }, cancellationToken: Token));
        Assert.Contains(_folder.File("cache"), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_load_is_cancelled_and_not_replaced()
    {
        await using var server = new FaultyServer(Data);
        server.On("a", FaultyServer.Stalled(2000));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var load = Digits.LoadAsync(Options with { DataSet = server.Set("a") }, cancellationToken: cancel.Token);
        while (server.Requests.Count == 0)
            await Task.Delay(1, Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => load);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.File("cache"), "small")));
    }

    private static DataSet Unreachable() =>
        Data.Set with { Mirrors = [new("http://127.0.0.1:1/"), new("http://no-such-host.invalid/")] };
}
