namespace LeNetLab.Cli.Verbs;

/// <summary>
/// Writes the built-in digits or letters as the four files that the data set has, for other programs to read.
/// </summary>
internal static class BuiltInExport
{
    public static async Task<int> RunAsync(
        Screen screen, DataSet set, string folder, CancellationToken cancellationToken)
    {
        if (File.Exists(folder)) throw new UserMistakeException($"{folder}: expected a folder, found a file.");
        var files = set.Files;
        // Somebody's data set must not be replaced by something else of the same name.
        if (files.Select(file => Path.Combine(folder, file.PackedName)).FirstOrDefault(File.Exists) is { } there)
            throw new UserMistakeException(
                $"{there}: expected nothing of that name, found a file. Export to another folder.");

        var options = new DigitsOptions
        {
            DataSet = set,
            Folder = DigitsOptions.BuiltInName,
            Otherwise = new DrawnDigits(),
        };
        var digits = await DigitSource.LoadAsync(screen, options, cancellationToken).ConfigureAwait(false);
        await screen.WithBarAsync("Writing", bar => Task.Run(
            () =>
            {
                for (var i = 0; i < files.Count; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var path = Path.Combine(folder, files[i].PackedName);
                    var array = ArrayOf(set, digits, files[i].Role);
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

    /// <summary>An array as the set has them: its labels may begin at 1, its images may lie on their side.</summary>
    private static IdxArray ArrayOf(DataSet set, DigitSets digits, DataFileRole role)
    {
        var half = role is DataFileRole.TrainImages or DataFileRole.TrainLabels ? digits.Train : digits.Test;
        return role is DataFileRole.TrainImages or DataFileRole.TestImages
            ? new IdxArray(IdxElementType.UInt8, [half.Count, half.Height, half.Width], Pixels())
            : new IdxArray(
                IdxElementType.UInt8, [half.Count], [.. half.Labels.ToArray().Select(l => (byte)(l + set.FirstLabel))]);

        byte[] Pixels()
        {
            var pixels = half.Pixels.ToArray();
            if (set.Transposed) DataSetReader.Transpose(pixels, half.Height, half.Width);
            return pixels;
        }
    }
}
