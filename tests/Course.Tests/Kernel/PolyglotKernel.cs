using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Course.Tests.Kernel;

/// <summary>
/// The kernel of .NET Interactive, spoken to as the Polyglot Notebooks extension does: one JSON object a line, commands
/// in, events out.
/// </summary>
internal sealed class PolyglotKernel : IDisposable
{
    /// <summary>Names the program where it is not on the path.</summary>
    public const string Variable = "LENETLAB_KERNEL";

    private readonly Process _process;

    private PolyglotKernel(Process process) => _process = process;

    /// <summary>The program, or null where it is not installed.</summary>
    public static string? Program { get; } = Find();

    /// <summary>Starts one and waits until it is ready.</summary>
    public static async Task<PolyglotKernel> StartAsync(
        string program, string folder, CancellationToken cancellationToken,
        Dictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, ["stdio", "--working-dir", folder, "--default-kernel", "csharp"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1";
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var kernel = new PolyglotKernel(process);
        try
        {
            while (Type(await kernel.ReadAsync(cancellationToken)) != "KernelReady") { }
            return kernel;
        }
        catch
        {
            // Left alone, it would keep a core busy for as long as the machine runs.
            kernel.Dispose();
            throw;
        }
    }

    /// <summary>Runs one cell to its end and returns the events that it caused.</summary>
    public async Task<IReadOnlyList<JsonNode>> RunAsync(
        string code, string language, CancellationToken cancellationToken)
    {
        var token = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        var command = new JsonObject
        {
            ["token"] = token,
            ["commandType"] = "SubmitCode",
            ["command"] = new JsonObject { ["code"] = code, ["targetKernelName"] = language },
            ["routingSlip"] = new JsonArray(),
        };
        await _process.StandardInput.WriteLineAsync(command.ToJsonString().AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        for (var events = new List<JsonNode>(); ;)
        {
            var message = await ReadAsync(cancellationToken);
            events.Add(message);
            // A cell with a magic command has commands below its own; only the end of its own ends it.
            if (Type(message) is "CommandSucceeded" or "CommandFailed"
                && (string?)message["command"]?["token"] == token) return events;
        }
    }

    public static string? Type(JsonNode message) => (string?)message["eventType"];

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task<JsonNode> ReadAsync(CancellationToken cancellationToken)
    {
        string line;
        do
        {
            line = await _process.StandardOutput.ReadLineAsync(cancellationToken)
                ?? throw new InvalidOperationException("The kernel has ended.");
        }
        // The first start of all on a machine says a word of its own before the messages.
        while (!line.StartsWith('{'));
        return JsonNode.Parse(line)!;
    }

    private static string? Find() => HostTool.Find("dotnet-interactive", Environment.GetEnvironmentVariable(Variable));
}
