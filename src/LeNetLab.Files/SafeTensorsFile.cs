namespace LeNetLab.Files;

/// <summary>
/// A safetensors file in memory: named arrays and a little text. The format that PyTorch, JAX and the Hugging Face
/// libraries share: eight bytes of header length, a JSON header, then the numbers.
/// </summary>
internal sealed class SafeTensorsFile
{
    private const int MaxHeader = 16 << 20;
    private const int MaxFromPipe = 256 << 20;
    private const string MetadataKey = "__metadata__";
    private const string ChecksumKey = "sha256";

    /// <summary>The arrays by name.</summary>
    public IDictionary<string, SafeTensor> Tensors { get; } =
        new Dictionary<string, SafeTensor>(StringComparer.Ordinal);

    /// <summary>Text beside the arrays.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The array of that name.</summary>
    /// <exception cref="SafeTensorsFormatException">There is none.</exception>
    public SafeTensor this[string name] =>
        Tensors.TryGetValue(name, out var tensor) ? tensor
            : throw new SafeTensorsFormatException($"there is no tensor '{name}'");

    /// <summary>Writes the file whole or not at all. Equal contents give equal bytes.</summary>
    public void Write(string path) => AtomicFile.Write(path, Write);

    /// <summary>Adds a checksum over everything else, by which a damaged file is told.</summary>
    public void Seal() => Metadata[ChecksumKey] = Checksum();

    /// <summary>Checks the checksum of a file that goes without saying that it has one.</summary>
    /// <exception cref="SafeTensorsFormatException">It is missing or wrong.</exception>
    public void CheckSeal(string source)
    {
        if (!Metadata.TryGetValue(ChecksumKey, out var found) || found != Checksum())
            throw Bad($"{source} is damaged: its contents do not fit its checksum; delete it to start again");
    }

