using System.Text.Json;
using LeNetLab.Cli.Doctor;
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
            .Select(f => (Check: f.GetProperty("check").GetString()!, State: f.GetProperty("state").GetString())).ToList();
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

    [Fact]
    public async Task A_broken_thing_comes_with_its_remedy()
    {
        var result = await CliProcess.RunAsync(_folder.Root, "doctor", "--data", _folder["nowhere"], "--dry-run");
        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"broken +digits .*nowhere: expected a folder with MNIST.*LENETLAB_DATA", result.Output);
    }
}
