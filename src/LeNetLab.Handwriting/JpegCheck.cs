using System.Buffers.Binary;

namespace LeNetLab.Handwriting;

/// <summary>
/// Goes through a JPEG (ITU-T T.81) before it is decoded, since the decoder believes whatever a file claims and fills
/// what is missing with grey. Sizes and scans are bounded, and each scan has to hold the bits of all its blocks.
/// </summary>
internal sealed class JpegCheck
{
    /// <summary>Encoders make about ten; each one is a way over the whole picture.</summary>
    private const int MaxScans = 100;

    /// <summary>Decoding in several steps of quality takes twice the memory.</summary>
    private const long MaxProgressivePixels = 50_000_000;

    private readonly JpegCodes?[] _codes = new JpegCodes?[8];
    private readonly List<Component> _components = [];
    private bool _progressive;
    private int _width, _height, _across, _down, _restart, _scans;
    private int? _orientation;

    private sealed class Component
    {
        public byte Id { get; init; }

        public int Across { get; init; }

        public int Down { get; init; }

        public bool IsThere { get; set; }
    }

    /// <summary>Checks a file's bytes.</summary>
    /// <returns>The size in pixels, and the Exif orientation.</returns>
    /// <exception cref="PictureFault">It is damaged, cut short or too large.</exception>
    public static (int Width, int Height, int Orientation) Check(ReadOnlySpan<byte> file)
    {
        var check = new JpegCheck();
        int at = 2;
        while (check.Step(file, ref at))
        {
        }

        if (check._components.Count == 0 || !check._components.TrueForAll(c => c.IsThere))
            throw PictureFault.CutShort();
        return (check._width, check._height, check._orientation ?? ExifOrientation.AsStored);
    }

    /// <summary>One segment, and of a scan its data; false after the mark of the end.</summary>
    private bool Step(ReadOnlySpan<byte> file, ref int at)
    {
        if (at < file.Length && file[at] != 0xFF) throw PictureFault.Damaged("bytes between its segments");
        // Any number of fill bytes may stand before a segment.
        while (at < file.Length && file[at] == 0xFF) at++;
        if (at + 3 > file.Length && !(at < file.Length && file[at] == 0xD9)) throw PictureFault.CutShort();
        byte kind = file[at++];
        if (kind == 0xD9) return false;
        if (kind is 0x01 or (>= 0xD0 and <= 0xD7)) return true;
        int length = BinaryPrimitives.ReadUInt16BigEndian(file[at..]);
        if (length < 2) throw PictureFault.Damaged("a segment without a length");
        if (length > file.Length - at) throw PictureFault.CutShort();
        ReadOnlySpan<byte> segment = file.Slice(at + 2, length - 2);
        at += length;
        switch (kind)
        {
            case 0xC0 or 0xC1 or 0xC2:
                TakeFrame(segment, kind == 0xC2);
                break;
            case 0xC4:
                TakeCodes(segment);
                break;
            case >= 0xC3 and <= 0xCF and not (0xC8 or 0xCC):
                throw PictureFault.TooLarge("a baseline or progressive JPEG", $"one of kind {kind:X2}");
            case 0xDD when segment.Length >= 2:
                _restart = BinaryPrimitives.ReadUInt16BigEndian(segment);
                break;
            case 0xE1 when segment.StartsWith("Exif\0\0"u8):
                _orientation ??= ExifOrientation.FindInTiff(segment[6..]);
                break;
            case 0xDA:
                int end = at + EndOfScan(file[at..]);
                TakeScan(segment, file[at..end]);
                at = end;
                break;
            default:
                break;
        }

        return true;
    }

