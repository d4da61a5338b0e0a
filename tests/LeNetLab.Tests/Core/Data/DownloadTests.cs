using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LeNetLab.Data.Catalog;
using Xunit;

namespace LeNetLab.Tests.Core.Data;

public sealed class DownloadTests : IDisposable
{
    private const string FirstFile = "train-images-idx3-ubyte.gz";

    private static readonly DownloadOptions Impatient = new() { BackOff = TimeSpan.FromMilliseconds(10) };

    /// <summary>Short times only where a server keeps silent, so that a busy machine does not look like one.</summary>
    private static DownloadOptions PatienceFor(string fault, double seconds) => fault is "crawl"
        ? Impatient with { PaceTime = TimeSpan.FromMilliseconds(200) }
        : fault is "silent" or "stalled"
        ? Impatient with
        {
            ResponseTimeout = TimeSpan.FromSeconds(seconds),
            StallTimeout = TimeSpan.FromSeconds(seconds)
        }
        : Impatient;

    private static readonly SmallDataSet Data = new();
    private readonly TemporaryFolder _cache = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task Files_come_from_the_first_mirror_in_order()
    {
        await using var server = new FaultyServer(Data);
        var reports = new Reports();
        await DataDownloader.DownloadAsync(server.Set("a", "b"), _cache.File("new/small"), Impatient, reports, Token);
        Assert.Equal(Data.PackedNames.Select(name => "a/" + name), server.Requests);
        AssertWhole(_cache.File("new/small"));

        // What is reported only grows for a good server, and ends with everything.
        Assert.Equal(reports.Seen.Select(r => r.TotalBytes).Order(), reports.Seen.Select(r => r.TotalBytes));
        Assert.Equal(Data.Set.Files.Sum(f => f.PackedLength), reports.Seen[^1].TotalBytes);
        Assert.All(reports.Seen, r => Assert.InRange(r.Bytes, 0, r.Length));

        await DataDownloader.DownloadAsync(server.Set("a", "b"), _cache.File("new/small"), Impatient, null, Token);
        Assert.Equal(4, server.Requests.Count);
    }

