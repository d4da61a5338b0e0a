using System.Reactive.Disposables;
using Microsoft.DotNet.Interactive.Utility;

namespace NotebookRunner.Worker;

/// <summary>
/// Takes what cells write to the console and sends it on in order, in blocks: at once where little is written, every
/// few hundredths of a second where much is.
/// </summary>
internal sealed class ConsoleCapture : IDisposable
{
    private const int BlockSize = 16 * 1024;
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(30);
    private readonly WorkerChannel _channel;
    private readonly StringBuilder _text = new();
    private readonly Lock _lock = new();
    private readonly Timer _timer;
    private readonly StreamWriter _out;
    private readonly StreamWriter _error;
    private readonly IDisposable _kernels;
    private string _stream = "";

    public ConsoleCapture(WorkerChannel channel)
    {
        _channel = channel;
        _timer = new Timer(_ => Flush());
        (_out, _error) = (new StreamWriter("stdout", this), new StreamWriter("stderr", this));
        // The kernel puts a writer of its own before the console's, which makes an event of every line: 300,000 lines
        // take 24 s. While somebody holds a subscription it does so once, and ours can stand before it.
        _kernels = ConsoleOutput.Subscribe(_ => Disposable.Empty);
        Begin();
        Console.SetIn(TextReader.Null);
    }

    /// <summary>Takes the console, whatever the cell before has made of it.</summary>
    public void Begin()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
    }

    /// <summary>Sends what is waiting.</summary>
    public void Flush()
    {
        lock (_lock) Send();
    }

    public void Dispose()
    {
        _kernels.Dispose();
        _timer.Dispose();
    }

    /// <summary>Adds text to a stream, "stdout" or "stderr".</summary>
    public void Write(string stream, ReadOnlySpan<char> text)
    {
        lock (_lock)
        {
            if (_stream != stream) Send();
            _stream = stream;
            for (ReadOnlySpan<char> block; !text.IsEmpty; text = text[block.Length..])
            {
                block = text[..Math.Min(text.Length, BlockSize)];
                if (_text.Length == 0) _timer.Change(Delay, Timeout.InfiniteTimeSpan);
                _text.Append(block);
                if (_text.Length >= BlockSize) Send();
            }
        }
    }

    private void Send()
    {
        // Half a surrogate pair cannot travel; it waits for its other half.
        var length = _text.Length > 0 && char.IsHighSurrogate(_text[^1]) ? _text.Length - 1 : _text.Length;
        if (length == 0) return;
        var text = _text.ToString(0, length);
        _text.Remove(0, length);
        _channel.Send(new Message(MessageKind.Console) { Name = _stream, Text = text });
    }

    private sealed class StreamWriter : TextWriter
    {
        private readonly string _stream;
        private readonly ConsoleCapture _capture;

        public StreamWriter(string stream, ConsoleCapture capture)
            : base(System.Globalization.CultureInfo.InvariantCulture)
        {
            _stream = stream;
            _capture = capture;
            // A saved notebook must not tell on which system it was run.
            CoreNewLine = ['\n'];
        }

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => _capture.Write(_stream, [value]);

        public override void Write(char[] buffer, int index, int count) =>
            _capture.Write(_stream, buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer) => _capture.Write(_stream, buffer);

        public override void Write(string? value) => _capture.Write(_stream, value);

        public override void WriteLine(string? value) => WriteLine(value.AsSpan());

        public override void WriteLine(ReadOnlySpan<char> buffer)
        {
            lock (_capture._lock)
            {
                _capture.Write(_stream, buffer);
                _capture.Write(_stream, "\n");
            }
        }

        public override void Flush() => _capture.Flush();
    }
}
