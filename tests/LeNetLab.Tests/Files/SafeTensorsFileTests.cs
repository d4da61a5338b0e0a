using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LeNetLab.Models;
using LeNetLab.Native;
using Xunit;
using static TorchSharp.torch;

namespace LeNetLab.Tests.Files;

[Collection(TorchCollection.Name)]
public class SafeTensorsFileTests
{
    private static readonly string[] Names = ["a", "c1.weight", "c1.bias", "schräg/ \"名前\"", "", "z"];

    public SafeTensorsFileTests() => NativeTorch.Load();

    [Property(MaxTest = 60)]
    public bool What_is_written_is_read(int seed)
    {
        var file = Random(seed);
        var again = Read(Bytes(file));
        return file.Metadata.ToHashSet().SetEquals(again.Metadata)
            && file.Tensors.Keys.ToHashSet().SetEquals(again.Tensors.Keys)
            && file.Tensors.All(t => Same(t.Value, again.Tensors[t.Key]))
            && Bytes(again).SequenceEqual(Bytes(file));
    }

    [Property(MaxTest = 30)]
    public bool Tensors_come_back_as_they_were(int seed)
    {
        using var scope = NewDisposeScope();
        var random = new System.Random(seed);
        long[] shape = [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.NextInt64(0, 5))];
        ScalarType type = random.GetItems(
            [ScalarType.Float32, ScalarType.Float64, ScalarType.Int64, ScalarType.Int32, ScalarType.Byte], 1)[0];
        var tensor = randint(0, 200, shape).to_type(type);
        if (shape.Length > 1) tensor = tensor.transpose(0, 1);
        var again = SafeTensor.From(tensor).ToTensor();
        return again.dtype == type && again.shape.SequenceEqual(tensor.shape) && again.equal(tensor).all().item<bool>();
    }

    [Fact]
    public void A_fault_is_one_line_whatever_names_the_file_has()
    {
        var error = Assert.Throws<SafeTensorsFormatException>(() => new SafeTensorsFile()["a\nb\e[31m"]);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        using var scope = NewDisposeScope();
        var file = new SafeTensorsFile
        {
            Tensors = { ["x"] = SafeTensor.From(tensor(new float[] { 1, -2 })) },
            Metadata = { ["format"] = "pt" }
        };
        var header = """{"__metadata__":{"format":"pt"},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";
        header = header.PadRight((header.Length + 7) / 8 * 8);
        byte[] expected = [(byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(header), 0, 0, 0x80,
            0x3f, 0, 0, 0, 0xc0];
        Assert.Equal(expected, Bytes(file));
    }

    [Fact]
    public void Every_array_begins_where_its_elements_can_be_mapped()
    {
        using var scope = NewDisposeScope();
        var file = new SafeTensorsFile
        {
            Tensors =
            {
                ["a"] = SafeTensor.From(ones(3, dtype: ScalarType.Byte)), ["b"] = SafeTensor.From(ones(3)),
                ["c"] = SafeTensor.From(ones(3, dtype: ScalarType.Float64)),
                ["d"] = SafeTensor.From(ones(1, dtype: ScalarType.Byte)),
            },
        };
        var bytes = Bytes(file);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var json = System.Text.Json.JsonDocument.Parse(bytes.AsMemory(8, length));
        foreach (var (name, size) in new[] { ("a", 1), ("b", 4), ("c", 8), ("d", 1) })
            Assert.Equal(0, json.RootElement.GetProperty(name).GetProperty("data_offsets")[0].GetInt64() % size);
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "needs 8 bytes and claims 4")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", "byte 0 comes next")]
    [InlineData("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "of 8")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "4 bytes follow")]
    [InlineData("""{}""", "8 bytes follow")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "no range")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", "no range")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", "no range")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""" +
        ""","y":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "byte 4 comes next")]
    [InlineData("""{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}""" +
        ""","y":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "byte 2 comes next")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""" +
        ""","x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "comes twice")]
    [InlineData("""{"x":{"dtype":"F8_E5M2","shape":[8],"data_offsets":[0,8]}}""", "F8_E5M2")]
    [InlineData("""{"x":{"dtype":"f32","shape":[2],"data_offsets":[0,8]}}""", "f32")]
    [InlineData("""{"x":{"dtype":7,"shape":[2],"data_offsets":[0,8]}}""", "")]
    [InlineData("""{"x":{"dtype":null,"shape":[2],"data_offsets":[0,8]}}""", "not supported")]
    [InlineData("""{"x":{"shape":[2],"data_offsets":[0,8]}}""", "")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "shape of [-2]")]
    [InlineData("""{"x":{"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,8]}}""", "shape of")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2147483649,2],"data_offsets":[0,8]}}""", "shape of")]
    [InlineData("""{"x":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}""", "")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", "")]
    [InlineData("""{"x":{"dtype":"F32","shape":"2","data_offsets":[0,8]}}""", "")]
    [InlineData("""{"x":[1,2]}""", "")]
    [InlineData("""{"__metadata__":[1]}""", "")]
    [InlineData("""{"__metadata__":{"a":1},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "")]
    [InlineData("""[1]""", "no JSON object")]
    [InlineData("""{"x":""", "")]
    [InlineData("", "")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "")]
    public void A_header_that_lies_is_refused(string header, string cause)
    {
        var error = Assert.Throws<SafeTensorsFormatException>(() => Read(Raw(header, 8)));
        Assert.StartsWith("test.safetensors is no sound safetensors file: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Json_that_is_nested_without_end_is_refused() =>
        Assert.Throws<SafeTensorsFormatException>(
            () => Read(Raw(string.Concat(Enumerable.Repeat("""{"x":""", 100_000)), 0)));

    [Theory]
    [InlineData(0x7fffffffffffffffUL)]
    [InlineData(0xffffffffffffffffUL)]
    [InlineData(0x8000000000000000UL)]
    [InlineData(100UL << 20)]
    [InlineData(41UL)]
    public void A_header_that_claims_to_be_longer_than_the_file_is_refused_without_memory_for_it(ulong length)
    {
        byte[] bytes = new byte[48];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<SafeTensorsFormatException>(() => Read(bytes));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Property(MaxTest = 400)]
    public bool A_damaged_file_is_read_or_refused_and_never_worse(int seed)
    {
        var random = new System.Random(seed);
        var bytes = Bytes(Random(seed));
        if (random.Next(3) == 0) bytes = bytes[..random.Next(bytes.Length)];
        else
            for (var n = random.Next(1, 6); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Read(bytes);
        }
        catch (SafeTensorsFormatException)
        {
        }

        return GC.GetAllocatedBytesForCurrentThread() - before < 4 << 20;
    }

    [Fact]
    public void A_file_that_is_cut_anywhere_is_refused()
    {
        var bytes = Bytes(Random(4));
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<SafeTensorsFormatException>(() => Read(bytes[..length]));
    }

    [Fact]
    public void Python_reads_the_same_with_nothing_but_its_standard_library()
    {
        using var folder = new TemporaryFolder();
        using var model = new LeNet5();
        var path = folder.File("lenet5.safetensors");
        ModelWeights.Save(model, path, [new("note", "größer")]);
        const string Script = """
            import json, struct, sys
            data = open(sys.argv[1], "rb").read()
            n, = struct.unpack("<Q", data[:8])
            header = json.loads(data[8:8 + n])
            print(header.pop("__metadata__")["note"].encode("unicode_escape").decode(), (8 + n) % 8)
            for name in sorted(header):
                a, b = header[name]["data_offsets"]
                numbers = struct.unpack("<%df" % ((b - a) // 4), data[8 + n + a:8 + n + b])
                print(name, header[name]["shape"], "%.9e %.9e" % (numbers[0], numbers[-1]))
            """;
        using var python = StartPython(Script, path);
        Assert.SkipWhen(python is null, "There is no python3 here.");
        var output = python.StandardOutput.ReadToEnd().Split(
            '\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        python.WaitForExit();

        Assert.Equal("gr\\xf6\\xdfer 0", output[0]);
        Assert.Equal(model.state_dict().OrderBy(w => w.Key, StringComparer.Ordinal).Select(w =>
        {
            var numbers = w.Value.data<float>().ToArray();
            return FormattableString.Invariant(
                $"{w.Key} [{string.Join(", ", w.Value.shape)}] {Number(numbers[0])} {Number(numbers[^1])}");
        }), output[1..]);

        // C's %.9e has two digits of exponent, .NET's as many as it is told.
        static string Number(float x) =>
            ((double)x).ToString("0.000000000e+00", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Process? StartPython(string script, string path)
    {
        try
        {
            return Process.Start(
                new ProcessStartInfo("python3", ["-c", script, path]) { RedirectStandardOutput = true });
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static SafeTensorsFile Random(int seed)
    {
        using var scope = NewDisposeScope();
        var random = new System.Random(seed);
        var file = new SafeTensorsFile();
        foreach (var name in Names.Where(_ => random.Next(2) == 0))
        {
            long[] shape = [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.NextInt64(0, 4))];
            file.Tensors[name] = SafeTensor.From(random.Next(3) switch
            {
                0 => rand(shape),
                1 => rand(shape, ScalarType.Float64),
                _ => randint(0, 256, shape).to_type(ScalarType.Byte),
            });
        }

        if (random.Next(2) == 0) file.Metadata["größe"] = "\"\\\n\u2028";
        file.Tensors["last"] = SafeTensor.From(ones(1));
        return file;
    }

    private static bool Same(SafeTensor a, SafeTensor b) =>
        a.Type == b.Type && a.Shape.SequenceEqual(b.Shape) && a.Data.Span.SequenceEqual(b.Data.Span);

    private static byte[] Raw(string header, int data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. new byte[data]];
    }

    private static byte[] Bytes(SafeTensorsFile file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }

    private static SafeTensorsFile Read(byte[] bytes) =>
        SafeTensorsFile.Read(new MemoryStream(bytes), "test.safetensors");
}
