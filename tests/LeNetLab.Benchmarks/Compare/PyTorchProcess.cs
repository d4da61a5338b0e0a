using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using static System.FormattableString;

namespace LeNetLab.Benchmarks.Compare;

/// <summary>
/// A python3 with torch that runs lenet_epoch.py: a command on its standard input, an answer on its output, a line
/// each.
/// </summary>
internal sealed class PyTorchProcess : IDisposable
{
    public const string Variable = "LENETLAB_PYTHON";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private volatile string _lastError = "";

    private PyTorchProcess(string program, string folder, int batchSize)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Python", "lenet_epoch.py");
        _process = Process.Start(new ProcessStartInfo(program, [script, folder, Invariant($"{batchSize}")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        // Python ends an error with the line that says what it is.
        _process.ErrorDataReceived += (_, line) =>
            _lastError = string.IsNullOrWhiteSpace(line.Data) ? _lastError : line.Data.Trim();
        _process.BeginErrorReadLine();
    }

    /// <summary>As "PyTorch 1.13.0".</summary>
    public string Versions { get; private set; } = "";

    /// <summary>What prepares each digit for the DataLoader.</summary>
    public string TransformsBy { get; private set; } = "";

    public int Threads { get; private set; }

    /// <summary>Starts the first python3 that has torch, or the one that the environment names.</summary>
    /// <exception cref="ContenderException">There is none.</exception>
    public static PyTorchProcess Start(string folder, int batchSize, CancellationToken cancellationToken)
    {
        // The first on the path need not be the one that the system's packages are for.
        var named = Environment.GetEnvironmentVariable(Variable);
        string[] programs = string.IsNullOrWhiteSpace(named) ? ["python3", "/usr/bin/python3", "python"] : [named];
        var reason = "";
        foreach (var program in programs)
        {
            PyTorchProcess? python = null;
            try
            {
                python = new PyTorchProcess(program, folder, batchSize);
                python.Greet(cancellationToken);
                return python;
            }
            catch (Exception e) when (e is Win32Exception or ContenderException)
            {
                python?.Dispose();
                // One that started and failed says more than one that is not there.
                if (e is ContenderException) reason = e.Message;
                else if (reason.Length == 0) reason = new Win32Exception(((Win32Exception)e).NativeErrorCode).Message;
            }
            catch
            {
                python?.Dispose();
                throw;
            }
        }

        throw new ContenderException(string.IsNullOrWhiteSpace(named)
            ? $"no python3 with torch was found ({reason}); {Variable} can name one"
            : $"{Variable} names {named}, which does not serve: {reason}");
    }

    /// <exception cref="ContenderException">It broke down.</exception>
    public Epoch Run(string way, int count, CancellationToken cancellationToken)
    {
        try
        {
            _process.StandardInput.WriteLine(Invariant($"epoch {way} {count}"));
            _process.StandardInput.Flush();
        }
        catch (IOException e)
        {
            throw Broken(e);
        }

        var answer = Answer(cancellationToken);
        return new Epoch(answer.GetProperty("seconds").GetDouble(), answer.GetProperty("loss").GetDouble());
    }

    private void Greet(CancellationToken cancellationToken)
    {
        var answer = Answer(cancellationToken);
        Versions = $"PyTorch {answer.GetProperty("torch").GetString()}";
        TransformsBy = answer.GetProperty("transforms").GetString()!;
        Threads = answer.GetProperty("threads").GetInt32();
    }

    private JsonElement Answer(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            if (_process.StandardOutput.ReadLineAsync(limit.Token).AsTask().GetAwaiter().GetResult() is { } line)
                return JsonDocument.Parse(line).RootElement;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A late answer must not pass for that to the next command.
            _process.Kill(entireProcessTree: true);
            throw new ContenderException(Invariant($"python gave no answer within {Patience.TotalMinutes} minutes"));
        }
        catch (JsonException e)
        {
            throw new ContenderException("python gave an answer that is none", e);
        }

        throw Broken();
    }

    private ContenderException Broken(Exception? inner = null)
    {
        // Also waits until all that it had to say has come in.
        _process.WaitForExit();
        return new(
            _lastError.Length > 0 ? _lastError : Invariant($"python ended with exit code {_process.ExitCode}"), inner);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
