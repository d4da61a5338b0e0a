using BenchmarkDotNet.Attributes;
using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Native;
using TorchSharp;

namespace LeNetLab.Benchmarks;

/// <summary>
/// Loading the 60,000 training images of MNIST. The reference is torchvision.datasets.MNIST of TorchSharp, which reads
/// the unpacked file: all bytes, then an array of floats, a tensor of them and a tensor of the label for each image.
/// </summary>
[Config(typeof(ShortRuns))]
[MemoryDiagnoser]
public class LoadingBenchmarks
{
    private string _folder = "";
    private string _packed = "";
    private string _raw = "";

    [GlobalSetup]
    public void Prepare()
    {
        NativeTorch.Load();
        var source = MnistFolder.Require();
        _folder = Directory.CreateTempSubdirectory("lenetlab-bench-").FullName;
        _raw = Path.Combine(_folder, "mnist", "test_data");        // where TorchSharp's MNIST looks
        foreach (var file in DataSetCatalog.Mnist.Files)
        {
            Directory.CreateDirectory(Path.Combine(_folder, "cache", "mnist"));
            Directory.CreateDirectory(_raw);
            File.Copy(Path.Combine(source, file.PackedName), Path.Combine(_folder, "cache", "mnist", file.PackedName));
            IdxFile.Write(Path.Combine(_raw, file.Name), IdxFile.Read(Path.Combine(source, file.PackedName)));
        }

        _packed = Path.Combine(
            _folder, "cache", "mnist", DataSetCatalog.Mnist.File(DataFileRole.TrainImages).PackedName);
    }

    [GlobalCleanup]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    [Benchmark(Baseline = true, Description = "reference: MNIST of TorchSharp, two tensors an image")]
    public long Reference()
    {
        using var digits = torchvision.datasets.MNIST(_folder, train: true);
        return digits.Count;
    }

    [Benchmark(Description = "IdxFile.Read, gzip")]
    public int Packed() => IdxFile.Read(_packed).Count;

    [Benchmark(Description = "IdxFile.Read, raw")]
    public int Raw() =>
        IdxFile.Read(Path.Combine(_raw, DataSetCatalog.Mnist.File(DataFileRole.TrainImages).Name)).Count;

    [Benchmark(Description = "DataCache.TryLoad, gzip: 70,000 images, SHA-256 checked")]
    public int Cache() => CachedImages.TryLoad(DataSetCatalog.Mnist, Path.Combine(_folder, "cache"))!.Train.Count;

    [Benchmark(Description = "DataFolder.Load, raw: 70,000 images, SHA-256 checked")]
    public int Folder() => DataFolder.Load(_raw, DataSetCatalog.Mnist).Train.Count;

    [Benchmark(Description = "DataFolder.Load, gzip, and one tensor of all training images")]
    public long Tensor()
    {
        using var scope = torch.NewDisposeScope();
        var train = DataFolder.Load(Path.Combine(_folder, "cache", "mnist"), DataSetCatalog.Mnist).Train;
        return torch.tensor(
            train.Pixels.ToArray(), [train.Count, 1, 28, 28]).to(torch.float32).div_(255).NumberOfElements;
    }
}
