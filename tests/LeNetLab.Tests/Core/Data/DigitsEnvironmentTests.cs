using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Handwriting;
using Xunit;

namespace LeNetLab.Tests.Core.Data;

/// <summary>Tests that set variables of this process: alone, one after the other.</summary>
[CollectionDefinition(nameof(EnvironmentVariables), DisableParallelization = true)]
public sealed class EnvironmentVariables;

[Collection(nameof(EnvironmentVariables))]
public sealed class DigitsEnvironmentTests : IDisposable
{
    private static readonly string[] Names = ["LENETLAB_DATA", "LENETLAB_CACHE", "LENETLAB_OFFLINE", "XDG_CACHE_HOME"];

    private readonly TemporaryFolder _folder = new();
    private readonly string?[] _before = [.. Names.Select(Environment.GetEnvironmentVariable)];

    public DigitsEnvironmentTests() => Array.ForEach(Names, name => Environment.SetEnvironmentVariable(name, null));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var (name, value) in Names.Zip(_before))
            Environment.SetEnvironmentVariable(name, value);
        _folder.Dispose();
    }

    [Fact]
    public void The_variables_are_read()
    {
        Environment.SetEnvironmentVariable("LENETLAB_DATA", " some/folder ");
        Environment.SetEnvironmentVariable("LENETLAB_CACHE", "a-cache");
        Environment.SetEnvironmentVariable("LENETLAB_OFFLINE", "1");
        var options = DigitsOptions.FromEnvironment();
        Assert.Equal(("some/folder", "a-cache", true), (options.Folder, options.CacheFolder, options.Offline));
        Assert.Equal("other", DigitsOptions.FromEnvironment("other").Folder);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("0", false)]
    [InlineData("false", false)]
    [InlineData("1", true)]
    [InlineData("True", true)]
    public void Offline_is_a_switch(string? value, bool offline)
    {
        Environment.SetEnvironmentVariable("LENETLAB_OFFLINE", value);
        Environment.SetEnvironmentVariable("LENETLAB_DATA", "  ");
        var options = DigitsOptions.FromEnvironment();
        Assert.Equal(offline, options.Offline);
        Assert.Null(options.Folder);
        Assert.Null(options.CacheFolder);
    }

    [Fact]
    public void A_notebook_gets_real_digits_from_the_folder_that_is_set()
    {
        Environment.SetEnvironmentVariable("LENETLAB_DATA", RealMnist.Require());
        var digits = Digits.Load(cancellationToken: Token);
        Assert.Equal("Digits in use: MNIST (60,000 to train on, 10,000 to test on).", digits.Description);
        Assert.Equal(DigitsOrigin.Folder, digits.Origin);
    }

    [Fact]
    public void A_folder_that_is_set_and_bad_is_an_error()
    {
        Environment.SetEnvironmentVariable("LENETLAB_DATA", _folder.Path);
        Assert.Throws<DataSetException>(() => Digits.Load(cancellationToken: Token));
    }

    [Fact]
    public void A_notebook_gets_built_in_digits_on_request()
    {
        Environment.SetEnvironmentVariable("LENETLAB_DATA", "builtin");
        var digits = Digits.Load(otherwise: new DrawnDigits(), cancellationToken: Token);
        Assert.Equal((20_000, 4_000), (digits.Train.Count, digits.Test.Count));
        Assert.DoesNotContain("unavailable", digits.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cache_is_a_folder_of_the_user()
    {
        var folder = DataCache.DefaultFolder();
        Assert.True(Path.IsPathRooted(folder));
        Assert.Equal("lenetlab", Path.GetFileName(folder), ignoreCase: true);
        Assert.Equal(Path.Combine(folder, "mnist"), DataCache.FolderOf(DataSetCatalog.Mnist));
        if (OperatingSystem.IsLinux())
        {
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", _folder.Path);
            Assert.Equal(_folder.File("lenetlab"), DataCache.DefaultFolder());
        }
    }

    [Fact]
    public async Task The_default_cache_that_cannot_be_written_is_no_reason_to_stop()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The default cache can only be moved where XDG says so.");
        var file = _folder.File("file");
        await File.WriteAllTextAsync(file, "", Token);
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", file);
        var data = new SmallDataSet();
        await using var server = new FaultyServer(data);
        var digits = await Digits.LoadAsync(
            new() { DataSet = server.Set("a"), Otherwise = new DrawnDigits { TrainCount = 10, TestCount = 10 } },
            cancellationToken: Token);
        Assert.Equal(DigitsOrigin.BuiltIn, digits.Origin);
        Assert.EndsWith("Small is unavailable: its cache cannot be written.", digits.Description,
            StringComparison.Ordinal);
    }
}
