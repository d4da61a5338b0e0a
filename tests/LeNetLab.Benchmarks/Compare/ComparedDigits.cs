using LeNetLab.Data;
using LeNetLab.Data.Catalog;
using LeNetLab.Handwriting;
using static TorchSharp.torch;

namespace LeNetLab.Benchmarks.Compare;

/// <summary>The training digits in each contender's form, made when first asked for.</summary>
internal sealed class ComparedDigits : IDisposable
{
    private const int FullCount = 60_000;

    private readonly Dictionary<int, (Tensor Images, Tensor Labels)> _tensors = [];
    private readonly Lazy<string> _folder;

    private ComparedDigits(DigitSets digits)
    {
        (Train, Description) = (digits.Train, digits.Description);
        _folder = new(WriteFolder);
    }

    public ImageSet Train { get; }

    /// <summary>One line that says which digits these are.</summary>
    public string Description { get; }

    /// <summary>All digits within a margin, [N, 1, height, width], and what they are, [N].</summary>
    public (Tensor Images, Tensor Labels) TensorsOf(int padding)
    {
        if (!_tensors.TryGetValue(padding, out var made))
            _tensors[padding] = made = (Train.ToTensor(padding: padding), Train.LabelTensor());
        return made;
    }

    /// <summary>A folder with unpacked files, where TorchSharp's MNIST looks for them.</summary>
    public string Folder => _folder.Value;

    /// <summary>The folder in it that has the files.</summary>
    public string FileFolder => Path.Combine(Folder, "mnist", "test_data");

    /// <summary>Those of the folder that was named, else those that are at hand, else drawn ones.</summary>
    /// <exception cref="DataSetException">The folder that was named lacks files.</exception>
    /// <exception cref="IdxFormatException">A file in it is not sound.</exception>
    public static async Task<ComparedDigits> LoadAsync(string? folder, CancellationToken cancellationToken)
    {
        var options = DigitsOptions.FromEnvironment(folder) with
        {
            Offline = true,
            Otherwise = new DrawnDigits { TrainCount = FullCount, TestCount = 0 }
        };
        return new(await Digits.LoadAsync(options with { Folder = options.Folder ?? MnistFolder.Shared },
            cancellationToken: cancellationToken));
    }

    private string WriteFolder()
    {
        var folder = Directory.CreateTempSubdirectory("lenetlab-compare-").FullName;
        var files = Path.Combine(folder, "mnist", "test_data");
        Write(DataFileRole.TrainImages, Train.Pixels, Train.Count, Train.Height, Train.Width);
        Write(DataFileRole.TrainLabels, Train.Labels, Train.Count);
        return folder;

        void Write(DataFileRole role, ReadOnlyMemory<byte> bytes, params ReadOnlySpan<int> dimensions) => IdxFile.Write(
            Path.Combine(files, DataSetCatalog.Mnist.File(role).Name), new IdxArray(IdxElementType.UInt8, dimensions,
                bytes.ToArray()));
    }

    public void Dispose()
    {
        foreach (var (images, labels) in _tensors.Values)
        {
            images.Dispose();
            labels.Dispose();
        }

        if (_folder.IsValueCreated) Directory.Delete(Folder, recursive: true);
    }
}
