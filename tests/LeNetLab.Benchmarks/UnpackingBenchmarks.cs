using System.IO.Compression;
using BenchmarkDotNet.Attributes;
using LeNetLab.Benchmarks.Tensors;
using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Native;

namespace LeNetLab.Benchmarks;

/// <summary>
/// From the file of 60,000 training images to a tensor, of its bytes or of the 245 MB of floats that a network takes,
/// [60000, 1, 32, 32]. Inflating alone is what the packed file costs at the least.
/// </summary>
[Config(typeof(ShortRuns))]
[MemoryDiagnoser]
public class UnpackingBenchmarks
{
    private string _folder = "";
    private string _packed = "";
    private string _raw = "";
    private string _set = "";
    private byte[] _labels = [];
    private byte[] _buffer = [];

    [GlobalSetup]
    public void Prepare()
    {
        NativeTorch.Load();
        _folder = Directory.CreateTempSubdirectory("lenetlab-bench-").FullName;
        _set = MnistFolder.Require();
        var paths = DataFolder.Find(_set, DataSetCatalog.Mnist);
        _packed = Path.Combine(_folder, "images.gz");
        _raw = Path.Combine(_folder, "images");
        var images = IdxFile.Read(paths[DataFileRole.TrainImages]);
        IdxFile.Write(_raw, images);
        // Mirrors' own packing where it is there; it is tighter than ours.
        if (paths[DataFileRole.TrainImages].EndsWith(".gz", StringComparison.Ordinal))
            File.Copy(paths[DataFileRole.TrainImages], _packed);
        else IdxFile.Write(_packed, images, gzip: true);
        _labels = IdxFile.Read(paths[DataFileRole.TrainLabels]).Bytes;
        _buffer = new byte[new FileInfo(_raw).Length];
    }

    [GlobalCleanup]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    [Benchmark(Baseline = true, Description = "inflating alone, into a buffer that is there")]
    public int Inflate()
    {
        using var file = File.OpenRead(_packed);
        using var stream = new GZipStream(file, CompressionMode.Decompress);
        return stream.ReadAtLeast(_buffer, _buffer.Length, throwOnEndOfStream: false);
    }

    [Benchmark(Description = "gzip files to images, all 70,000, SHA-256 checked")]
    public int Images() => DataFolder.Load(_set, DataSetCatalog.Mnist).Train.Count;

    [Benchmark(Description = "gzip file to tensor of bytes")]
    public long PackedToBytes() => ToByteTensor(_packed);

    [Benchmark(Description = "raw file to tensor of bytes")]
    public long RawToBytes() => ToByteTensor(_raw);

    [Benchmark(Description = "raw file mapped, each page looked at")]
    public int Map()
    {
        using var map = IdxMap.Open(_raw);
        var images = new ImageSet(map.Bytes, _labels).Pixels.Span;
        var sum = 0;
        for (var i = 0; i < images.Length; i += Environment.SystemPageSize) sum += images[i];
        return sum;
    }

    [Benchmark(Description = "gzip files to tensors of floats and of labels, SHA-256 checked")]
    public long Tensors()
    {
        using var tensors = TensorLoading.Load(_set, DataSetCatalog.Mnist);
        return tensors.Images.NumberOfElements;
    }

    [Benchmark(Description = "gzip file to images, then to a tensor of floats")]
    public long PackedToTensor() => ToTensor(_packed);

    [Benchmark(Description = "raw file to images, then to a tensor of floats")]
    public long RawToTensor() => ToTensor(_raw);

    private long ToByteTensor(string path)
    {
        using var tensor = new ImageSet(IdxFile.Read(path).Bytes, _labels).PixelTensor();
        return tensor.NumberOfElements;
    }

    private long ToTensor(string path)
    {
        using var tensor = new ImageSet(IdxFile.Read(path).Bytes, _labels).ToTensor();
        return tensor.NumberOfElements;
    }
}
