using LeNetLab.Handwriting;
using Xunit;

namespace Course.Tests.Cli;

/// <summary>A folder for one test, gone afterwards.</summary>
public sealed class CliFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("lenet-cli-").FullName;

    public string this[params string[] parts] => Path.Combine([Root, .. parts]);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>A folder with the four files of a small data set.</summary>
    public string WriteDigits(string name, int train = 60, int test = 20)
    {
        var folder = this[name];
        Directory.CreateDirectory(folder);
        Write("train", train, 5);
        Write("t10k", test, 6);
        return folder;

        void Write(string part, int count, int seed)
        {
            var set = BuiltInDigits.Generate(count, seed, TestContext.Current.CancellationToken);
            IdxFile.Write(Path.Combine(folder, $"{part}-images-idx3-ubyte.gz"),
                new IdxArray(IdxElementType.UInt8, [count, 28, 28], set.Pixels.ToArray()), gzip: true);
            IdxFile.Write(Path.Combine(folder, $"{part}-labels-idx1-ubyte.gz"),
                new IdxArray(IdxElementType.UInt8, [count], set.Labels.ToArray()), gzip: true);
        }
    }
}
