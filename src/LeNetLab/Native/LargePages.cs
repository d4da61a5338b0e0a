namespace LeNetLab.Native;

/// <summary>
/// Asks Linux to back large memory with pages of 2 MB: the first touch of fresh memory costs a quarter of what it does
/// with pages of 4 KB, and that is more than making the numbers that are written. Elsewhere nothing is asked.
/// </summary>
/// <remarks>Not for memory of .NET's collector, which gives it back in pieces of its own.</remarks>
internal static unsafe partial class LargePages
{
    private const nuint Least = 16 << 20;
    private const int HugePage = 14;

    /// <summary>Advises; the memory is usable as before, whatever comes of it.</summary>
    public static void Advise(Span<byte> memory)
    {
        if (!OperatingSystem.IsLinux() || (nuint)memory.Length < Least) return;
        fixed (byte* start = memory)
        {
            nuint page = (nuint)Environment.SystemPageSize, first = ((nuint)start + page - 1) & ~(page - 1);
            _ = Advise(first, ((nuint)start + (nuint)memory.Length - first) & ~(page - 1), HugePage);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint address, nuint length, int advice);
}
