using LeNetLab.Data.Idx;

namespace LeNetLab.Cli.Verbs;

/// <summary>Writes the built-in digits as the four files that MNIST has, for other programs to read.</summary>
internal static class BuiltInExport
{
    public static async Task<int> RunAsync(Screen screen, string folder, CancellationToken cancellationToken)
    {
        if (File.Exists(folder)) throw new UserMistakeException($"{folder}: expected a folder, found a file.");
        var files = DataSetCatalog.Mnist.Files;
        // Somebody's MNIST must not be replaced by something else of the same name.
        if (files.Select(file => Path.Combine(folder, file.PackedName)).FirstOrDefault(File.Exists) is { } there)
            throw new UserMistakeException(
                $"{there}: expected nothing of that name, found a file. Export to another folder.");

        var options = new DigitsOptions { Folder = DigitsOptions.BuiltInName, Otherwise = new DrawnDigits() };
        var digits = await DigitSource.LoadAsync(screen, options, cancellationToken).ConfigureAwait(false);
        await screen.WithBarAsync("Writing", bar => Task.Run(
            () =>
            {
                for (var i = 0; i < files.Count; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var path = Path.Combine(folder, files[i].PackedName);
                    var array = ArrayOf(digits, files[i].Role);
                    OutputFile.Guard(path, () =>
                    {
                        Directory.CreateDirectory(folder);
                        IdxFile.Write(path, array, gzip: true);
                    });
                    bar.Set((i + 1.0) / files.Count);
                }

                return true;
            },
            cancellationToken)).ConfigureAwait(false);
        foreach (var file in files)
        {
            var path = Path.Combine(folder, file.PackedName);
            screen.Say($"{path}  {new FileInfo(path).Length:N0} bytes");
        }

        return ExitCode.Fine;
    }

    private static IdxArray ArrayOf(DigitSets digits, DataFileRole role)
    {
        var set = role is DataFileRole.TrainImages or DataFileRole.TrainLabels ? digits.Train : digits.Test;
        return role is DataFileRole.TrainImages or DataFileRole.TestImages
            ? new IdxArray(IdxElementType.UInt8, [set.Count, set.Height, set.Width], set.Pixels.ToArray())
            : new IdxArray(IdxElementType.UInt8, [set.Count], set.Labels.ToArray());
    }
}
