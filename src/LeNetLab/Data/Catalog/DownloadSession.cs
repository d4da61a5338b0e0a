using System.Diagnostics;

namespace LeNetLab.Data.Catalog;

/// <summary>One download: the connection, the mirrors' order, and what each of them did.</summary>
internal sealed class DownloadSession : IDisposable
{
    private const int BufferLength = 1 << 16;
    private const int StallBytes = 1024;

    private readonly string _what;
    private readonly string _folder;
    private readonly DownloadOptions _options;
    private readonly IProgress<DownloadProgress>? _progress;
    private readonly HttpClient _client;
    private readonly CancellationTokenSource _reach;
    private readonly CancellationToken _cancelled;
    private readonly TimeSpan _reachShare;
    private readonly List<Uri> _mirrors;
    private readonly long _totalLength;
    private bool _reached;
    private long _done;

    /// <param name="what">What the error calls it, such as the data set's name.</param>
    /// <param name="mirrors">The mirrors; the first is asked first.</param>
    /// <param name="totalLength">Length of all files together.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="options">How patient to be.</param>
    /// <param name="progress">Told after each piece that arrived.</param>
    /// <param name="cancelled">Stops the download.</param>
    public DownloadSession(string what, IEnumerable<Uri> mirrors, long totalLength, string folder,
        DownloadOptions options, IProgress<DownloadProgress>? progress, CancellationToken cancelled)
    {
        (_what, _folder, _options, _progress, _cancelled) = (what, folder, options, progress, cancelled);
        _mirrors = [.. mirrors];
        _totalLength = totalLength;
        _client = new HttpClient(new SocketsHttpHandler { MaxAutomaticRedirections = 5 })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("LeNetLab");
        _reach = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        _reachShare = options.ResponseTimeout;
        if (options.ReachTimeout is { } limit)
        {
            _reach.CancelAfter(limit);
            // So that one mirror behind a silent firewall leaves time for the next.
            var share = limit / Math.Max(1, _mirrors.Count);
            _reachShare = share < _reachShare ? share : _reachShare;
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _reach.Dispose();
    }

    /// <summary>Counts a file that is there already.</summary>
    public void Skip(RemoteFile file)
    {
        _done += file.Length;
        Report(file, file.Length);
    }

    /// <summary>Fetches one file into the folder.</summary>
    public async Task FetchAsync(RemoteFile file)
    {
        using var target = new TemporaryDownload(_folder, file.Name);
        var faults = new List<DownloadFault>();
        var hopeless = new HashSet<Uri>();
        for (var round = 0; round < Math.Max(1, _options.Rounds); round++)
        {
            if (round > 0 && !await WaitAsync(round).ConfigureAwait(false)) break;
            foreach (var mirror in _mirrors.Where(mirror => !hopeless.Contains(mirror)).ToList())
            {
                if (await TryAsync(mirror, file, target).ConfigureAwait(false) is not { } fault)
                {
                    target.Publish(() => DataCache.Holds(_folder, file));
                    _done += file.Length;
                    // The mirror that works is asked first for the next file.
                    _mirrors.Remove(mirror);
                    _mirrors.Insert(0, mirror);
                    return;
                }
                faults.RemoveAll(earlier => earlier.Mirror == mirror);
                faults.Add(fault);
                if (fault.IsFinal) hopeless.Add(mirror);
                if (OutOfReach) break;
            }
            // With a limit on reaching anyone, a network that is not there is believed at once.
            var nobody = !_reached && _options.ReachTimeout is not null
                && faults.TrueForAll(fault => fault.IsUnreachable);
            if (OutOfReach || nobody || hopeless.Count == _mirrors.Count) break;
        }
        throw Failure(file, faults);
    }

    private bool OutOfReach => !_reached && _reach.IsCancellationRequested;

    private async Task<bool> WaitAsync(int round)
    {
        try
        {
            await Task.Delay(_options.BackOff * Math.Pow(2, round - 1),
                _reached ? _cancelled : _reach.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!_cancelled.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>One try with one mirror; null when the file is whole and right.</summary>
    private async Task<DownloadFault?> TryAsync(Uri mirror, RemoteFile file, TemporaryDownload target)
    {
        target.Restart();
        Report(file, 0);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_reached ? _cancelled : _reach.Token);
        patience.CancelAfter(_reached ? _options.ResponseTimeout : _reachShare);
        var received = 0L;
        try
        {
            using var response = await _client.GetAsync(new Uri(mirror, file.Name),
                HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
            if (CheckHead(mirror, file, response) is { } fault) return fault;
            await using var body = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[BufferLength];
            var sinceArmed = 0;
            var pace = new Pace(_options);
            int count;
            while ((count = await body.ReadAsync(buffer, patience.Token).ConfigureAwait(false)) > 0)
            {
                var piece = buffer.AsMemory(0, count);
                if (received == 0 && FileSignature.LooksLikeMarkup(piece.Span))
                    return new DownloadFault(mirror, "an HTML page instead of the file");
                if (received + count > file.Length)
                    return new DownloadFault(mirror, Invariant($"more than the {file.Length:N0} bytes of the file"));
                if (!_reached || received == 0 || (sinceArmed += count) >= StallBytes)
                {
                    Reached();
                    patience.CancelAfter(_options.StallTimeout);
                    sinceArmed = 0;
                }
                if (pace.IsTooSlow(count))
                    return new DownloadFault(mirror, Invariant($"a crawl: {received:N0} of {file.Length:N0} bytes"));
                target.Write(piece);
                hash.AppendData(piece.Span);
                received += count;
                Report(file, received);
            }
            if (received != file.Length) return EndedEarly(mirror, file, received);
            var digest = Convert.ToHexStringLower(hash.GetHashAndReset());
            return string.Equals(digest, file.Sha256, StringComparison.Ordinal)
                ? null
                : new DownloadFault(mirror, "a file with a wrong SHA-256");
        }
        catch (OperationCanceledException)
        {
            _cancelled.ThrowIfCancellationRequested();
            return received > 0
                ? new DownloadFault(mirror, Invariant($"silence after {received:N0} of {file.Length:N0} bytes"))
                : new DownloadFault(mirror, "no answer in time", IsUnreachable: true);
        }
        catch (HttpRequestException e)
        {
            return Unreachable(mirror, e);
        }
        catch (HttpIOException)
        {
            return EndedEarly(mirror, file, received);
        }
        catch (IOException e) when (e is not DataCacheException)
        {
            return EndedEarly(mirror, file, received);
        }
        // A redirection to what is no web address, a header that cannot be read: whatever it is, it is this mirror's.
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException
            or FormatException)
        {
            return new DownloadFault(mirror, "an answer or an address that is no web server's", IsFinal: true);
        }
    }

    /// <summary>How fast a file comes, over one stretch of time after another.</summary>
    private sealed class Pace(DownloadOptions options)
    {
        private long _since = Stopwatch.GetTimestamp();
        private long _bytes;

        public bool IsTooSlow(int count)
        {
            _bytes += count;
            var elapsed = Stopwatch.GetElapsedTime(_since);
            if (elapsed < options.PaceTime) return false;
            var slow = _bytes < DownloadOptions.LeastPace * elapsed.TotalSeconds;
            (_since, _bytes) = (Stopwatch.GetTimestamp(), 0);
            return slow;
        }
    }

    private static DownloadFault? CheckHead(Uri mirror, RemoteFile file, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (!response.IsSuccessStatusCode)
        {
            // "Not found" and its kin are answers; "busy" and server errors may pass.
            return new DownloadFault(
                mirror, $"status {status}", IsFinal: status is >= 300 and < 500 and not (408 or 425 or 429));
        }
        if (response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml")
            return new DownloadFault(mirror, "an HTML page instead of the file");
        return response.Content.Headers.ContentLength is { } length && length != file.Length
            ? new DownloadFault(mirror, Invariant($"a file of {length:N0} bytes instead of {file.Length:N0}"))
            : null;
    }

    private static DownloadFault EndedEarly(Uri mirror, RemoteFile file, long received) =>
        new(mirror, Invariant($"only {received:N0} of {file.Length:N0} bytes"));

    private static DownloadFault Unreachable(Uri mirror, HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => new(mirror, "its name is not known here", IsUnreachable: true),
        HttpRequestError.ConnectionError => new(mirror, "no connection", IsUnreachable: true),
        HttpRequestError.SecureConnectionError => new(mirror, "no secure connection", IsUnreachable: true),
        HttpRequestError.ProxyTunnelError => new(mirror, "refused by the proxy", IsUnreachable: true),
        _ => new(mirror, "a broken answer"),
    };

    private void Reached()
    {
        _reached = true;
        _reach.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    private void Report(RemoteFile file, long bytes) => _progress?.Report(
        new DownloadProgress(file.Name, bytes, file.Length, Math.Min(_totalLength, _done + bytes), _totalLength));

    private DownloadException Failure(RemoteFile file, List<DownloadFault> faults)
    {
        var unreachable = !_reached && faults.TrueForAll(fault => fault.IsUnreachable);
        var reason = unreachable ? "no network" : _reached ? "the download did not end well" : "no mirror had it";
        var details = string.Join("; ", faults.Select(fault => $"{fault.Mirror.Host}: {fault.What}"));
        return new DownloadException($"{_what} could not be downloaded: {file.Name}: {details}.", reason, unreachable);
    }
}

/// <summary>What one mirror did instead of serving a file.</summary>
/// <param name="Mirror">The mirror.</param>
/// <param name="What">What it did, in a few words.</param>
/// <param name="IsUnreachable">It was never reached.</param>
/// <param name="IsFinal">Asking again is of no use.</param>
internal sealed record DownloadFault(Uri Mirror, string What, bool IsUnreachable = false, bool IsFinal = false);
