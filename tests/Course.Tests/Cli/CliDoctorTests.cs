using System.Text.Json;
using LeNetLab.Cli.Doctor;
using LeNetLab.Models;
using TorchSharp;
using TorchSharp.PyBridge;
using Xunit;

namespace Course.Tests.Cli;

/// <summary>What <c>lenet doctor</c> finds and mends, and what <c>lenet convert</c> makes.</summary>
public sealed class CliDoctorTests : IDisposable
{
    private const string Storage = "User/globalStorage/ms-dotnettools.dotnet-interactive-vscode";

    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("User")]
    [InlineData("User/profiles/7f3a")]
    public void A_manifest_in_the_wrong_place_is_reported_and_then_moved(string user)
    {
        var storage = _folder[user, "globalStorage", "ms-dotnettools.dotnet-interactive-vscode"];
        Directory.CreateDirectory(storage);
        var wrong = Path.Combine(storage, "dotnet-tools.json");
        File.WriteAllText(wrong, "{}");
        Assert.Equal(State.Broken, Look(mend: false).State);
        Assert.True(File.Exists(wrong));
        var mended = Look(mend: true);
        Assert.Equal(State.Mended, mended.State);
        Assert.False(File.Exists(wrong));
        Assert.Equal("{}", File.ReadAllText(Path.Combine(storage, ".config", "dotnet-tools.json")));
        Assert.Equal(State.Ok, Look(mend: true).State);

        Finding Look(bool mend) => ExtensionManifest.Look([_folder.Root], mend)
            .Single(finding => finding.Text.Contains(_folder.Root, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_line_for_each_thing_and_an_exit_code_that_a_script_can_use()
    {
        Directory.CreateDirectory(_folder["code", Storage]);
        await File.WriteAllTextAsync(_folder["code", Storage, "dotnet-tools.json"], "{}",
            TestContext.Current.CancellationToken);
        string[] call = ["doctor", "--user-data-dir", _folder["code"], "--data", "builtin", "--json"];
        var look = await CliProcess.RunAsync(_folder.Root, [.. call, "--dry-run"]);
        Assert.Equal(1, look.ExitCode);
        using var document = JsonDocument.Parse(look.Output);
        var states = document.RootElement.EnumerateArray()
            .Select(f => (Check: f.GetProperty("check").GetString()!, State: f.GetProperty("state").GetString()))
            .ToList();
        Assert.Equal(states.Count, look.ErrorLines.Count);
        Assert.Contains(("Polyglot Notebooks", "broken"), states);
        foreach (var check in new[] { ".NET SDK", "native torch", "packages", "cache", "digits" })
            Assert.Contains((check, "ok"), states);
        Assert.Superset(
            new HashSet<string> { "build", "kernel", "Jupyter", "Verso", "dotnet-repl", "browser" },
            states.Select(state => state.Check).ToHashSet());

        var mend = await CliProcess.RunAsync(_folder.Root, call);
        Assert.Contains("mended  Polyglot Notebooks", mend.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["code", Storage, ".config", "dotnet-tools.json"]));
    }

    /// <summary>A kernel whose program is gone does not start, whatever Jupyter knows of it.</summary>
    [Theory]
    [InlineData("""{"argv": ["/nowhere/dotnet-interactive", "jupyter"]}""", "starts /nowhere/dotnet-interactive")]
    [InlineData("""{"argv": ["no-such-program", "jupyter"]}""", "starts no-such-program, which is not installed")]
    [InlineData("""{"argv": ["sh", "jupyter"]}""", null)]
    [InlineData("""{"argv": []}""", "names no program")]
    [InlineData("""["argv"]""", "no kernel.json that can be read")]
    [InlineData("{", "no kernel.json that can be read")]
    public void A_kernel_of_Jupyter_is_as_good_as_its_program(string spec, string? expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && expected is null, "There is no sh.");
        File.WriteAllText(_folder["kernel.json"], spec);
        var finding = Checks.KernelSpec(_folder.Root);
        Assert.Equal(expected is null ? State.Ok : State.Note, finding.State);
        Assert.Contains(expected ?? _folder.Root, finding.Text, StringComparison.Ordinal);
        if (expected is not null) Assert.Contains("dotnet tool install", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_PyTorch_saved_becomes_a_weights_file()
    {
        using (var original = new Introduction())
        {
            original.save_py(_folder["model.pt"]);
            var result = await CliProcess.RunAsync(_folder.Root, "convert", "model.pt");
            Assert.True(result.ExitCode == 0, result.Error);
            Assert.Contains("Relu, Max pooling, 10 classes", result.Output, StringComparison.Ordinal);
            using var read = LeNet5.Load(_folder["model.safetensors"]);
            Assert.Equal(original.Bytes(), read.state_dict().Values.SelectMany(tensor => tensor.bytes.ToArray()));
        }

        await File.WriteAllTextAsync(_folder["no.pt"], "no pickle", TestContext.Current.CancellationToken);
        var refused = await CliProcess.RunAsync(_folder.Root, "convert", "no.pt");
        Assert.Equal(2, refused.ExitCode);
        Assert.StartsWith("lenet: no.pt: expected a file of torch.save", Assert.Single(refused.ErrorLines),
            StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["no.safetensors"]));
    }

    [Fact]
    public async Task A_broken_thing_comes_with_its_remedy()
    {
        var result = await CliProcess.RunAsync(_folder.Root, "doctor", "--data", _folder["nowhere"], "--dry-run");
        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"broken +digits .*nowhere: expected a folder with MNIST.*LENETLAB_DATA", result.Output);
    }

    /// <summary>The network of PyTorch's introduction, as far as its weights go.</summary>
    private sealed class Introduction : torch.nn.Module
    {
        public Introduction() : base(nameof(Introduction))
        {
            register_module("conv1", torch.nn.Conv2d(1, 6, 5));
            register_module("conv2", torch.nn.Conv2d(6, 16, 5));
            register_module("fc1", torch.nn.Linear(400, 120));
            register_module("fc2", torch.nn.Linear(120, 84));
            register_module("fc3", torch.nn.Linear(84, 10));
        }

        public IEnumerable<byte> Bytes() => state_dict().Values.SelectMany(tensor => tensor.bytes.ToArray());
    }
}
