using System.IO.Pipes;

namespace NotebookRunner.Worker;

/// <summary>
/// The worker's end of the private pipe. Standard output is not used: cells and native libraries write there.
/// </summary>
internal sealed class WorkerChannel : IDisposable
{
    private static readonly byte[] NewLine = [(byte)'\n'];
    private readonly NamedPipeClientStream _pipe;
    private readonly StreamReader _reader;
    private readonly Lock _sending = new();

    private WorkerChannel(NamedPipeClientStream pipe)
    {
        _pipe = pipe;
        _reader = new StreamReader(pipe, Encoding.UTF8);
    }

    public static WorkerChannel Connect(string pipeName)
    {
        var pipe = new NamedPipeClientStream(
            ".", pipeName, PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        pipe.Connect(TimeSpan.FromSeconds(30));
        return new WorkerChannel(pipe);
    }

    /// <summary>
    /// Sends a message; blocks while the other side is behind, so that a flood of text cannot fill the memory.
    /// </summary>
    public void Send(Message message)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(message, MessageJson.Default.Message);
        lock (_sending)
        {
            _pipe.Write(line);
            _pipe.Write(NewLine);
        }
    }

    /// <summary>The next message, or null when the other side has gone.</summary>
    public Message? Receive()
    {
        try
        {
            return _reader.ReadLine() is { } line
                ? JsonSerializer.Deserialize(line, MessageJson.Default.Message) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _pipe.Dispose();
}
