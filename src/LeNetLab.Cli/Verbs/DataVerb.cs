namespace LeNetLab.Cli.Verbs;

/// <summary><c>lenet data</c>: where digits come from, and getting them.</summary>
internal static class DataVerb
{
    private const string Description =
        "Say where the digits come from; download MNIST, check it, or write the built-in digits as files.";

    private const string Examples = """
          lenet data                       what is there, and what would be used
          lenet data --download            get MNIST now (11 MB), even if a download has just failed
          lenet data --check               exit code 1 unless MNIST is there, whole and genuine
          lenet data --data ../mnist --check
          lenet data --export digits       the built-in digits as four IDX files
          lenet data --set emnist-letters --download       562 MB; keeps the archive for the other splits
          lenet data --set emnist-letters --data ../emnist a folder with the four files, or with gzip.zip
        """;

    public static Command Create()
    {
        var set = Options.Set();
        var data = Options.Data();
        Option<bool> download = new("--download") { Description = "Download the data set into the cache." };
        Option<bool> check = new("--check")
        {
            Description = "Fail unless the digits that would be used are the data " +
                "set as published, with the right SHA-256."
        };
        Option<string?> export = new("--export")
        {
            Description = "Write the built-in digits (or letters, for a set of them) here, as four IDX files.",
            HelpName = "DIR"
        };
        var verb = new Verb("data", Description, Examples) { set, data, download, check, export };
        verb.SetAction(async (result, cancellationToken) =>
        {
            var screen = new Screen(json: false);
            var options = DigitSource.For(result.GetValue(data), result.GetValue(set));
            if (result.GetValue(export) is { } folder)
                return await BuiltInExport.RunAsync(screen, options.DataSet, folder, cancellationToken)
                    .ConfigureAwait(false);
            if (result.GetValue(download))
                await DownloadAsync(screen, options, cancellationToken).ConfigureAwait(false);
            return DataReport.Show(screen, options, result.GetValue(check), cancellationToken);
        });
        return verb;
    }

    private static async Task DownloadAsync(Screen screen, DigitsOptions options, CancellationToken cancellationToken)
    {
        if (options.Offline)
            throw new UserMistakeException(
                $"--download: {DigitsOptions.OfflineVariable} is set, so nothing is downloaded. Unset it.");
        var set = options.DataSet;
        var folder = DataCache.FolderOf(set, options.CacheFolder);
        await screen.WithBarAsync($"Downloading {set.Name}", async bar =>
        {
            await DataDownloader.DownloadAsync(set, folder, options.Download, new DownloadBar(bar),
                cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        screen.Say($"{set.Name} is in {folder}.");
        screen.Say();
    }
}
