using System.Runtime.InteropServices;

namespace LeNetLab.Cli;

/// <summary>
/// The first Ctrl-C (or SIGTERM) asks the work to end in order, the second one is left to the system, which kills.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    public Interrupt() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
    ];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _count) > 1)
        {
            // A progress bar has hidden the cursor and will not be there to bring it back.
            if (!Console.IsErrorRedirected) Console.Error.Write("\e[?25h");
            return;
        }

        context.Cancel = true;
        if (!Console.IsErrorRedirected) Console.Error.WriteLine("\nStopping… (Ctrl-C again kills)");
        _source.Cancel();
    }
}