    private void TakeFrame(ReadOnlySpan<byte> frame, bool progressive)
    {
        if (_components.Count > 0 || frame.Length < 6 || frame.Length < 6 + 3 * frame[5] || frame[0] != 8)
            throw PictureFault.Damaged("its frame header cannot be read");
        _progressive = progressive;
        (_height, _width) =
            (BinaryPrimitives.ReadUInt16BigEndian(frame[1..]), BinaryPrimitives.ReadUInt16BigEndian(frame[3..]));
        PictureFile.CheckSize(_width, _height, progressive ? MaxProgressivePixels : PictureFile.MaxPixels);
        for (int c = 0; c < frame[5]; c++)
        {
            int sampling = frame[7 + 3 * c];
            _components.Add(
                new Component { Id = frame[6 + 3 * c], Across = sampling >> 4, Down = sampling & 15 });
        }

        if (_components.Count is not (1 or 3 or 4)
            || _components.Exists(c => c.Across is < 1 or > 4 || c.Down is < 1 or > 4))
            throw PictureFault.Damaged("its frame header cannot be read");
        (_across, _down) = (_components.Max(c => c.Across), _components.Max(c => c.Down));
    }

    private void TakeCodes(ReadOnlySpan<byte> segment)
    {
        while (segment.Length >= 17)
        {
            int count = 0;
            foreach (byte n in segment[1..17]) count += n;
            if (segment[0] is not (< 4 or (>= 16 and < 20)) || count > 256 || segment.Length < 17 + count)
                throw PictureFault.Damaged("a table of codes cannot be read");
            _codes[(segment[0] >> 4) * 4 + (segment[0] & 3)] = new JpegCodes(segment[1..17], segment.Slice(17, count));
            segment = segment[(17 + count)..];
        }
    }

    private void TakeScan(ReadOnlySpan<byte> header, ReadOnlySpan<byte> data)
    {
        if (++_scans > MaxScans) throw PictureFault.TooLarge($"at most {MaxScans} scans", "more");
        int count = header.Length > 0 ? header[0] : 0;
        if (count is < 1 or > 4 || header.Length < 4 + 2 * count)
            throw PictureFault.Damaged("the header of a scan cannot be read");
        var parts = new (Component Component, int Dc, int Ac)[count];
        for (int i = 0; i < count; i++)
        {
            byte id = header[1 + 2 * i], tables = header[2 + 2 * i];
            parts[i] = (_components.Find(c => c.Id == id) ?? throw PictureFault.Damaged("a scan of something unknown"),
                (tables >> 4) & 3, tables & 3);
        }

        int first = header[1 + 2 * count], last = header[2 + 2 * count], refines = header[3 + 2 * count] >> 4;
        bool hasMeans = !_progressive || first == 0;
        if (!_progressive) (first, last, refines) = (1, 63, 0);
        else if (first > last || last > 63 || (first > 0 && count > 1) || (first == 0 && last > 0))
            throw PictureFault.Damaged("the header of a scan cannot be read");
        if (!_progressive && parts.Any(p => p.Component.IsThere)) throw PictureFault.Damaged("a component comes twice");
        // What a later scan adds to coefficients depends on which of them are 0, so only its end is looked for.
        if (refines > 0 && !hasMeans) return;

        var bits = new JpegBits(data);
        int run = 0, left = _restart;
        for (long unit = Units(parts); unit > 0; unit--)
        {
            if (_restart > 0 && left-- == 0)
            {
                bits.Restart();
                (run, left) = (0, _restart - 1);
            }

            foreach (var (component, dc, ac) in parts)
                for (int n = count == 1 ? 1 : component.Across * component.Down; n > 0; n--)
                {
                    if (hasMeans && refines > 0) bits.Skip(1);
                    else if (hasMeans) bits.Skip(Size(ref bits, dc));
                    if (!_progressive || !hasMeans) run = Details(ref bits, ac, first, last, run);
                }
        }

        if (hasMeans)
            foreach (var (component, _, _) in parts) component.IsThere = true;
    }

