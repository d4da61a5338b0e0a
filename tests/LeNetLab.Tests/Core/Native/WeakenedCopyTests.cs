using System.Runtime.InteropServices;
using LeNetLab.Native;
using Xunit;

namespace LeNetLab.Tests.Core.Native;

[Collection(TorchCollection.Name)]
public sealed class WeakenedCopyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_copy_loads_and_the_package_stays_as_it_is()
    {
        byte[] before = Bridge.Bytes();
        var copy = Copy(Bridge.Path());
        NativeTorch.Load();
        NativeLibrary.Free(NativeLibrary.Load(copy));
        Assert.Equal("libLibTorchSharp.so", Path.GetFileName(copy));
        Assert.True(before.AsSpan().SequenceEqual(Bridge.Bytes()));
        Assert.Equal(copy, Copy(Bridge.Path()));
    }

    [Fact]
    public async Task Many_at_once_get_one_whole_copy()
    {
        var file = Bridge.Path();
        var copies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            var path = Copy(file);
            return (path, Bytes: File.ReadAllBytes(path));
        }, TestContext.Current.CancellationToken)));

        byte[] right = Bridge.Bytes();
        ElfVersionNeed.Weaken(right, ElfVersionNeed.Glibcxx32);
        Assert.Single(copies.Select(c => c.path).Distinct());
        Assert.All(copies, c => Assert.True(right.AsSpan().SequenceEqual(c.Bytes)));
        Assert.Single(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_copy_that_is_not_right_is_replaced(bool sameLength)
    {
        var copy = Copy(Bridge.Path());
        byte[] right = File.ReadAllBytes(copy);
        byte[] wrong = sameLength ? (byte[])right.Clone() : right[..1000];
        wrong[999] ^= 1;
        File.WriteAllBytes(copy, wrong);
        Assert.Equal(copy, Copy(Bridge.Path()));
        Assert.True(right.AsSpan().SequenceEqual(File.ReadAllBytes(copy)));
    }

    [Fact]
    public void A_folder_that_takes_nothing_is_named_with_the_remedy()
    {
        var bridge = Bridge.Path();
        var file = _folder.File("a-file-where-the-folder-should-be");
        File.WriteAllText(file, "");
        var error = Assert.Throws<NativeTorchException>(() => WeakenedCopy.Of(bridge, ElfVersionNeed.Glibcxx32, file));
        Assert.Contains(bridge, error.Message, StringComparison.Ordinal);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains("LENETLAB_CACHE", error.Message, StringComparison.Ordinal);
        Assert.Contains(ElfVersionNeed.Glibcxx32, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "damaged")]
    [InlineData("no library at all", "damaged")]
    [InlineData(null, "cannot be read")]
    public void A_file_that_is_no_library_is_named_with_the_cause(string? content, string cause)
    {
        var file = _folder.File("libLibTorchSharp.so");
        if (content is not null) File.WriteAllText(file, content);
        var error = Assert.Throws<NativeTorchException>(() => Copy(file));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_without_the_need_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only the Linux package has ELF files.");
        var file = NativeTorchFiles.Find(TorchPlatform.Current()).Torch.Single(f => Path.GetFileName(f) == "libc10.so");
        var error = Assert.Throws<NativeTorchException>(() => Copy(file));
        Assert.Contains("no need of GLIBCXX_3.4.32", error.Message, StringComparison.Ordinal);
    }

    private string Copy(string file) => WeakenedCopy.Of(file, ElfVersionNeed.Glibcxx32, _folder.Path);
}
