using System.Net;
using System.Net.Sockets;
using System.Text;
using LeNetLab.Data.Catalog;

namespace LeNetLab.Tests.Core.Data;

/// <summary>Answers one request for a file; <paramref name="content"/> is what a good server would send.</summary>
internal delegate Task Answer(Stream stream, byte[] content, CancellationToken stop);

/// <summary>
/// A real HTTP server on the loopback, made of a socket so that it can misbehave as servers do. Its mirrors are
/// the first part of the path; each goes through its list of answers, one for each request, and repeats the last.
/// </summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, Queue<Answer>> _answers = [];
    private readonly List<string> _requests = [];
    private readonly SmallDataSet _data;
    private readonly Task _accepting;

    static FaultyServer()
    {
        // A proxy that this machine may have does not lead to its own loopback.
        HttpClient.DefaultProxy = new WebProxy();
    }

    public FaultyServer(SmallDataSet data)
    {
        _data = data;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Bytes of files sent so far.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    private long _sent;

    /// <summary>What was asked for, in order, as "mirror/file".</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests) return [.. _requests];
        }
    }

    /// <summary>The mirrors that were asked, in order.</summary>
    public IEnumerable<string> Asked => Requests.Select(request => request.Split('/')[0]);

    public Uri Mirror(string name) => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{name}/");

    public void On(string mirror, params Answer[] answers) => _answers[mirror] = new(answers);

    /// <summary>The data set, with these mirrors of this server.</summary>
    public DataSet Set(params string[] mirrors) => _data.Set with { Mirrors = [.. mirrors.Select(Mirror)] };

    public static async Task Good(Stream stream, byte[] content, CancellationToken stop)
    {
        await Head(stream, "200 OK", $"Content-Type: application/gzip\r\nContent-Length: {content.Length}\r\n", stop);
        await stream.WriteAsync(content, stop);
    }

    public static Answer Status(int status) => (stream, _, stop) =>
        Head(stream, $"{status} Whatever", "Content-Length: 0\r\n", stop);

    /// <summary>Sends another body, with its own length, type, or none of them.</summary>
    public static Answer Body(byte[] body, string? type = "application/gzip", bool withLength = true) =>
        async (stream, _, stop) =>
        {
            var headers = (type is null ? "" : $"Content-Type: {type}\r\n")
                + (withLength ? $"Content-Length: {body.Length}\r\n" : "");
            await Head(stream, "200 OK", headers, stop);
            await stream.WriteAsync(body, stop);
        };

    /// <summary>Promises the whole file, sends a part and hangs up.</summary>
    public static Answer Truncated(int bytes) => async (stream, content, stop) =>
    {
        await Head(stream, "200 OK", $"Content-Length: {content.Length}\r\n", stop);
        await stream.WriteAsync(content.AsMemory(0, Math.Min(bytes, content.Length)), stop);
    };

    /// <summary>Sends a part of a file of unknown length, and ends as if that were all.</summary>
    public static Answer TruncatedWithoutLength(int bytes) => async (stream, content, stop) =>
    {
        await Head(stream, "200 OK", "", stop);
        await stream.WriteAsync(content.AsMemory(0, Math.Min(bytes, content.Length)), stop);
    };

    /// <summary>Sends a part, or with -1 not even a header, and then nothing for ever.</summary>
    public static Answer Stalled(int bytes) => async (stream, content, stop) =>
    {
        if (bytes >= 0)
            await Truncated(bytes)(stream, content, stop);
        await Task.Delay(Timeout.Infinite, stop);
    };

    public static async Task Reset(Stream stream, byte[] content, CancellationToken stop)
    {
        await Truncated(content.Length / 2)(stream, content, stop);
        ((NetworkStream)stream).Socket.LingerState = new LingerOption(true, 0);
    }

    public static Answer Redirect(Uri mirror, string name) => (stream, _, stop) =>
        Head(stream, "302 Found", $"Location: {mirror}{name}\r\nContent-Length: 0\r\n", stop);

    public static async Task WrongBytes(Stream stream, byte[] content, CancellationToken stop)
    {
        var wrong = content.ToArray();
        wrong[^9] ^= 1;
        await Good(stream, wrong, stop);
    }

    /// <summary>Sends the file in pieces with a pause after each.</summary>
    public Answer Slow(int piece, int milliseconds) => async (stream, content, stop) =>
    {
        await Head(stream, "200 OK", $"Content-Length: {content.Length}\r\n", stop);
        for (var i = 0; i < content.Length; i += piece)
        {
            await stream.WriteAsync(content.AsMemory(i, Math.Min(piece, content.Length - i)), stop);
            Interlocked.Add(ref _sent, Math.Min(piece, content.Length - i));
            await Task.Delay(milliseconds, stop);
        }
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private static Task Head(Stream stream, string status, string headers, CancellationToken stop) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n"),
            stop).AsTask();

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
                open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        // Stopped between two clients, the listener says that it was never started.
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, false, 1024, leaveOpen: true);
                var path = (await reader.ReadLineAsync(_stop.Token))?.Split(' ')[1].TrimStart('/');
                if (path is null)
                    return;
                while (!string.IsNullOrEmpty(await reader.ReadLineAsync(_stop.Token)))
                {
                }
                Answer answer;
                lock (_requests)
                {
                    _requests.Add(path);
                    var queue = _answers.GetValueOrDefault(path.Split('/')[0]);
                    answer = queue is null ? Good : queue.Count > 1 ? queue.Dequeue() : queue.Peek();
                }
                await answer(stream, _data.Packed(path.Split('/')[^1]), _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
            {
                // The client hung up, or the test is over.
            }
        }
    }
}
