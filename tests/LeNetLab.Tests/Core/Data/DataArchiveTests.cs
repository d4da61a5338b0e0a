using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Handwriting;
using Xunit;

namespace LeNetLab.Tests.Core.Data;

/// <summary>The one archive that several data sets come in: good ones, and all that can be wrong with one.</summary>
public sealed class DataArchiveTests : IDisposable
{
    private const string FirstMember = "gzip/train-images-idx3-ubyte.gz";

    private static readonly SmallDataSet Data = new();
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Archive => _folder.File("disk/emnist-gzip.zip");

    private string Cache => _folder.File("cache/small");

    private static DataSet Set(SmallDataSet? data = null, byte[]? archive = null, params Uri[] mirrors) => (data
        ?? Data).Set with
    {
        Archive = new DataArchive("gzip.zip", "shared", "gzip/", ["emnist-gzip.zip", "gzip.zip"], archive?.Length ?? 1,
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(archive ?? [])), mirrors),
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_with_the_archive_is_as_good_as_one_with_the_files()
    {
        Write(Zip(("gzip/other-split.gz", new byte[99]), ("gzip/", [])));
        var digits = await Digits.LoadAsync(
            new() { DataSet = Set(), Folder = _folder.File("disk"), CacheFolder = _folder.File("cache") },
            cancellationToken: Token);
        Assert.True(Data.Equals(digits.Train, digits.Test));
        Assert.Equal(DigitsOrigin.Folder, digits.Origin);
        // Only what is wanted is unpacked, and the user's folder is left as it was.
        Assert.Equal(Data.PackedNames.Order(), Directory.GetFiles(Cache).Select(Path.GetFileName).Order());
        Assert.Equal(
            ["emnist-gzip.zip"], Directory.GetFileSystemEntries(_folder.File("disk")).Select(Path.GetFileName));

        // The archive itself may be named, too, and what is in the cache is not unpacked twice.
        var before = File.GetLastWriteTimeUtc(Path.Combine(Cache, "train-images-idx3-ubyte.gz"));
        var again = await Digits.LoadAsync(
            new() { DataSet = Set(), Folder = Archive, CacheFolder = _folder.File("cache") }, cancellationToken: Token);
        Assert.True(Data.Equals(again.Train, again.Test));
        Assert.Equal(before, File.GetLastWriteTimeUtc(Path.Combine(Cache, "train-images-idx3-ubyte.gz")));
    }

    [Fact]
    public void A_damaged_file_in_the_cache_is_unpacked_again()
    {
        Write(Zip());
        Unpack();
        var damaged = Path.Combine(Cache, "t10k-images-idx3-ubyte.gz");
        File.WriteAllText(damaged, "left by something else");
        Unpack();
        Assert.Equal(Data.Packed("t10k-images-idx3-ubyte.gz"), File.ReadAllBytes(damaged));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("gzip/../../evil")]
    [InlineData("gzip/..")]
    [InlineData("/evil")]
    [InlineData("..\\evil")]
    [InlineData("\\evil")]
    [InlineData("C:\\evil")]
    [InlineData("../ev\nil")]
    public void A_member_that_leads_outside_refuses_the_whole_archive(string name)
    {
        Write(Zip((name, Encoding.ASCII.GetBytes("evil"))));
        var line = AssertRefused();
        Assert.Contains("nothing was unpacked", line, StringComparison.Ordinal);
        Assert.Contains("ev", name.Contains("ev", StringComparison.Ordinal) ? line : "ev", StringComparison.Ordinal);
        Assert.False(Directory.Exists(Cache));
    }

