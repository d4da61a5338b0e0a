using System.Security.Cryptography;
using LeNetLab.Data;
using LeNetLab.Data.Catalog;

namespace LeNetLab.Tests.Core.Data;

/// <summary>A data set in the form of MNIST, of random pixels, small enough for many downloads.</summary>
internal sealed class SmallDataSet
{
    private readonly Dictionary<string, byte[]> _packed = [];
    private readonly Dictionary<DataFileRole, byte[]> _raw;

    public SmallDataSet(int train = 40, int test = 10, int seed = 1)
    {
        _raw = new()
        {
            [DataFileRole.TrainImages] = PlainIdx.Images(train, 28, 28, seed),
            [DataFileRole.TrainLabels] = PlainIdx.Labels(train),
            [DataFileRole.TestImages] = PlainIdx.Images(test, 28, 28, seed + 1),
            [DataFileRole.TestLabels] = PlainIdx.Labels(test),
        };
        string[] names = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
            "t10k-labels-idx1-ubyte"];
        var files = _raw.Zip(names, (raw, name) =>
        {
            var packed = PlainIdx.Gzip(raw.Value);
            _packed[name + ".gz"] = packed;
            return new DataFile(raw.Key, name, raw.Key < DataFileRole.TestImages ? train : test, packed.Length,
                Digest(packed), Digest(raw.Value));
        });
        Set = new DataSet { Name = "Small", Folder = "small", Files = [.. files], Mirrors = [] };
    }

    public DataSet Set { get; init; }

    public IEnumerable<string> PackedNames => _packed.Keys;

    public byte[] Packed(string packedName) => _packed[packedName];

    /// <summary>Another file that a server may be asked for.</summary>
    public void Add(string name, byte[] content) => _packed[name] = content;

    public byte[] Raw(DataFileRole role) => _raw[role];

    /// <summary>Puts the files into a folder, under names of the caller's choice.</summary>
    public void WriteTo(string folder, Func<string, string> name, bool gzip = false)
    {
        foreach (var file in Set.Files)
        {
            var path = Path.Combine(folder, name(file.Name));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, gzip ? Packed(file.PackedName) : Raw(file.Role));
        }
    }

    public bool Equals(ImageSet train, ImageSet test) =>
        train.Pixels.Span.SequenceEqual(Raw(DataFileRole.TrainImages).AsSpan(16))
        && train.Labels.Span.SequenceEqual(Raw(DataFileRole.TrainLabels).AsSpan(8))
        && test.Pixels.Span.SequenceEqual(Raw(DataFileRole.TestImages).AsSpan(16))
        && test.Labels.Span.SequenceEqual(Raw(DataFileRole.TestLabels).AsSpan(8));

    private static string Digest(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
