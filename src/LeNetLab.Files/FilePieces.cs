using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;

namespace LeNetLab.Files;

/// <summary>Reads a large part of a file into memory, several cores at a time.</summary>
/// <remarks>
/// The disk's copy of a file in memory is quickly had; what takes long is the first touch of the memory that it is read
/// into, and that is work of the processor. Threads of their own and not those of the pool: to start the pool takes a
/// fresh process longer than to read MNIST.
/// </remarks>
internal static class FilePieces
{
    /// <summary>The least that is worth a thread.</summary>
    private const int LeastPiece = 4 << 20;

    /// <summary>More than so many wait for each other.</summary>
    private const int MostPieces = 4;

    /// <summary>Fills <paramref name="target"/> from <paramref name="offset"/> on.</summary>
    /// <param name="file">A file that can be read at any place.</param>
    /// <param name="offset">Where to begin, in bytes.</param>
    /// <param name="target">Receives the bytes.</param>
    /// <returns>How many bytes arrived before the first missing one; fewer if the file ends early.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static int Read(SafeFileHandle file, long offset, Memory<byte> target)
    {
        var count = Math.Clamp(target.Length / LeastPiece, 1, Math.Min(MostPieces, Environment.ProcessorCount));
        var size = (target.Length + count - 1) / count;
        var got = new int[count];
        var errors = new Exception?[count];
        var threads = new Thread[count - 1];
        for (var n = 0; n < threads.Length; n++)
        {
            var piece = n + 1;
            threads[n] = new Thread(() => Fill(piece)) { IsBackground = true };
            threads[n].Start();
        }

        Fill(0);
        foreach (var thread in threads) thread.Join();
        if (Array.Find(errors, e => e is not null) is { } error) ExceptionDispatchInfo.Throw(error);
        var arrived = 0;
        for (var piece = 0; piece < count; piece++)
        {
            arrived += got[piece];
            if (got[piece] < Piece(piece).Length) break;
        }

        return arrived;

        Memory<byte> Piece(int piece) => target[(piece * size)..Math.Min(target.Length, (piece + 1) * size)];

        void Fill(int piece)
        {
            var part = Piece(piece);
            var at = offset + (long)piece * size;
            try
            {
                while (got[piece] < part.Length)
                {
                    var read = RandomAccess.Read(file, part.Span[got[piece]..], at + got[piece]);
                    if (read == 0) return;
                    got[piece] += read;
                }
            }
            catch (Exception e)
            {
                errors[piece] = e;
            }
        }
    }
}