    [Fact]
    public void A_member_with_another_content_is_not_kept()
    {
        var wrong = Data.Packed("train-images-idx3-ubyte.gz").ToArray();
        wrong[^1] ^= 1;
        Write(Zip(replace: ("train-images-idx3-ubyte.gz", wrong)));
        Assert.Contains("wrong SHA-256", AssertRefused(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Cache));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(300)]
    [InlineData(10_000)]
    public void An_archive_that_is_cut_off_is_said_to_be(int missing)
    {
        var whole = Zip();
        Write(whole[..^missing]);
        Assert.Contains("cut-off", AssertRefused(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no bytes at all")]
    [InlineData("<!DOCTYPE html><html>moved</html>", "an HTML or XML page")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "a Git LFS pointer")]
    [InlineData("PK\u0003\u0004 but nothing more than that", "damaged")]
    public void What_is_no_archive_is_called_what_it_is(string content, string expected)
    {
        Write(Encoding.Latin1.GetBytes(content));
        Assert.Contains(expected, AssertRefused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_member_and_one_that_is_there_twice_are_named()
    {
        Write(Zip(replace: ("train-images-idx3-ubyte.gz", null)));
        Assert.Contains($"expected one member {FirstMember}, found none", AssertRefused(), StringComparison.Ordinal);
        Write(Zip((FirstMember, Data.Packed("train-images-idx3-ubyte.gz"))));
        Assert.Contains($"expected one member {FirstMember}, found 2", AssertRefused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_claims_to_be_huge_is_refused_unread()
    {
        var zip = Zip();
        PatchLength(zip, FirstMember, 0xFFFFFFF0);
        Write(zip);
        Assert.Contains("claims 4,294,967,280", AssertRefused(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Cache));
    }

    /// <summary>A member a thousand times its stated length: never more than that is written.</summary>
    [Fact]
    public void A_member_that_unpacks_to_more_than_it_claims_is_stopped()
    {
        var zip = Zip(replace: ("train-images-idx3-ubyte.gz", new byte[64 << 20]));
        PatchLength(zip, FirstMember, (uint)Data.Packed("train-images-idx3-ubyte.gz").Length);
        Write(zip);
        AssertRefused();
        Assert.Empty(Directory.GetFiles(Cache));
    }

    /// <summary>Bytes changed at random may give another archive, never a file that is believed and wrong.</summary>
    [Fact]
    public void Damage_anywhere_never_leads_to_a_wrong_file()
    {
        var whole = Zip();
        var random = new Random(5);
        for (var n = 0; n < 60; n++)
        {
            var damaged = whole.ToArray();
            for (var k = 0; k < 4; k++) damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            Write(damaged);
            try
            {
                Unpack();
            }
            catch (DataSetException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }

            foreach (var path in Directory.Exists(Cache) ? Directory.GetFiles(Cache) : [])
            {
                Assert.Equal(Data.Packed(Path.GetFileName(path)), File.ReadAllBytes(path));
                File.Delete(path);
            }
        }
    }

    [Fact]
    public void What_is_cancelled_leaves_no_half_file()
    {
        Write(Zip());
        using var cancel = new CancellationTokenSource();
        var reports = new Cancelling(cancel);
        Assert.Throws<OperationCanceledException>(
            () => DataArchiveReader.Unpack(Archive, Set(), Cache, reports, cancel.Token));
        Assert.Single(Directory.GetFiles(Cache));
    }

    [Fact]
    public async Task A_killed_process_leaves_nothing_that_is_believed()
    {
        // Large enough that the process is still at work when it is seen to have begun.
        var data = new SmallDataSet(train: 20_000, test: 2_000);
        Write(Zip(data: data));
        var set = Set(data);
        using var child = ChildProcess.Start(set, _folder.File("cache"), folder: _folder.File("disk"));
        while (!child.HasExited && !(Directory.Exists(Cache) && Directory.GetFiles(Cache).Length > 0))
            await Task.Delay(1, Token);
        child.Kill();
        await child.WaitForExitAsync(Token);
        foreach (var path in Directory.GetFiles(Cache))
        {
            if (path.EndsWith(".gz", StringComparison.Ordinal))
                Assert.Equal(data.Packed(Path.GetFileName(path)), await File.ReadAllBytesAsync(path, Token));
            else
                File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-10));
        }

        var digits = await Digits.LoadAsync(
            new() { DataSet = set, Folder = _folder.File("disk"), CacheFolder = _folder.File("cache") },
            cancellationToken: Token);
        Assert.True(data.Equals(digits.Train, digits.Test));
        Assert.Equal(data.PackedNames.Order(), Directory.GetFiles(Cache).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task The_archive_is_downloaded_only_when_asked_for_and_then_once()
    {
        var archive = Zip();
        var served = new SmallDataSet();
        served.Add("gzip.zip", archive);
        await using var server = new FaultyServer(served);
        server.On("broken", FaultyServer.Truncated(1_000));
        var set = Set(served, archive, server.Mirror("broken"), server.Mirror("good"));
        var options = new DigitsOptions
        {
            DataSet = set,
            CacheFolder = _folder.File("cache"),
            Otherwise = new DrawnDigits { TrainCount = 10, TestCount = 10 }
        };

        var without = await Digits.LoadAsync(options, cancellationToken: Token);
        Assert.Equal(DigitsOrigin.BuiltIn, without.Origin);
        Assert.Contains("only when asked for", without.Description, StringComparison.Ordinal);
        Assert.Empty(server.Requests);

        var patience = new DownloadOptions { BackOff = TimeSpan.FromMilliseconds(10) };
        await DataDownloader.DownloadAsync(set, Cache, patience, null, Token);
        Assert.Equal(["broken/gzip.zip", "good/gzip.zip"], server.Requests);
        var with = await Digits.LoadAsync(options, cancellationToken: Token);
        Assert.True(served.Equals(with.Train, with.Test));
        Assert.Equal(DigitsOrigin.Cache, with.Origin);

        // Another set of the same archive finds it in the cache.
        var sibling = set with { Folder = "sibling" };
        var other = await Digits.LoadAsync(options with { DataSet = sibling }, cancellationToken: Token);
        Assert.True(served.Equals(other.Train, other.Test));
        await DataDownloader.DownloadAsync(sibling, _folder.File("cache/sibling"), patience, null, Token);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public void A_folder_with_neither_says_what_it_may_hold()
    {
        Directory.CreateDirectory(_folder.File("disk"));
        var e = Assert.Throws<DataSetException>(() => DataFolder.Load(_folder.File("disk"), Set(), Cache, null, Token));
        Assert.Contains("or the archive emnist-gzip.zip or gzip.zip", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    /// <summary>A packed file can be shown to be genuine even where nobody knows the digest of what is in it.</summary>
    [Fact]
    public void Without_a_digest_of_the_unpacked_file_the_packed_one_decides()
    {
        var known = Data.Set with { Files = [.. Data.Set.Files.Select(file => file with { Sha256 = null })] };
        Data.WriteTo(_folder.File("packed"), name => name + ".gz", gzip: true);
        Data.WriteTo(_folder.File("raw"), name => name);
        Assert.True(DataFolder.Load(_folder.File("packed"), known, Token).IsVerified);
        Assert.False(DataFolder.Load(_folder.File("raw"), known, Token).IsVerified);
        Assert.False(known.HasDigest);
        Assert.True(DataFolder.Load(_folder.File("raw"), Data.Set, Token).IsVerified);
    }

    private void Unpack() => DataArchiveReader.Unpack(Archive, Set(), Cache, null, Token);

    private string AssertRefused()
    {
        var before = Directory.GetFileSystemEntries(_folder.Path, "*",
            SearchOption.AllDirectories).Where(path => !path.StartsWith(Cache, StringComparison.Ordinal));
        var e = Assert.Throws<DataSetException>(Unpack);
        Assert.DoesNotContain('\n', e.Message);
        Assert.StartsWith(Archive, e.Message, StringComparison.Ordinal);
        var after = Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories)
            .Where(path => !path.StartsWith(Cache, StringComparison.Ordinal) && path != _folder.File("cache"));
        Assert.Equal(before.Where(path => path != _folder.File("cache")), after);
        return e.Message;
    }

    private void Write(byte[] archive)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Archive)!);
        File.WriteAllBytes(Archive, archive);
    }

    /// <summary>An archive with the four files below gzip/, and more behind them.</summary>
    private static byte[] Zip(params (string Name, byte[] Content)[] more) => Zip(null, null, more);

    private static byte[] Zip((string Name, byte[]? Content)? replace = null, SmallDataSet? data = null,
        params (string Name, byte[] Content)[] more)
    {
        data ??= Data;
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in data.PackedNames)
            {
                if ((name == replace?.Name ? replace.Value.Content : data.Packed(name)) is { } content)
                    Add(zip, $"gzip/{name}", content);
            }

            foreach (var (name, content) in more) Add(zip, name, content);
        }

        return stream.ToArray();
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using var member = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        member.Write(content);
    }

    /// <summary>Changes the unpacked length that the central directory claims for a member.</summary>
    private static void PatchLength(byte[] zip, string member, uint length)
    {
        var name = Encoding.ASCII.GetBytes(member);
        for (var at = 0; at < zip.Length - 46 - name.Length; at++)
        {
            if (zip.AsSpan(at, 4).SequenceEqual("PK\u0001\u0002"u8)
                && zip.AsSpan(at + 46, name.Length).SequenceEqual(name))
            {
                BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(at + 24), length);
                return;
            }
        }

        Assert.Fail("no such member");
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<DownloadProgress>
    {
        private int _files;

        // In the middle of the second file.
        public void Report(DownloadProgress value)
        {
            if (value.Bytes == value.Length) _files++;
            if (_files >= 2) source.Cancel();
        }
    }
}