    public static TheoryData<string> Faults =>
        ["404", "503", "html", "html without type", "truncated", "truncated without length", "empty",
         "stalled", "silent",
         "wrong hash", "wrong length", "too long", "reset", "redirect loop", "redirect to a file",
         "redirect to mail", "crawl"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_leads_to_the_next_mirror(string fault)
    {
        await using var server = new FaultyServer(Data);
        server.On("bad", Answer(server, fault));
        await DataDownloader.DownloadAsync(server.Set("bad", "good"), _cache.Path, PatienceFor(fault, 1), null, Token);
        AssertWhole(_cache.Path);
        var asked = server.Asked.SkipWhile(mirror => mirror == "bad").ToList();
        Assert.Equal("bad", server.Asked.First());
        // The mirror that works is asked first from then on.
        Assert.Equal(["good", "good", "good", "good"], asked);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_of_every_mirror_is_one_line_and_leaves_nothing(string fault)
    {
        await using var server = new FaultyServer(Data);
        server.On("bad", Answer(server, fault));
        server.On("worse", Answer(server, fault));
        var e = await Assert.ThrowsAsync<DownloadException>(() => DataDownloader.DownloadAsync(
            server.Set("bad", "worse"), _cache.Path, PatienceFor(fault, 0.25) with { Rounds = 2 }, null, Token));
        Assert.DoesNotContain('\n', e.Message);
        Assert.Contains(FirstFile, e.Message, StringComparison.Ordinal);
        Assert.Contains(Expected(fault), e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_cache.Path));
        Assert.Equal(["bad", "worse"], server.Asked.Where(m => m is "bad" or "worse").Take(12).Distinct());
        // What cannot be remedied is not asked for twice.
        if (fault == "404") Assert.Equal(["bad", "worse"], server.Asked);
        if (fault == "503") Assert.Equal(["bad", "worse", "bad", "worse"], server.Asked);
    }

    [Fact]
    public async Task A_passing_fault_is_tried_again_with_the_same_mirror()
    {
        await using var server = new FaultyServer(Data);
        server.On("a", FaultyServer.Status(503), FaultyServer.Truncated(999), FaultyServer.Good);
        await DataDownloader.DownloadAsync(server.Set("a"), _cache.Path, Impatient, null, Token);
        AssertWhole(_cache.Path);
        Assert.Equal([FirstFile, FirstFile], server.Requests.Take(2).Select(r => r[2..]));
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task A_redirection_is_followed()
    {
        await using var server = new FaultyServer(Data);
        server.On("a", FaultyServer.Redirect(server.Mirror("b"), FirstFile), FaultyServer.Good);
        await DataDownloader.DownloadAsync(server.Set("a"), _cache.Path, Impatient, null, Token);
        AssertWhole(_cache.Path);
        Assert.Equal(["a/" + FirstFile, "b/" + FirstFile], server.Requests.Take(2));
    }

    [Fact]
    public async Task A_slow_download_outlives_every_limit_as_long_as_bytes_come()
    {
        await using var server = new FaultyServer(Data);
        server.On("a", server.Slow(750, 60));
        var watch = Stopwatch.StartNew();
        var patience = TimeSpan.FromSeconds(2);
        await DataDownloader.DownloadAsync(
            server.Set("a"), _cache.Path, Impatient with
            {
                ReachTimeout = patience,
                ResponseTimeout = patience,
                Rounds = 1
            }, null, Token);
        Assert.True(watch.Elapsed > patience);
        AssertWhole(_cache.Path);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task No_more_than_the_file_is_ever_written()
    {
        await using var server = new FaultyServer(Data);
        var endless = new byte[20 << 20];
        server.On("a", FaultyServer.Body(endless, withLength: false));
        var reports = new Reports();
        await Assert.ThrowsAsync<DownloadException>(() =>
            DataDownloader.DownloadAsync(server.Set("a"), _cache.Path, Impatient with { Rounds = 1 }, reports, Token));
        Assert.All(reports.Seen, r => Assert.InRange(r.Bytes, 0, r.Length));
    }

    [Fact]
    public async Task A_damaged_file_is_fetched_again_and_a_good_one_is_not()
    {
        await using var server = new FaultyServer(Data);
        await DataDownloader.DownloadAsync(server.Set("a"), _cache.Path, Impatient, null, Token);
        var damaged = _cache.File("t10k-images-idx3-ubyte.gz");
        var content = await File.ReadAllBytesAsync(damaged, Token);
        content[100] ^= 1;
        await File.WriteAllBytesAsync(damaged, content, Token);
        await DataDownloader.DownloadAsync(server.Set("b"), _cache.Path, Impatient, null, Token);
        Assert.Equal(["b/t10k-images-idx3-ubyte.gz"], server.Requests.Skip(4));
        AssertWhole(_cache.Path);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    [InlineData(30_000)]
    public async Task A_cancelled_download_stops_and_leaves_no_temporary_file(int after)
    {
        await using var server = new FaultyServer(Data);
        server.On("a", FaultyServer.Stalled(after == 0 ? -1 : after));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var reports = new Reports(report =>
        {
            if (report.Bytes >= after) cancel.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DataDownloader.DownloadAsync(
            server.Set("a"), _cache.Path, new DownloadOptions { Rounds = 1 }, reports, cancel.Token));
        Assert.Empty(Directory.GetFileSystemEntries(_cache.Path));
    }

    [Fact]
    public async Task Nobody_listening_is_unreachable_and_believed_at_once()
    {
        var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        var set = Data.Set with { Mirrors = [new($"http://127.0.0.1:{port}/"), new("http://no-such-host.invalid/")] };
        var e = await Assert.ThrowsAsync<DownloadException>(() => DataDownloader.DownloadAsync(set, _cache.Path,
            new() { ReachTimeout = TimeSpan.FromSeconds(30), BackOff = TimeSpan.FromHours(1) }, null, Token));
        Assert.True(e.IsUnreachable);
        Assert.Equal("no network", e.Reason);
    }

    [Fact]
    public async Task Silence_ends_with_the_limit_on_reaching_anyone_and_each_mirror_has_its_share()
    {
        await using var server = new FaultyServer(Data);
        server.On("a", FaultyServer.Stalled(-1));
        server.On("b", FaultyServer.Stalled(-1));
        server.On("c", FaultyServer.Stalled(-1));
        var watch = Stopwatch.StartNew();
        var e = await Assert.ThrowsAsync<DownloadException>(() => DataDownloader.DownloadAsync(
            server.Set("a", "b", "c"), _cache.Path,
            new() { ReachTimeout = TimeSpan.FromSeconds(4.5), Rounds = 99, ResponseTimeout = TimeSpan.FromHours(1) },
            null, Token));
        Assert.True(e.IsUnreachable);
        Assert.Equal(["a", "b", "c"], server.Asked.Take(3));
        // Not a measure of speed: without the limit this would take hours.
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named_and_no_mirror_is_asked()
    {
        await using var server = new FaultyServer(Data);
        var file = _cache.File("a-file");
        await File.WriteAllTextAsync(file, "", Token);
        var e = await Assert.ThrowsAsync<DataCacheException>(() => DataDownloader.DownloadAsync(
            server.Set("a"), Path.Combine(file, "small"), Impatient, null, Token));
        Assert.Contains(file, e.Message, StringComparison.Ordinal);
        Assert.Contains("LENETLAB_CACHE", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Old_leftovers_are_swept_and_those_in_use_stay()
    {
        await using var server = new FaultyServer(Data);
        var (old, young, open) = (_cache.File("x.gz.1-a.part"), _cache.File("x.gz.2-b.part"),
            _cache.File("x.gz.3-c.part"));
        await File.WriteAllTextAsync(old, "left by a killed process", Token);
        await File.WriteAllTextAsync(young, "may be alive", Token);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-1));
        await using (new FileStream(open, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            File.SetLastWriteTimeUtc(open, DateTime.UtcNow.AddHours(-1));
            await DataDownloader.DownloadAsync(server.Set("a"), _cache.Path, Impatient, null, Token);
        }
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
        Assert.True(File.Exists(open));
    }

    [Fact]
    public async Task Several_downloads_at_once_do_no_harm()
    {
        await using var server = new FaultyServer(Data);
        server.On("a", server.Slow(4000, 1));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            DataDownloader.DownloadAsync(server.Set("a"), _cache.Path, Impatient, null, Token)));
        AssertWhole(_cache.Path);
    }

    internal static void AssertWhole(string folder)
    {
        foreach (var name in Data.PackedNames)
            Assert.Equal(Data.Packed(name), File.ReadAllBytes(Path.Combine(folder, name)));
        Assert.Equal(4, Directory.GetFiles(folder, "*.gz").Length);
    }

    private static Answer Answer(FaultyServer server, string fault) => fault switch
    {
        "404" => FaultyServer.Status(404),
        "503" => FaultyServer.Status(503),
        "html" => FaultyServer.Body("Domain for sale"u8.ToArray(), "text/html; charset=utf-8"),
        "html without type" =>
            FaultyServer.Body("\r\n<!DOCTYPE html><title>Error</title>"u8.ToArray(), null, withLength: false),
        "truncated" => FaultyServer.Truncated(1000),
        "truncated without length" => FaultyServer.TruncatedWithoutLength(1000),
        "empty" => FaultyServer.TruncatedWithoutLength(0),
        "stalled" => FaultyServer.Stalled(1000),
        "silent" => FaultyServer.Stalled(-1),
        "wrong hash" => FaultyServer.WrongBytes,
        "wrong length" => FaultyServer.Body(new byte[17]),
        "too long" => FaultyServer.Body(new byte[200_000], withLength: false),
        "reset" => FaultyServer.Reset,
        "redirect loop" => FaultyServer.Redirect(server.Mirror("bad"), FirstFile),
        "redirect to a file" => FaultyServer.Redirect(new Uri("file:///etc/"), FirstFile),
        "redirect to mail" => FaultyServer.Redirect(new Uri("mailto:a@example.org?"), FirstFile),
        "crawl" => server.Slow(20, 50),
        _ => throw new ArgumentException(fault),
    };

    private static string Expected(string fault) => fault switch
    {
        "404" or "503" => "status " + fault,
        "html" or "html without type" => "an HTML page",
        "truncated" or "truncated without length" => "only 1,000 of",
        "empty" => "only 0 of",
        "stalled" => "silence after 1,000 of",
        "silent" => "no answer in time",
        "wrong hash" => "a wrong SHA-256",
        "wrong length" => "a file of 17 bytes instead of",
        "too long" => "more than the",
        "reset" => "only ",
        "redirect loop" => "status 302",
        "redirect to a file" or "redirect to mail" => "127.0.0.1: ",
        "crawl" => "a crawl: ",
        _ => throw new ArgumentException(fault),
    };

    /// <summary>Progress without a thread of its own, so that a test sees it in order.</summary>
    private sealed class Reports(Action<DownloadProgress>? action = null) : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> Seen { get; } = [];

        public void Report(DownloadProgress value)
        {
            Seen.Add(value);
            action?.Invoke(value);
        }
    }
}
