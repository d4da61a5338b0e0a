using Xunit;

namespace LeNetLab.Tests.Files;

/// <summary>Files written whole or not at all, wherever their path leads.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A name may have 255 bytes, which is 85 letters of three bytes each.</summary>
    [Theory]
    [InlineData('w', 255)]
    [InlineData('数', 85)]
    public void A_name_may_be_as_long_as_the_system_allows(char letter, int count)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Its paths are shorter.");
        var path = _folder.File(new string(letter, count));
        AtomicFile.Probe(path);
        Write(path, "whole");
        Assert.Equal("whole", File.ReadAllText(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_link_is_written_through_even_before_its_file_is_there()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right of their own there.");
        Directory.CreateDirectory(_folder.File("real/deep"));
        Directory.CreateSymbolicLink(_folder.File("folder"), "real/deep");
        File.CreateSymbolicLink(_folder.File("first"), "second");
        // Relative to the folder that the link really lies in, and not to the one it was reached by.
        File.CreateSymbolicLink(_folder.File("real/deep/link"), "../target");
        File.CreateSymbolicLink(_folder.File("second"), "folder/link");
        foreach (var text in new[] { "a longer text", "short" })
        {
            Write(_folder.File("first"), text);
            Assert.Equal(text, File.ReadAllText(_folder.File("real/target")));
        }

        Assert.Equal("second", new FileInfo(_folder.File("first")).LinkTarget);
        Assert.Equal("../target", new FileInfo(_folder.File("real/deep/link")).LinkTarget);
        File.CreateSymbolicLink(_folder.File("round"), "round");
        Assert.Throws<IOException>(() => Write(_folder.File("round"), "x"));
    }

    [Fact]
    public void A_file_below_dev_is_a_file_and_a_device_is_none()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm") && File.Exists("/dev/full"), "There is no /dev/shm.");
        var path = $"/dev/shm/lenetlab-{Guid.NewGuid():N}";
        try
        {
            Write(path, "a longer text");
            Write(path, "short");
            Assert.Equal("short", File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }

        Assert.False(AtomicFile.IsDevice(path));
        Assert.True(AtomicFile.IsDevice("/dev/null"));
        Write("/dev/null", "gone");
        Assert.True(AtomicFile.IsDevice("/dev/null"));
        // A device by another name.
        File.CreateSymbolicLink(_folder.File("full"), "/dev/full");
        Assert.Throws<IOException>(() => Write(_folder.File("full"), "x"));
        Assert.Equal("/dev/full", new FileInfo(_folder.File("full")).LinkTarget);
    }

    [Fact]
    public void What_killed_runs_left_is_swept_and_what_is_being_written_is_not()
    {
        var dead = _folder.File($".lenetlab-{Guid.NewGuid():N}.tmp");
        var live = _folder.File($".lenetlab-{Guid.NewGuid():N}.tmp");
        var foreign = _folder.File(".other.tmp");
        foreach (var path in new[] { dead, live, foreign }) File.WriteAllText(path, "half");
        using (new FileStream(live, FileMode.Open, FileAccess.Write, FileShare.None)) Write(_folder.File("new"), "x");
        Assert.Equal([_folder.File("new"), live, foreign],
            Directory.GetFiles(_folder.Path).OrderBy(p => p != _folder.File("new")).ThenBy(p => p != live));
    }

    [Fact]
    public void Nobody_sweeps_what_another_has_just_begun()
    {
        // Each write begins with a sweep of the folder in which the others write.
        Parallel.For(0, 400, new() { MaxDegreeOfParallelism = 8 }, i => Write(_folder.File($"{i % 16}"), $"{i}"));
        Assert.Equal(16, Directory.EnumerateFileSystemEntries(_folder.Path).Count());
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        var path = _folder.File("old");
        Write(path, "old");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Write(path, "new");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void What_ought_to_be_small_is_read_up_to_its_bound()
    {
        var path = _folder.File("large");
        File.WriteAllBytes(path, new byte[100]);
        Assert.Equal(100, BoundedFile.Read(path, 100).Length);
        Assert.Throws<InvalidDataException>(() => BoundedFile.Read(path, 99));
        if (File.Exists("/dev/zero")) Assert.Throws<InvalidDataException>(() => BoundedFile.Read("/dev/zero", 1 << 20));
    }

    private static void Write(string path, string text) =>
        AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