    /// <summary>How many groups of blocks a scan has: of one component, its blocks.</summary>
    private long Units((Component Component, int Dc, int Ac)[] parts)
    {
        if (parts.Length > 1) return (long)Whole(_width, 8 * _across) * Whole(_height, 8 * _down);
        var alone = parts[0].Component;
        return (long)Whole(Whole(_width * alone.Across, _across), 8) * Whole(Whole(_height * alone.Down, _down), 8);

        static int Whole(int pixels, int unit) => (pixels + unit - 1) / unit;
    }

    private int Size(ref JpegBits bits, int table)
    {
        int size = Codes(table).Read(ref bits);
        return size <= 15 ? size : throw PictureFault.Damaged("a code that there is not");
    }

    /// <summary>Goes over the coefficients of a block; returns for how many blocks more there are none.</summary>
    private int Details(ref JpegBits bits, int table, int first, int last, int run)
    {
        if (run > 0) return run - 1;
        JpegCodes codes = Codes(4 + table);
        for (int k = first; k <= last;)
        {
            int code = codes.Read(ref bits), zeros = code >> 4, size = code & 15;
            if (size == 0 && zeros < 15) return _progressive ? (1 << zeros) - 1 + bits.Read(zeros) : 0;
            k += zeros + 1;
            bits.Skip(size);
        }

        return 0;
    }

    private JpegCodes Codes(int table) => _codes[table] ?? throw PictureFault.Damaged("a scan without its codes");

    /// <summary>Length of a scan's data: up to a mark that is neither a stuffed FF nor a restart.</summary>
    private static int EndOfScan(ReadOnlySpan<byte> rest)
    {
        for (int at = 0; ;)
        {
            int found = rest[at..].IndexOf((byte)0xFF);
            if (found < 0 || at + found + 1 >= rest.Length) throw PictureFault.CutShort();
            at += found;
            if (rest[at + 1] is not (0 or (>= 0xD0 and <= 0xD7) or 0xFF)) return at;
            at += rest[at + 1] == 0xFF ? 1 : 2;
        }
    }
}

/// <summary>The bits of a scan.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _at, _byte, _left;

    public int Read(int count)
    {
        int value = 0;
        for (; count > 0; count--)
        {
            if (_left == 0) Next();
            value = (value << 1) | ((_byte >> --_left) & 1);
        }

        return value;
    }

    public void Skip(int count)
    {
        while (count > _left)
        {
            count -= _left;
            Next();
        }

        _left -= count;
    }

    /// <summary>Goes behind the mark that lies between two parts of a scan.</summary>
    public void Restart()
    {
        while (_at < _data.Length && _data[_at] == 0xFF && _at + 1 < _data.Length && _data[_at + 1] == 0xFF) _at++;
        if (_at + 1 >= _data.Length) throw PictureFault.CutShort();
        if (_data[_at] != 0xFF || _data[_at + 1] is < 0xD0 or > 0xD7)
            throw PictureFault.Damaged("a restart is missing");
        _at += 2;
        _left = 0;
    }

    private void Next()
    {
        if (_at >= _data.Length || (_data[_at] == 0xFF && _at + 1 < _data.Length && _data[_at + 1] != 0))
            throw PictureFault.CutShort();
        _byte = _data[_at];
        _at += _byte == 0xFF ? 2 : 1;
        _left = 8;
    }
}

/// <summary>A table of Huffman codes: how many there are of each length, and what they stand for.</summary>
internal sealed class JpegCodes(ReadOnlySpan<byte> lengths, ReadOnlySpan<byte> symbols)
{
    private readonly byte[] _lengths = lengths.ToArray(), _symbols = symbols.ToArray();

    public int Read(ref JpegBits bits)
    {
        int code = 0, first = 0, index = 0;
        foreach (byte count in _lengths)
        {
            code = (code << 1) | bits.Read(1);
            first <<= 1;
            if (code - first < count) return _symbols[index + code - first];
            index += count;
            first += count;
        }

        throw PictureFault.Damaged("a code that there is not");
    }
}
