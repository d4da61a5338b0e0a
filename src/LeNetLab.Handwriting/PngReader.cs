using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace LeNetLab.Handwriting;

/// <summary>
/// Reads a PNG (ISO/IEC 15948) row by row: memory follows the width of the picture and the length of the file, and
/// nothing that the file claims. Every chunk that decides a pixel has to have its checksum.
/// </summary>
internal sealed class PngReader
{
    private const int ChunkFrame = 12;

    // Where the pixels of each pass of an interlaced picture begin, and how far they are apart.
    private static readonly (int Top, int Left, int Down, int Right)[] Adam7 =
        [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)];

    private static readonly uint[] CrcTable = MakeCrcTable();

    private readonly PictureReduction _target;
    private readonly int _depth, _colour, _channels;
    private readonly bool _interlaced;
    private readonly MemoryStream _packed = new();
    private byte[] _palette = [], _transparent = [];
    private int _orientation = ExifOrientation.AsStored;

    private PngReader(ReadOnlySpan<byte> header)
    {
        (_depth, _colour, _interlaced) = (header[8], header[9], header[12] == 1);
        _channels = _colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        bool known = _colour switch
        {
            0 => _depth is 1 or 2 or 4 or 8 or 16,
            3 => _depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => _depth is 8 or 16,
            _ => false,
        };
        if (!known || header[10] != 0 || header[11] != 0 || header[12] > 1)
            throw PictureFault.Damaged("its header names no kind of PNG");
        _target = PictureFile.Begin(BinaryPrimitives.ReadUInt32BigEndian(header),
            BinaryPrimitives.ReadUInt32BigEndian(header[4..]));
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <exception cref="PictureFault">It is damaged, cut short or too large.</exception>
    public static (PictureReduction Picture, int Orientation) Read(ReadOnlySpan<byte> file)
    {
        PngReader? reader = null;
        for (int at = 8; ;)
        {
            if (file.Length - at < ChunkFrame) throw PictureFault.CutShort();
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > int.MaxValue) throw PictureFault.Damaged($"a chunk claims {length} bytes");
            if (length > file.Length - at - ChunkFrame) throw PictureFault.CutShort();
            ReadOnlySpan<byte> kind = file.Slice(at + 4, 4), data = file.Slice(at + 8, (int)length);
            bool sound = Crc(file.Slice(at + 4, 4 + data.Length))
                == BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8 + data.Length)..]);
            if (reader is null != kind.SequenceEqual("IHDR"u8) || (reader is null && data.Length != 13))
                throw PictureFault.Damaged("its header is not where it should be");
            reader ??= new PngReader(data);
            // A small letter first: a chunk that one may do without.
            if (!sound && (kind[0] & 0x20) == 0) throw PictureFault.Damaged("a checksum is wrong");
            if (kind.SequenceEqual("IEND"u8)) break;
            if (sound) reader.Take(kind, data);
            at += ChunkFrame + data.Length;
        }

        reader!.Unpack();
        return (reader._target, reader._orientation);
    }

    private void Take(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> data)
    {
        if (kind.SequenceEqual("IDAT"u8)) _packed.Write(data);
        else if (kind.SequenceEqual("PLTE"u8)) _palette = data.ToArray();
        else if (kind.SequenceEqual("tRNS"u8)) _transparent = data.ToArray();
        else if (kind.SequenceEqual("eXIf"u8)) _orientation = ExifOrientation.FindInTiff(data);
    }

    private void Unpack()
    {
        if (_colour == 3 && _palette.Length < 3) throw PictureFault.Damaged("its palette is missing");
        _packed.Position = 0;
        using var unpacked = new ZLibStream(_packed, CompressionMode.Decompress);
        try
        {
            foreach (var (top, left, down, right) in _interlaced ? Adam7 : [(0, 0, 1, 1)])
            {
                int height = (_target.Height - top + down - 1) / down;
                int width = (_target.Width - left + right - 1) / right;
                // A pass without columns has no rows either.
                if (width <= 0) continue;
                int unit = Math.Max(1, _channels * _depth / 8), size = (width * _channels * _depth + 7) / 8;
                byte[] row = new byte[size + 1], above = new byte[size + 1];
                for (int y = 0; y < height; y++)
                {
                    if (unpacked.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length)
                        throw PictureFault.CutShort();
                    Unfilter(row, above, unit);
                    AddRow(row.AsSpan(1), width, top + y * down, left, right);
                    (row, above) = (above, row);
                }
            }

            if (unpacked.ReadByte() >= 0) throw PictureFault.Damaged("it holds more pixels than its size");
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // An IOException where the stream asks for a dictionary that PNG does not have.
            throw PictureFault.Damaged("its pixels cannot be unpacked");
        }
    }

    /// <summary>Undoes a row's filter; its number is the row's first byte.</summary>
    private static void Unfilter(Span<byte> row, ReadOnlySpan<byte> above, int unit)
    {
        int filter = row[0];
        if (filter > 4) throw PictureFault.Damaged($"a row has filter {filter}");
        // The first pixel has nothing to its left.
        int second = Math.Min(unit + 1, row.Length);
        for (int i = 1; filter > 1 && i < second; i++) row[i] += (byte)(filter == 3 ? above[i] / 2 : above[i]);
        switch (filter)
        {
            case 1:
                for (int i = second; i < row.Length; i++) row[i] += row[i - unit];
                break;
            case 2:
                for (int i = second; i < row.Length; i++) row[i] += above[i];
                break;
            case 3:
                for (int i = second; i < row.Length; i++) row[i] += (byte)((row[i - unit] + above[i]) / 2);
                break;
            case 4:
                for (int i = second; i < row.Length; i++)
                    row[i] += (byte)Paeth(row[i - unit], above[i], above[i - unit]);
                break;
            default: break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Paeth(int left, int up, int corner)
    {
        int guess = left + up - corner;
        int a = Math.Abs(guess - left), b = Math.Abs(guess - up), c = Math.Abs(guess - corner);
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    private void AddRow(ReadOnlySpan<byte> row, int width, int y, int left, int right)
    {
        // Most pictures have eight bits to a sample and no palette.
        bool plain = _depth == 8 && _colour != 3 && _transparent.Length == 0, veiled = _colour is 4 or 6;
        for (int x = 0, at = 0, column = left; x < width; x++, at += _channels, column += right)
        {
            if (!plain)
            {
                AddPixel(row, x, y, column);
                continue;
            }

            float value = _channels < 3 ? row[at] / 255f : PictureFile.Luma(row.Slice(at, 3));
            if (veiled) _target.Add(y, column, value, row[at + _channels - 1] / 255f);
            else _target.Add(y, column, value);
        }
    }

    private void AddPixel(ReadOnlySpan<byte> row, int x, int y, int column)
    {
        int at = x * _channels;
        if (_colour == 3)
        {
            int entry = Sample(row, at);
            float light = entry * 3 + 3 <= _palette.Length ? PictureFile.Luma(_palette.AsSpan(entry * 3)) : 0;
            if (_transparent.Length == 0) _target.Add(y, column, light);
            else _target.Add(y, column, light, entry < _transparent.Length ? _transparent[entry] / 255f : 1);
            return;
        }

        ReadOnlySpan<byte> pixel = [Eight(row, at), Eight(row, at + 1), Eight(row, at + 2)];
        float value = _colour is 2 or 6 ? PictureFile.Luma(pixel) : pixel[0] / 255f;
        if (_colour is 4 or 6) _target.Add(y, column, value, Eight(row, at + _channels - 1) / 255f);
        else if (_transparent.Length == 2 * _channels) _target.Add(y, column, value, IsTransparent(row, at) ? 0 : 1);
        else _target.Add(y, column, value);
    }

    /// <summary>Whether a pixel has the one value that stands for nothing.</summary>
    private bool IsTransparent(ReadOnlySpan<byte> row, int at)
    {
        for (int c = 0; c < _channels; c++)
            if (Sample(row, at + c) != BinaryPrimitives.ReadUInt16BigEndian(_transparent.AsSpan(2 * c)))
                return false;
        return true;
    }

    /// <summary>A sample as 0 to 255; 0 after the row's end.</summary>
    private byte Eight(ReadOnlySpan<byte> row, int at) => _depth switch
    {
        8 => at < row.Length ? row[at] : (byte)0,
        16 => 2 * at < row.Length ? row[2 * at] : (byte)0,
        _ => (byte)(Sample(row, at) * 255 / ((1 << _depth) - 1)),
    };

    /// <summary>A sample as it is stored.</summary>
    private int Sample(ReadOnlySpan<byte> row, int at)
    {
        if (_depth == 16) return BinaryPrimitives.ReadUInt16BigEndian(row[(2 * at)..]);
        int bit = at * _depth;
        return bit / 8 < row.Length ? (row[bit / 8] >> (8 - _depth - bit % 8)) & ((1 << _depth) - 1) : 0;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes) crc = CrcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeCrcTable()
    {
        uint[] table = new uint[256];
        for (uint n = 0; n < table.Length; n++)
        {
            table[n] = n;
            for (int k = 0; k < 8; k++) table[n] = (table[n] & 1) != 0 ? 0xEDB88320 ^ (table[n] >> 1) : table[n] >> 1;
        }

        return table;
    }
}
