namespace LeNetLab.Native;

/// <summary>
/// Shared libraries of a few hundred bytes that hold nothing but the paths of native torch. A program that references
/// this project from outside the repository gets none of its build steps, and TorchSharp looks for native torch before
/// this library is loaded; so the build hands that program a stub for each of the two names that TorchSharp asks for.
/// </summary>
internal static class LinkerStub
{
    private const int HeaderBytes = 64, SegmentBytes = 56, EntryBytes = 16, SymbolBytes = 24;
    private const long Needed = 1, Strings = 5, Symbols = 6, StringBytes = 10, BytesOfSymbol = 11;

    /// <summary>Called by the project file: writes both stubs, and a bridge that asks less of the system.</summary>
    /// <exception cref="NativeTorchException">Native torch is not in the package cache.</exception>
    public static void Write(string torch, string bridge, string weakened)
    {
        foreach (var path in new[] { torch, bridge, weakened })
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var files = NativeTorchFiles.Find(TorchPlatform.Current(), "/nowhere", NativeTorchFiles.PackageRoots());
        // A need that is weak does no harm where the system has what is needed.
        var bytes = File.ReadAllBytes(files.Bridge);
        ElfVersionNeed.Weaken(bytes, ElfVersionNeed.Glibcxx32);
        File.WriteAllBytes(weakened, bytes);
        File.WriteAllBytes(torch, For(files.Torch));
        // Without libtorch_cpu.so: the program may have brought its own, which is then loaded already.
        File.WriteAllBytes(bridge, For([files.Torch[^1], weakened]));
    }

    /// <summary>An ELF library for x86-64 that only needs these files (System V gABI, chapter 5).</summary>
    public static byte[] For(IReadOnlyList<string> paths)
    {
        var names = new MemoryStream();
        names.WriteByte(0);
        var entries = new List<(long Tag, long Value)>();
        foreach (var path in paths)
        {
            entries.Add((Needed, names.Length));
            names.Write([.. Encoding.UTF8.GetBytes(path), 0]);
        }

        long dynamic = HeaderBytes + 3 * SegmentBytes, dynamicBytes = (entries.Count + 5) * EntryBytes;
        long symbols = dynamic + dynamicBytes, strings = symbols + SymbolBytes, size = strings + names.Length;
        entries.AddRange([(Strings, strings), (Symbols, symbols), (StringBytes, names.Length),
            (BytesOfSymbol, SymbolBytes), (0, 0)]);

        var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        // 64 bits, little-endian; a shared object for x86-64; the segments follow, and there are no sections.
        writer.Write([.. "\u007fELF"u8, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 62, 0, 1, 0, 0, 0]);
        foreach (var word in new long[] { 0, HeaderBytes, 0 }) writer.Write(word);
        writer.Write(0);
        foreach (var half in new short[] { HeaderBytes, SegmentBytes, 3, 64, 0, 0 }) writer.Write(half);
        // All of it loaded, to be read and written; the dynamic entries; a stack that is not executed.
        Segment(1, 0, size, 4096);
        Segment(2, dynamic, dynamicBytes, 8);
        Segment(0x6474e551, 0, 0, 16);
        foreach (var (tag, value) in entries)
        {
            writer.Write(tag);
            writer.Write(value);
        }

        writer.Write(new byte[SymbolBytes]);
        writer.Write(names.ToArray());
        return file.ToArray();

        void Segment(int type, long at, long length, long alignment)
        {
            writer.Write(type);
            writer.Write(6);
            foreach (var word in new[] { at, at, at, length, length, alignment }) writer.Write(word);
        }
    }
}
