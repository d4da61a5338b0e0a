using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace Course.Tests.Cli;

/// <summary>What a finished <c>lenet</c> left.</summary>
public sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of stderr without the empty ones.</summary>
    public IReadOnlyList<string> ErrorLines =>
        Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>
/// The real executable as a child process: no data folder is set, the network is off, stdin is closed, and there is no
/// terminal. Tests that depend on the cache name one.
/// </summary>
public sealed class CliProcess : IDisposable
{
    public const int Kill = 9;

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];

    private CliProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Received(_output, e.Data);
        _process.ErrorDataReceived += (_, e) => Received(_error, e.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>
    /// What Ctrl-C sends. A test run in the background of a script has that signal ignored, and its children inherit
    /// that; then the signal that asks politely to end.
    /// </summary>
    public static int Interrupt { get; } = IgnoresInterrupt() ? 15 : 2;

    /// <summary>The executable that the build has put beside the tests.</summary>
    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, "lenet.dll");

    public static Task<CliResult> RunAsync(string folder, params string[] arguments) =>
        RunAsync(folder, new Dictionary<string, string?>(StringComparer.Ordinal), arguments);

    public static async Task<CliResult> RunAsync(
        string folder, Dictionary<string, string?> environment, params string[] arguments)
    {
        using var process = Start(folder, environment, arguments);
        return await process.EndAsync();
    }

    public static CliProcess Start(string folder, params string[] arguments) =>
        Start(folder, new Dictionary<string, string?>(StringComparer.Ordinal), arguments);

    /// <summary>Starts it after a line of shell, such as a limit on what it may write.</summary>
    public static CliProcess StartAfter(string shell, string folder, params string[] arguments)
    {
        var start = Info("bash", folder, new Dictionary<string, string?>(StringComparer.Ordinal));
        foreach (var word in new[] { "-c", shell + "; exec \"$0\" \"$@\"", Dotnet.Path, Executable }.Concat(arguments))
            start.ArgumentList.Add(word);
        return new CliProcess(start);
    }

    private static CliProcess Start(string folder, Dictionary<string, string?> environment, string[] arguments)
    {
        var start = Info(Dotnet.Path, folder, environment);
        start.ArgumentList.Add(Executable);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return new CliProcess(start);
    }

    private static ProcessStartInfo Info(string program, string folder, Dictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        Set("LENETLAB_DATA", null);
        Set("LENETLAB_EMNIST", null);
        Set("LENETLAB_KMNIST", null);
        Set("LENETLAB_TRACE", null);
        Set("LENETLAB_OFFLINE", "1");
        Set("OMP_NUM_THREADS", "1");
        Set("DOTNET_TieredPGO", "0");
        foreach (var (name, value) in environment) Set(name, value);
        return start;

        void Set(string name, string? value)
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }
    }

    /// <summary>Waits until a line with this text has come, on stdout or stderr.</summary>
    public async Task SeeAsync(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_awaited)
        {
            if (_output.ToString().Contains(text, StringComparison.Ordinal)
                || _error.ToString().Contains(text, StringComparison.Ordinal)) return;
            _awaited.Add((text, seen));
        }

        var ended = _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Task.WhenAny(seen.Task, ended);
        if (!seen.Task.IsCompleted) Assert.Fail($"lenet ended without '{text}':\n{_output}\n{_error}");
    }

    public void Signal(int signal) => Assert.Equal(0, SendSignal(_process.Id, signal));

    public async Task<CliResult> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        lock (_awaited) return new CliResult(_process.ExitCode, _output.ToString(), _error.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private void Received(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (_awaited)
        {
            text.Append(line).Append('\n');
            foreach (var (awaited, seen) in _awaited)
                if (line.Contains(awaited, StringComparison.Ordinal)) seen.TrySetResult();
        }
    }

    private static bool IgnoresInterrupt()
    {
        const string Status = "/proc/self/status", Key = "SigIgn:";
        if (!File.Exists(Status)) return false;
        var mask = File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal));
        return mask is not null && (Convert.ToUInt64(mask[Key.Length..].Trim(), 16) & 2) != 0;
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
