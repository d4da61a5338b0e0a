namespace LeNetLab.Simd.Training;

/// <summary>
/// A few threads that share the items of a piece of work. Who comes free takes the next item, so that a worker that
/// another process has pushed off its core holds up the item in its hands and no more. Nothing is allocated from run to
/// run.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    // Long enough to bridge the gap between two runs, short enough to cost nothing when there is no next one.
    private const int Spins = 2_000;

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim[] _wake;
    private readonly int[] _asleep;
    private Action<int, int> _work = (_, _) => { };
    private long _ticket;   // number of items · 2³² + next item: one number, so that no worker can mix two runs
    private int _left;
    private int _workers;
    private volatile Exception? _failure;
    private volatile bool _stopped;

    /// <param name="size">Workers, the calling thread among them, 1 or more.</param>
    public WorkerTeam(int size)
    {
        _workers = size;
        _threads = new Thread[size - 1];
        _wake = [.. _threads.Select(_ => new SemaphoreSlim(0))];
        _asleep = new int[_threads.Length];
        for (var i = 0; i < _threads.Length; i++)
        {
            var worker = i + 1;
            _threads[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"LeNetLab worker {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Workers in all.</summary>
    public int Size => _threads.Length + 1;

    /// <summary>How many of them work, 1…<see cref="Size"/>. The others sleep.</summary>
    public int Workers
    {
        get => Volatile.Read(ref _workers);
        set => Volatile.Write(ref _workers, Math.Clamp(value, 1, Size));
    }

    /// <summary>
    /// Does <paramref name="work"/> for the items 0…count − 1, in any order, and comes back when all are done. The
    /// delegate gets the item and the number of the worker. Its first exception is thrown here.
    /// </summary>
    public void Run(int count, Action<int, int> work)
    {
        if (count == 0) return;
        _work = work;
        Volatile.Write(ref _left, count);
        Interlocked.Exchange(ref _ticket, (long)count << 32);
        // Whoever falls asleep from now on looks at the ticket first.
        for (var worker = 1; worker < Math.Min(Workers, count); worker++) Wake(worker);

        TakeItems(0);
        for (var waited = 0; Volatile.Read(ref _left) > 0;) Wait(ref waited);
        if (_failure is { } failure)
        {
            _failure = null;
            throw new InvalidOperationException(failure.Message, failure);
        }
    }

    /// <summary>Whether an item of this run has ended in an exception.</summary>
    public bool HasFailed => _failure is not null;

    /// <summary>Waits a moment for another worker, and counts it.</summary>
    public static void Wait(ref int waited)
    {
        // Who gives up the core where another process wants it may come back after many items' time.
        if (waited++ < Spins) Thread.SpinWait(8);
        else Thread.Yield();
    }

    public void Dispose()
    {
        _stopped = true;
        for (var worker = 1; worker < Size; worker++) Wake(worker);
        foreach (var thread in _threads) thread.Join();
        foreach (var wake in _wake) wake.Dispose();
    }

    private void Serve(int worker)
    {
        while (!_stopped)
        {
            if (worker < Workers) TakeItems(worker);
            if (!SeesWorkSoon(worker)) Sleep(worker);
        }
    }

    private bool SeesWorkSoon(int worker)
    {
        for (var i = 0; i < Spins && !_stopped; i++)
        {
            if (HasItems() && worker < Workers) return true;
            Thread.SpinWait(8);
        }

        return false;
    }

    private void Sleep(int worker)
    {
        Interlocked.Exchange(ref _asleep[worker - 1], 1);
        // A run that was given out before that has woken nobody; one that comes after it will.
        var stay = !_stopped && !(HasItems() && worker < Workers);
        if (stay || Interlocked.Exchange(ref _asleep[worker - 1], 0) == 0) _wake[worker - 1].Wait();
    }

    // Who sets the mark back owes the release, and whoever sleeps waits for it: so none is left over.
    private void Wake(int worker)
    {
        if (Interlocked.Exchange(ref _asleep[worker - 1], 0) == 1) _wake[worker - 1].Release();
    }

    private bool HasItems() => HasItem(Volatile.Read(ref _ticket));

    private static bool HasItem(long ticket) => (uint)ticket < ticket >> 32;

    private void TakeItems(int worker)
    {
        while (HasItems())
        {
            var ticket = Interlocked.Increment(ref _ticket) - 1;
            if (!HasItem(ticket)) return;
            try
            {
                _work((int)ticket, worker);
            }
            catch (Exception exception)
            {
                // Kept for the thread that waits; here it would end the process.
                _failure ??= exception;
            }

            Interlocked.Decrement(ref _left);
        }
    }
}
