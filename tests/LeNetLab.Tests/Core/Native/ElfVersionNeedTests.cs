using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LeNetLab.Native;
using Xunit;

namespace LeNetLab.Tests.Core.Native;

public class ElfVersionNeedTests
{
    private const string PlantedSymbol = "_ZSt21ios_base_library_initv";

    // 7F 45 4C 46, 64-bit, little-endian: the start of a file that claims to be what is wanted.
    private static readonly byte[] ElfStart = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1];

    [Fact]
    public void In_the_bridge_exactly_the_flag_and_the_binding_change()
    {
        byte[] before = Bridge.Bytes(), after = (byte[])before.Clone();
        Assert.True(ElfVersionNeed.Weaken(after, ElfVersionNeed.Glibcxx32));

        int[] changed = [.. Enumerable.Range(0, before.Length).Where(i => before[i] != after[i])];
        Assert.Equal(2, changed.Length);
        var need = changed.Single(i => before[i] == 0 && after[i] == 2);      // vna_flags: none → VER_FLG_WEAK
        var symbol = changed.Single(i => after[i] >> 4 == 2);                 // st_info: STB_GLOBAL → STB_WEAK
        Assert.Equal(1, before[symbol] >> 4);
        Assert.Equal(before[symbol] & 0xf, after[symbol] & 0xf);

        // Both name their texts by an offset into one table: from either follows where that table starts.
        var version = before.AsSpan().IndexOf(Encoding.ASCII.GetBytes($"\0{ElfVersionNeed.Glibcxx32}\0")) + 1;
        var planted = before.AsSpan().IndexOf(Encoding.ASCII.GetBytes($"\0{PlantedSymbol}\0")) + 1;
        var versionName = BinaryPrimitives.ReadInt32LittleEndian(before.AsSpan(need + 4));
        var symbolName = BinaryPrimitives.ReadInt32LittleEndian(before.AsSpan(symbol - 4));
        Assert.Equal(version - versionName, planted - symbolName);
    }

    [Fact]
    public void Weakening_twice_is_weakening_once()
    {
        var once = Bridge.Bytes();
        Assert.True(ElfVersionNeed.Weaken(once, ElfVersionNeed.Glibcxx32));
        byte[] twice = (byte[])once.Clone();
        Assert.True(ElfVersionNeed.Weaken(twice, ElfVersionNeed.Glibcxx32));
        Assert.True(once.AsSpan().SequenceEqual(twice));
    }

    [Theory]
    [InlineData("libc10.so")]
    [InlineData("libtorch.so")]
    public void A_library_without_the_need_stays_as_it_is(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only the Linux package has ELF files.");
        var file = NativeTorchFiles.Find(TorchPlatform.Current()).Torch.Single(f => Path.GetFileName(f) == name);
        byte[] before = File.ReadAllBytes(file), after = (byte[])before.Clone();
        Assert.False(ElfVersionNeed.Weaken(after, ElfVersionNeed.Glibcxx32));
        Assert.True(before.AsSpan().SequenceEqual(after));
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.3")]
    [InlineData("GLIBCXX_3.4.320")]
    [InlineData("")]
    public void Only_the_whole_name_of_a_version_counts(string version)
    {
        byte[] before = Bridge.Bytes(), after = (byte[])before.Clone();
        if (!ElfVersionNeed.Weaken(after, version)) Assert.True(before.AsSpan().SequenceEqual(after));
        else Assert.Equal("GLIBCXX_3.4.3", version);
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_refused()
    {
        var whole = Bridge.Bytes();
        var random = new System.Random(32);
        int[] lengths = [0, 1, 3, 4, 16, 63, 64, 65, whole.Length - 1,
            .. Enumerable.Range(0, 200).Select(_ => random.Next(whole.Length))];
        foreach (var length in lengths)
            Assert.Throws<InvalidDataException>(
                () => ElfVersionNeed.Weaken(whole.AsSpan(0, length).ToArray(), ElfVersionNeed.Glibcxx32));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello, I am a text file and longer than sixty-four bytes, so that only the content tells it")]
    [InlineData("\u0089PNG\r\n\u001a\n............................................................................")]
    public void What_is_no_elf_file_is_refused(string content)
    {
        var error = Assert.Throws<InvalidDataException>(
            () => ElfVersionNeed.Weaken(Encoding.Latin1.GetBytes(content), ElfVersionNeed.Glibcxx32));
        Assert.Contains("not an ELF file", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public void A_32_bit_or_big_endian_file_is_refused(byte width, byte order)
    {
        byte[] elf = new byte[200];
        ElfStart.CopyTo(elf, 0);
        (elf[4], elf[5]) = (width, order);
        Assert.Throws<InvalidDataException>(() => ElfVersionNeed.Weaken(elf, ElfVersionNeed.Glibcxx32));
    }

    [Property(MaxTest = 500)]
    public bool Random_bytes_behind_an_elf_start_never_do_worse_than_be_refused(byte[] bytes) =>
        EndsWell([.. ElfStart, .. bytes, .. new byte[57], .. bytes, .. bytes]);

    // The tables are where a wrong byte can lead astray: the file's header, the section headers, the version needs.
    [Property(MaxTest = 300)]
    public Property Changed_bytes_in_the_tables_never_do_worse_than_be_refused()
    {
        var whole = Bridge.Bytes();
        var sections = BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(40));
        byte[] clean = (byte[])whole.Clone(), weak = (byte[])whole.Clone();
        ElfVersionNeed.Weaken(weak, ElfVersionNeed.Glibcxx32);
        var need = clean.AsSpan().CommonPrefixLength(weak) is var first && clean[first] == 0 ? first
            : first + 1 + clean.AsSpan(first + 1).CommonPrefixLength(weak.AsSpan(first + 1));
        return Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new System.Random(seed);
            byte[] mutated = (byte[])whole.Clone();
            for (var n = random.Next(1, 20); n > 0; n--)
            {
                var at = random.Next(3) switch
                {
                    0 => random.Next(4, 64),
                    1 => random.Next(sections, whole.Length),
                    _ => need + random.Next(-600, 600),
                };
                mutated[at] = random.Next(4) == 0 ? (byte)0xff : (byte)random.Next(256);
            }

            return EndsWell(mutated);
        });
    }

    [Fact(Timeout = 30_000)]
    public async Task A_chain_of_needs_that_never_matches_ends_soon()
    {
        // The worst that a file can ask for: every step one byte, every entry counted again, every name as long as the
        // file.
        const int Size = 1 << 20;
        byte[] elf = new byte[Size];
        Array.Fill(elf, (byte)1);
        ElfStart.CopyTo(elf, 0);
        BinaryPrimitives.WriteInt64LittleEndian(elf.AsSpan(40), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(58), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(60), 1);
        var section = elf.AsSpan(64, 64);
        section.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(section[4..], 0x6ffffffe);
        BinaryPrimitives.WriteInt64LittleEndian(section[24..], 128);
        BinaryPrimitives.WriteInt64LittleEndian(section[32..], Size - 128);
        for (var at = 128; at + 16 <= Size; at += 16)
        {
            var entry = elf.AsSpan(at, 16);
            entry.Clear();
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], ushort.MaxValue);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], 16);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], 16);
        }

        Assert.True(await Task.Run(() => EndsWell(elf), TestContext.Current.CancellationToken));
    }

    private static bool EndsWell(byte[] elf)
    {
        try
        {
            ElfVersionNeed.Weaken(elf, ElfVersionNeed.Glibcxx32);
        }
        catch (InvalidDataException)
        {
        }

        return true;
    }
}
