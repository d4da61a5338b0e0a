namespace LeNetLab.Native;

/// <summary>
/// Makes a shared library's need of one symbol version weak, so that the dynamic linker takes the library although no
/// loaded library offers that version.
/// </summary>
/// <remarks>
/// TorchSharp's bridge asks for <c>GLIBCXX_3.4.32</c> because of one symbol that including &lt;iostream&gt; plants and
/// nothing calls. Debian 12 and Ubuntu 22.04 end at 3.4.30. Two flags settle it (System V gABI, "Symbol Versioning" in
/// the LSB): <c>VER_FLG_WEAK</c> on the entry in <c>.gnu.version_r</c>, and <c>STB_WEAK</c> on the undefined symbols
/// that carry its version index in <c>.dynsym</c>.
/// </remarks>
internal static class ElfVersionNeed
{
    public const string Glibcxx32 = "GLIBCXX_3.4.32";

    private const uint SectionDynamicSymbols = 11;
    private const uint SectionVersionNeeds = 0x6ffffffe;
    private const uint SectionVersionSymbols = 0x6fffffff;
    private const ushort VersionFlagWeak = 2;
    private const byte BindGlobal = 1;
    private const byte BindWeak = 2;

    /// <summary>Changes <paramref name="elf"/> in place.</summary>
    /// <returns>Whether the file has a need of that version. Where it has none, nothing is changed.</returns>
    /// <exception cref="InvalidDataException">Not a little-endian 64-bit ELF file, or one cut short.</exception>
    public static bool Weaken(Span<byte> elf, string version)
    {
        if (elf.Length < 64 || !elf[..4].SequenceEqual("\u007fELF"u8))
            throw new InvalidDataException("it is not an ELF file (it does not start with 7F 45 4C 46)");
        if (elf[4] != 2 || elf[5] != 1) throw new InvalidDataException("it is not a little-endian 64-bit ELF file");

        var sections = ReadSections(elf);
        var needs = sections.FirstOrDefault(s => s.Type == SectionVersionNeeds);
        if (needs.Type == 0) return false;
        var names = Linked(sections, needs);
        if (!WeakenNeed(elf, needs, names, version, out var index)) return false;

        var versions = sections.FirstOrDefault(s => s.Type == SectionVersionSymbols);
        var symbols = sections.FirstOrDefault(s => s.Type == SectionDynamicSymbols);
        for (long i = 0; i < versions.Size / 2 && i < symbols.Size / 24; i++)
        {
            if ((U16(elf, versions.Offset + 2 * i) & 0x7fff) != index) continue;
            var symbol = Slice(elf, symbols.Offset + 24 * i, 24);
            var undefined = BinaryPrimitives.ReadUInt16LittleEndian(symbol[6..]) == 0;
            if (undefined && symbol[4] >> 4 == BindGlobal) symbol[4] = (byte)(BindWeak << 4 | symbol[4] & 0xf);
        }

        return true;
    }

    private static bool WeakenNeed(Span<byte> elf, Section needs, Section names, string version, out ushort index)
    {
        index = 0;
        var file = needs.Offset;
        // Every entry takes 16 bytes, so a sound file has fewer than this, and a chain that turns back on itself ends.
        var entries = elf.Length / 16;
        while (true)
        {
            var entry = file + U32(elf, file + 8);
            for (int left = U16(elf, file + 2); left > 0; left--)
            {
                if (--entries < 0) throw Short();
                if (IsText(elf, names, U32(elf, entry + 8), version))
                {
                    var flags = Slice(elf, entry + 4, 2);
                    BinaryPrimitives.WriteUInt16LittleEndian(
                        flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | VersionFlagWeak));
                    index = U16(elf, entry + 6);
                    return true;
                }

                var step = U32(elf, entry + 12);
                if (step == 0) break;
                entry += step;
            }

            // Steps are unsigned and non-zero, so the walk only moves forward and must end at the end of the file.
            var next = U32(elf, file + 12);
            if (next == 0) return false;
            file += next;
        }
    }

    private static List<Section> ReadSections(Span<byte> elf)
    {
        var table = (long)BinaryPrimitives.ReadUInt64LittleEndian(elf[40..]);
        var entrySize = BinaryPrimitives.ReadUInt16LittleEndian(elf[58..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(elf[60..]);
        var sections = new List<Section>(count);
        for (var i = 0; i < count; i++)
        {
            var header = Slice(elf, table + (long)i * entrySize, 64);
            sections.Add(new Section(BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
                (long)BinaryPrimitives.ReadUInt64LittleEndian(header[24..]),
                (long)BinaryPrimitives.ReadUInt64LittleEndian(header[32..]),
                (int)BinaryPrimitives.ReadUInt32LittleEndian(header[40..])));
        }

        return sections;
    }

    private static Section Linked(List<Section> sections, Section section) =>
        section.Link < sections.Count && section.Link >= 0 ? sections[section.Link] : throw Short();

    private static bool IsText(Span<byte> elf, Section strings, uint offset, string expected)
    {
        if (offset >= strings.Size) throw Short();
        var text = Slice(elf, strings.Offset + offset, strings.Size - offset);
        return text.Length > expected.Length && text[expected.Length] == 0
            && Ascii.Equals(text[..expected.Length], expected);
    }

    private static ushort U16(Span<byte> elf, long at) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(elf, at, 2));

    private static uint U32(Span<byte> elf, long at) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(elf, at, 4));

    private static Span<byte> Slice(Span<byte> elf, long at, long length) =>
        at >= 0 && length >= 0 && at <= elf.Length - length ? elf.Slice((int)at, (int)length) : throw Short();

    private static InvalidDataException Short() => new("it is cut short, or its tables point outside it");

    private readonly record struct Section(uint Type, long Offset, long Size, int Link);
}
