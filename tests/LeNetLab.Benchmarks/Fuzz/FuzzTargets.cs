using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using LeNetLab.Course;
using LeNetLab.Course.Variants;
using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Native;
using LeNetLab.Paper1998;
using LeNetLab.Paper1998.OnlineSgd;
using LeNetLab.Training;
using static TorchSharp.torch;

namespace LeNetLab.Benchmarks.Fuzz;

/// <summary>
/// Each reader of files, fed with any bytes: what its documentation does not name is the one exception that comes out.
/// </summary>
internal sealed class FuzzTargets : IDisposable
{
    private const string Training = "fuzz";

    private readonly string _folder = Directory.CreateDirectory(Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"lenetlab-fuzz-{Guid.NewGuid():N}")).FullName;

    private readonly string _file;
    private nn.Module<Tensor, Tensor>? _model;
    private DataSet? _set;

    public FuzzTargets() => _file = Path.Combine(_folder, "input");

    /// <summary>The readers by name.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["idx", "gzip", "safetensors", "checkpoint", "run", "png", "jpeg", "archive", "results", "notebook", "page"];

    public void Dispose()
    {
        _model?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Reads an input; one that is refused as the documentation says is as good as one that is read.</summary>
    public void Run(string name, byte[] input)
    {
        try
        {
            switch (name)
            {
                case "idx" or "gzip":
                    IdxFile.Read(input, name, maxBytes: 1 << 24);
                    break;
                case "safetensors":
                    var file = SafeTensorsFile.Read(new MemoryStream(input), name);
                    LeNet5File.Of(file, name);
                    break;
                case "checkpoint":
                    ReadCheckpoint(input);
                    break;
                case "run":
                    ReadRun(input);
                    break;
                case "png":
                    // As it is, and with the checksums that it should have: else no change gets behind them.
                    Decode(input);
                    Decode(WithChecksums(input));
                    break;
                case "jpeg":
                    Decode(input);
                    break;
                case "archive":
                    File.WriteAllBytes(_file, input);
                    DataArchiveReader.Unpack(_file, Set, Path.Combine(_folder, "out"), null, CancellationToken.None);
                    break;
                case "results":
                    File.WriteAllBytes(_file, input);
                    Allow<InvalidDataException>(() => PaperResult.Read(_file));
                    Allow<DataSetException>(() => SpeedResults.Load(_file));
                    Allow<DataSetException>(() => VariantResults.Load(_file));
                    break;
                case "notebook":
                    FuzzPages.Read(_file, input);
                    break;
                case "page":
                    FuzzPages.Render(Encoding.UTF8.GetString(input));
                    break;
                default:
                    throw new ArgumentException($"There is no target '{name}'.", nameof(name));
            }
        }
        catch (Exception e) when (e is IdxFormatException or SafeTensorsFormatException or DataSetException)
        {
            // Refused, in one line.
            if (e.Message.Contains('\n', StringComparison.Ordinal)) throw new InvalidOperationException("two lines", e);
        }
    }

    /// <summary>Sound inputs of a reader, small ones, from which others are made.</summary>
    public IEnumerable<byte[]> Seeds(string name)
    {
        switch (name)
        {
            case "idx":
                yield return Idx([3, 4, 5], gzip: false);
                yield return Idx([7], gzip: false);
                break;
            case "gzip":
                yield return Idx([3, 4, 5], gzip: true);
                yield return [.. Idx([2, 2], gzip: true), .. Packed([1, 2, 3])];
                break;
            case "safetensors":
                var weights = new SafeTensorsFile();
                weights.Tensors["output.bias"] = new SafeTensor("F32", [3], new byte[12]);
                weights.Tensors["c1.weight"] = new SafeTensor("F64", [2, 1], new byte[16]);
                weights.Metadata["classes"] = """["A","B","C"]""";
                weights.Metadata["activation"] = "Relu";
                yield return Bytes(weights.Write);
                break;
            case "checkpoint":
                using (var step = Step())
                    Checkpoint.Write(_file, step, null, [new EpochResult(1, 1, 1, 1, 1, 1, 1)], 3, Training);
                yield return File.ReadAllBytes(_file);
                break;
            case "run":
                var history = new PassHistory { Passes = [new TestedPass(new PassResult(1, 1, 1, 1, 1), 1, 1)] };
                PatternCheckpoint.Write(_file, Network(), StepRule<float>.Rates, Training, history);
                yield return File.ReadAllBytes(_file);
                break;
            case "png":
                foreach (int colour in new[] { 0, 2, 3, 4, 6 })
                    foreach (int interlaced in new[] { 0, 1 })
                        yield return Png(colour, colour is 0 or 3 ? 4 : 8, interlaced);
                break;
            case "archive":
                yield return Bytes(stream =>
                {
                    using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
                    foreach (var file in Set.Files)
                    {
                        using var entry = zip.CreateEntry($"gzip/{file.PackedName}").Open();
                        entry.Write(Content(file.Role));
                    }
                });
                break;
            case "notebook":
                yield return FuzzPages.Whole();
                break;
            case "page":
                foreach (byte[] text in FuzzPages.Texts()) yield return text;
                break;
            case "results":
                var outcome = new PaperOutcome(
                    new Predictions([1, 0, 0, 1], [0, 0], 2), 1.5, 7, 6, new Dictionary<string, string> { ["a"] = "b" })
                {
                    TrainImages = 4,
                    TestErrorByPass = [50, 25],
                };
                var result = PaperResult.Of(PaperTable.LeNet5, 1, outcome, "digits", 1);
                yield return File.ReadAllBytes(result.Write(_folder));
                yield return """{"epochSeconds":{"ours":1,"other":null},"machine":"m"}"""u8.ToArray();
                new VariantResults("d", "t", [new VariantRun("v", 1, 0.5, 1, 1, 1, 1, 1, 1)]).Write(_file);
                yield return File.ReadAllBytes(_file);
                break;
            default:
                break;
        }
    }

    private DataSet Set => _set ??= SmallSet();

    private nn.Module<Tensor, Tensor> Model
    {
        get
        {
            NativeTorch.Load();
            return _model ??= nn.Sequential(("f", nn.Linear(3, 2)));
        }
    }

    private TorchStep Step() => new(Model, new ImageSet(new byte[9], new byte[1], 3, 3), new TrainingOptions());

    private static PatternNetwork<float> Network() => PublishedNetworks.Multilayer<float>(4, 3, 2);

    // What is changed gets the right checksum again: the checksum is one test of one line, and all else lies behind it.
    private void ReadCheckpoint(byte[] input)
    {
        Seal(input);
        NativeTorch.Load();
        using var scope = NewDisposeScope();
        using var step = Step();
        Checkpoint.Read(_file, step, Training);
    }

    private void ReadRun(byte[] input)
    {
        Seal(input);
        PatternCheckpoint.Read<PassHistory>(_file, Network(), StepRule<float>.Rates, Training, h => h.IsSound);
    }

    private void Seal(byte[] input)
    {
        var file = SafeTensorsFile.Read(new MemoryStream(input), "input");
        file.Metadata["training"] = Training;
        file.Seal();
        using var stream = File.Create(_file);
        file.Write(stream);
    }

    private static void Decode(byte[] input) => Allow<InvalidDataException>(() => DigitPicture.Decode(input, "input"));

    private static void Allow<T>(Action read) where T : Exception
    {
        try
        {
            read();
        }
        catch (T)
        {
            // Documented.
        }
    }

    private static byte[] WithChecksums(byte[] png)
    {
        byte[] file = [.. png];
        for (long at = 8; at + 12 <= file.Length;)
        {
            long end = at + 8 + BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)at));
            if (end + 4 > file.Length) break;
            WriteChecksum(file.AsSpan((int)at + 4, (int)(end - at)));
            at = end + 4;
        }

        return file;
    }

    /// <summary>CRC-32 of all but the last four bytes, into those.</summary>
    private static void WriteChecksum(Span<byte> chunk)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in chunk[..^4])
        {
            crc ^= b;
            for (int k = 0; k < 8; k++) crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }

        BinaryPrimitives.WriteUInt32BigEndian(chunk[^4..], ~crc);
    }

    private static byte[] Png(int colour, int depth, int interlaced)
    {
        int bytes = (colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 }) * 8;
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            for (int y = 0; y < 16; y++)
                stream.Write([(byte)(y % 5), .. Enumerable.Range(0, bytes).Select(x => (byte)(x * y * 17))]);
        byte[] header = [0, 0, 0, 8, 0, 0, 0, 8, (byte)depth, (byte)colour, 0, 0, (byte)interlaced];
        byte[] exif = [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0];
        return WithChecksums(
        [
            0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR", header), .. Chunk("PLTE", new byte[48]),
            .. Chunk("tRNS", new byte[6]), .. Chunk("eXIf", exif), .. Chunk("IDAT", packed.ToArray()),
            .. Chunk("IEND", []),
        ]);

        static byte[] Chunk(string kind, byte[] data) =>
            [0, 0, (byte)(data.Length >> 8), (byte)data.Length, .. Encoding.ASCII.GetBytes(kind), .. data, 0, 0, 0, 0];
    }

    private static byte[] Idx(int[] sizes, bool gzip) => Bytes(stream => IdxFile.Write(
        stream, new IdxArray(IdxElementType.UInt8, sizes, new byte[sizes.Aggregate((a, b) => a * b)]), gzip));

    private static byte[] Packed(byte[] content) => Bytes(stream =>
    {
        using var packer = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
        packer.Write(content);
    });

    private static byte[] Bytes(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    private static byte[] Content(DataFileRole role) => Packed([0, 0, 8, 1, 0, 0, 0, 2, (byte)role, 1]);

    private static DataSet SmallSet() => new()
    {
        Name = "Small",
        Folder = "small",
        Mirrors = [],
        Files = [.. Enum.GetValues<DataFileRole>().Select(role => new DataFile(role, $"{role}", 2, Content(role).Length,
            Convert.ToHexStringLower(SHA256.HashData(Content(role)))))],
        Archive = new DataArchive("gzip.zip", "small", "gzip/", [], 1, "", []),
    };
}