    /// <summary>SHA-256 over every name, text and number but the checksum itself.</summary>
    private string Checksum()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in Sorted(Metadata))
            if (key != ChecksumKey) Add(key, value);
        foreach (var (name, tensor) in Sorted(Tensors))
        {
            Add(name, FormattableString.Invariant($"{tensor.Type} [{string.Join(", ", tensor.Shape)}]"));
            hash.AppendData(tensor.Data.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string name, string value) => hash.AppendData(
            Encoding.UTF8.GetBytes(FormattableString.Invariant($"{name.Length} {name}{value.Length} {value}")));
    }

    /// <summary>Writes the file's bytes.</summary>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var header = Header();
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in InFileOrder()) stream.Write(tensor.Data.Span);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="SafeTensorsFormatException">It is damaged; the message names it and the fault.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SafeTensorsFile Read(string path)
    {
        using Stream stream =
            AtomicFile.IsDevice(path) ? new MemoryStream(BoundedFile.Read(path, MaxFromPipe)) : File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads a seekable stream from its position to its end.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">What to call it in an error.</param>
    public static SafeTensorsFile Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            return ReadChecked(stream);
        }
        catch (Exception e) when (
            e is SafeTensorsFormatException or JsonException or EndOfStreamException or KeyNotFoundException
            or InvalidOperationException or FormatException)
        {
            throw new SafeTensorsFormatException($"{name} is no sound safetensors file: {e.Message}", e);
        }
    }

    private static SafeTensorsFile ReadChecked(Stream stream)
    {
        var available = stream.Length - stream.Position;
        if (available < 8) throw Bad($"it has {available} bytes, and the header's length alone takes 8");
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (prefix is [(byte)'P', (byte)'K', 3, 4, ..] or [0x80, 2, ..])
            throw Bad("it is a file of torch.save; docs/exchange.md says how to convert it");
        if (headerLength > MaxHeader || (long)headerLength > available - 8)
            throw Bad($"the header claims {headerLength} bytes of the {available - 8} that follow");
        var header = new byte[headerLength];
        stream.ReadExactly(header);
        var dataLength = available - 8 - header.Length;

        // Token by token: a whole document would take longer to build than the arrays to read.
        var json = new Utf8JsonReader(header);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) throw Bad("the header is no JSON object");
        var file = new SafeTensorsFile();
        var entries = new List<Entry>();
        while (NextName(ref json) is { } name)
        {
            if (name != MetadataKey) entries.Add(Entry.Parse(name, ref json));
            else if (json.TokenType != JsonTokenType.StartObject) throw Bad($"'{name}' is no JSON object");
            else
                while (NextName(ref json) is { } key) file.Metadata[key] = json.GetString() ?? "";
        }

        // What follows the object is an error to the reader.
        json.Read();

        // The arrays must lie one behind the other without gaps and fill the file: then nothing is read twice or left
        // out.
        long at = 0;
        entries.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.End.CompareTo(b.End));
        foreach (var entry in entries)
        {
            if (entry.Start != at || entry.End > dataLength)
                throw Bad(
                    $"'{entry.Name}' claims bytes {entry.Start} to {entry.End} of {dataLength}, and byte {at} "
                    + "comes next");
            var data = new byte[entry.End - entry.Start];
            stream.ReadExactly(data);
            if (!file.Tensors.TryAdd(entry.Name, new SafeTensor(entry.Type, entry.Shape, data)))
                throw Bad($"'{entry.Name}' comes twice");
            at = entry.End;
        }

        if (BoundedFile.CutBy(stream) is > 0 and var lost)
            throw Bad($"its last {lost} bytes were cut off while it was read");
        return at == dataLength ? file : throw Bad($"{dataLength - at} bytes follow the last array");
    }

    // The widest elements first, as the reference implementation has it: then every array starts at a multiple of its
    // element's size, and a reader may map it in place.
    private IEnumerable<KeyValuePair<string, SafeTensor>> InFileOrder() =>
        Sorted(Tensors).OrderByDescending(tensor => SafeTensor.SizeOf(tensor.Value.Type));

    private static IEnumerable<KeyValuePair<string, T>> Sorted<T>(IDictionary<string, T> named) =>
        named.OrderBy(one => one.Key, StringComparer.Ordinal);

    private byte[] Header()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (Metadata.Count > 0)
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, value) in Sorted(Metadata)) json.WriteString(key, value);
                json.WriteEndObject();
            }

            long at = 0;
            foreach (var (name, tensor) in InFileOrder())
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", tensor.Type);
                json.WriteStartArray("shape");
                foreach (var size in tensor.Shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                json.WriteNumberValue(at += tensor.Data.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Padded with spaces so that the numbers start at a multiple of eight, as the format asks.
        var padding = (8 - (int)(buffer.Length % 8)) % 8;
        buffer.Write(Encoding.ASCII.GetBytes(new string(' ', padding)));
        return buffer.ToArray();
    }

    /// <summary>The name of an object's next member, the reader at its value; null at the object's end.</summary>
    private static string? NextName(ref Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.PropertyName) return null;
        var name = json.GetString();
        json.Read();
        return name;
    }

    private static SafeTensorsFormatException Bad(string message) => new(message);

    private sealed record Entry(string Name, string Type, long[] Shape, long Start, long End)
    {
        public static Entry Parse(string name, ref Utf8JsonReader json)
        {
            var type = "";
            long[]? shape = null, offsets = null;
            if (json.TokenType != JsonTokenType.StartObject) throw Bad($"'{name}' is no JSON object");
            while (NextName(ref json) is { } key)
            {
                if (key == "dtype") type = json.GetString() ?? "";
                else if (key == "shape") shape = Numbers(name, ref json);
                else if (key == "data_offsets") offsets = Numbers(name, ref json);
                else json.Skip();
            }

            if (shape is null || offsets is null) throw Bad($"'{name}' has no shape or no offsets");
            var size = SafeTensor.SizeOf(type);
            if (size == 0) throw Bad($"'{name}' has elements of type {type}, which is not supported");
            if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0])
                throw Bad($"'{name}' has offsets that make no range");
            long bytes = size;
            foreach (var n in shape)
                bytes = n >= 0 && (n == 0 || bytes <= int.MaxValue / n) ? bytes * n
                    : throw Bad($"'{name}' has a shape of [{string.Join(", ", shape)}]");
            if (bytes != offsets[1] - offsets[0])
                throw Bad(
                    $"'{name}' of [{string.Join(", ", shape)}] {type} needs {bytes} bytes and claims "
                    + $"{offsets[1] - offsets[0]}");
            return new Entry(name, type, shape, offsets[0], offsets[1]);
        }

        private static long[] Numbers(string name, ref Utf8JsonReader json)
        {
            if (json.TokenType != JsonTokenType.StartArray) throw Bad($"'{name}' has numbers that are no JSON array");
            var numbers = new List<long>();
            while (json.Read() && json.TokenType != JsonTokenType.EndArray) numbers.Add(json.GetInt64());
            return [.. numbers];
        }
    }
}
