using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace NotebookRunner.Execution;

/// <summary>A notebook's own process, seen from the run that started it: a pipe to talk over, a way to stop.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(10);
    private static readonly Lazy<bool> HasCultures = new(() => !OperatingSystem.IsLinux()
        || Enumerable.Range(50, 60).Any(version => NativeLibrary.TryLoad($"libicuuc.so.{version}", out _)));

    private readonly Process _process;
    private readonly string _name;
    private readonly NamedPipeServerStream _pipe;
    private readonly StreamReader _reader;
    private readonly NativeConsole _console;

    private WorkerProcess(string name, Process process, NamedPipeServerStream pipe)
    {
        (_name, _process, _pipe) = (name, process, pipe);
        _console = new NativeConsole(process, (stream, text) => OnNativeText?.Invoke(stream, text));
        _reader = new StreamReader(pipe, Encoding.UTF8);
    }

    /// <summary>Starts a worker, with variables on top of the caller's own; null removes one.</summary>
    /// <exception cref="InvalidOperationException">The process cannot be started or does not answer.</exception>
    public static async Task<WorkerProcess> StartAsync(
        IReadOnlyDictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        var (name, pipe) = Listen();
        WorkerProcess? worker = null;
        try
        {
            var process = Process.Start(StartInfo(name, environment))
                ?? throw new InvalidOperationException($"{DotnetHost.Executable} could not be started.");
            process.StandardInput.Close();
            worker = new WorkerProcess(name, process, pipe);
            await worker.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return worker;
        }
        catch
        {
            if (worker is null) await pipe.DisposeAsync().ConfigureAwait(false);
            else await worker.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Is told what the process writes to its real standard output and error: the stream, the text.</summary>
    public Action<string, string>? OnNativeText { get; set; }

    public bool IsAlive => !_process.HasExited;

    public async Task SendAsync(Message message, CancellationToken cancellationToken)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(message, MessageJson.Default.Message);
        await _pipe.WriteAsync((byte[])[.. line, (byte)'\n'], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The next message, or null when the process has ended.</summary>
    public async Task<Message?> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var line = await _reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            return line is null ? null : JsonSerializer.Deserialize(line, MessageJson.Default.Message);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // A process that dies in the middle of a line leaves half a line.
            return null;
        }
    }

    /// <summary>Says how a process ended that should not have.</summary>
    public async Task<ProcessEnd> DescribeEndAsync()
    {
        if (!await HasExitedAsync().ConfigureAwait(false))
        {
            Stop();
            await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await _console.DrainAsync(ExitLimit).ConfigureAwait(false);
        return ProcessEnd.Read(_process.ExitCode, _console.LastErrors());
    }

    /// <summary>Ends the process and all that it started, at once, whatever it does.</summary>
    public void Stop()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended already.
        }

        ProcessTree.KillMarked(_name);
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        // Where the system is slow to take it away, it will.
        await HasExitedAsync().ConfigureAwait(false);
        _reader.Dispose();
        await _pipe.DisposeAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task<bool> HasExitedAsync()
    {
        using var limit = new CancellationTokenSource(ExitLimit);
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _process.HasExited;
    }

    /// <summary>
    /// Opens a pipe. It is a socket with a path of at most some hundred bytes, and TMPDIR may be longer, missing or
    /// read-only; then it lies elsewhere.
    /// </summary>
    private static (string Name, NamedPipeServerStream Pipe) Listen()
    {
        const PipeOptions Options = PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly;
        var name = $"notebook-{Guid.NewGuid():N}";
        string[] folders = OperatingSystem.IsWindows()
            ? [""] : [Path.GetTempPath(), "/tmp", "/dev/shm", "/var/tmp", Environment.CurrentDirectory];
        Exception? cause = null;
        foreach (var path in folders.Select(folder => Path.Combine(folder, name)))
        {
            try
            {
                return (path, new(path, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, Options));
            }
            catch (SystemException e)
            {
                cause ??= e;
            }
        }

        throw new InvalidOperationException($"Expected a temporary folder, found none: {cause!.Message}", cause);
    }

    private static ProcessStartInfo StartInfo(string pipeName, IReadOnlyDictionary<string, string?> environment)
    {
        var info = new ProcessStartInfo(DotnetHost.Executable, [DotnetHost.WorkerAssembly, "worker", pipeName])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        // Without ICU a process that asks for cultures ends at its start.
        info.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = HasCultures.Value ? "0" : "1";
        info.Environment[ProcessTree.Mark] = pipeName;
        // What the compiler and the cells put there needs the same remedy.
        if (Path.GetDirectoryName(pipeName) is { Length: > 0 } folder && folder != Path.GetTempPath().TrimEnd('/'))
            info.Environment["TMPDIR"] = folder;
        foreach (var (name, value) in environment) info.Environment[name] = value;
        return info;
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        string reason;
        try
        {
            var connected = _pipe.WaitForConnectionAsync(limit.Token);
            var first = await Task.WhenAny(connected, _process.WaitForExitAsync(limit.Token)).ConfigureAwait(false);
            await first.ConfigureAwait(false);
            var answer = first == connected ? await ReceiveAsync(limit.Token).ConfigureAwait(false) : null;
            if (answer is { Kind: MessageKind.Ready }) return;
            reason = (await DescribeEndAsync().ConfigureAwait(false)).Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            reason = $"it did not answer within {StartLimit.TotalSeconds:0} s";
        }

        throw new InvalidOperationException(
            $"The process that runs the notebook could not be started ({DotnetHost.Executable}): {reason}.");
    }
}
