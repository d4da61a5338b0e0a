using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using LeNetLab.Data;
using LeNetLab.Native;
using TorchSharp;

namespace LeNetLab.Benchmarks;

/// <summary>
/// Loading the 60,000 training images of MNIST. The reference does what torchvision.datasets.MNIST of TorchSharp
/// does, from the unpacked file: all bytes, then an array of floats, a tensor of them and a tensor of the label for
/// each image. (That assembly is not in the package of TorchSharp, and no package of its own was to be had.)
/// </summary>
[Config(typeof(Config))]
[MemoryDiagnoser]
public class LoadingBenchmarks
{
    private string _folder = "";
    private string _packed = "";
    private string _raw = "";
    private string _labels = "";

    [GlobalSetup]
    public void Prepare()
    {
        NativeTorch.Load();
        var source = FindMnist();
        _folder = Directory.CreateTempSubdirectory("lenetlab-bench-").FullName;
        foreach (var file in DataSetCatalog.Mnist.Files)
        {
            Directory.CreateDirectory(Path.Combine(_folder, "cache", "mnist"));
            Directory.CreateDirectory(Path.Combine(_folder, "raw"));
            File.Copy(Path.Combine(source, file.PackedName), Path.Combine(_folder, "cache", "mnist", file.PackedName));
            IdxFile.Write(Path.Combine(_folder, "raw", file.Name), IdxFile.Read(Path.Combine(source, file.PackedName)));
        }
        _packed = Path.Combine(_folder, "cache", "mnist", DataSetCatalog.Mnist.File(DataFileRole.TrainImages).PackedName);
        _raw = Path.Combine(_folder, "raw", DataSetCatalog.Mnist.File(DataFileRole.TrainImages).Name);
        _labels = Path.Combine(_folder, "raw", DataSetCatalog.Mnist.File(DataFileRole.TrainLabels).Name);
    }

    [GlobalCleanup]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    [Benchmark(Baseline = true, Description = "reference: raw file, two tensors an image")]
    public int Reference()
    {
        using var scope = torch.NewDisposeScope();
        var (images, labels) = (new List<torch.Tensor>(), new List<torch.Tensor>());
        using var file = new BinaryReader(File.OpenRead(_raw));
        using var labelFile = new BinaryReader(File.OpenRead(_labels));
        Span<int> header = stackalloc int[4];
        for (var i = 0; i < header.Length; i++)
            header[i] = BinaryPrimitives.ReverseEndianness(file.ReadInt32());
        labelFile.ReadInt64();
        var (count, height, width) = (header[1], header[2], header[3]);
        var pixels = file.ReadBytes(count * height * width);
        var classes = labelFile.ReadBytes(count);
        for (var i = 0; i < count; i++)
        {
            var floats = new float[height * width];
            for (var p = 0; p < floats.Length; p++)
                floats[p] = pixels[i * floats.Length + p] / 256f;
            images.Add(torch.tensor(floats, [width, height]));
            labels.Add(torch.tensor((long)classes[i]));
        }
        return images.Count + labels.Count;
    }

    [Benchmark(Description = "IdxFile.Read, gzip")]
    public int Packed() => IdxFile.Read(_packed).Count;

    [Benchmark(Description = "IdxFile.Read, raw")]
    public int Raw() => IdxFile.Read(_raw).Count;

    [Benchmark(Description = "DataCache.TryLoad, gzip: 70,000 images, SHA-256 checked")]
    public int Cache() => DataCache.TryLoad(DataSetCatalog.Mnist, Path.Combine(_folder, "cache"))!.Train.Count;

    [Benchmark(Description = "DataFolder.Load, raw: 70,000 images, SHA-256 checked")]
    public int Folder() => DataFolder.Load(Path.Combine(_folder, "raw"), DataSetCatalog.Mnist).Train.Count;

    [Benchmark(Description = "DataFolder.Load, gzip, and one tensor of all training images")]
    public long Tensor()
    {
        using var scope = torch.NewDisposeScope();
        var train = DataFolder.Load(Path.Combine(_folder, "cache", "mnist"), DataSetCatalog.Mnist).Train;
        return torch.tensor(train.Pixels.ToArray(), [train.Count, 1, 28, 28]).to(torch.float32).div_(255).NumberOfElements;
    }

    private static string FindMnist()
    {
        if (Environment.GetEnvironmentVariable(DigitsOptions.FolderVariable) is { Length: > 0 } named)
            return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "shared", "mnist") is var candidate && Directory.Exists(candidate))
                return candidate;
        }
        throw new DirectoryNotFoundException($"Set {DigitsOptions.FolderVariable} to a folder with the packed files of MNIST.");
    }

    // In this process: the figures are in milliseconds, and a build for each of them would take minutes.
    private sealed class Config : BenchmarkDotNet.Configs.ManualConfig
    {
        public Config() => AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(2).WithIterationCount(10).WithInvocationCount(1).WithUnrollFactor(1));
    }
}
