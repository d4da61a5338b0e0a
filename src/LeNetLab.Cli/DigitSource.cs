namespace LeNetLab.Cli;

/// <summary>Gets the digits that a verb works on, and says which they are.</summary>
internal static class DigitSource
{
    /// <summary>Said of a folder of pictures that has none to test on.</summary>
    public const string HowToTest =
        "A fifth of the pictures is held out if that leaves some of every class; or put those to test on into " +
        "test/NAME, and the others into train/NAME.";

    /// <param name="screen">Where the bar and the line go.</param>
    /// <param name="options">Where to look.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <param name="pictures">How pictures in a folder of classes are prepared; null where they are not taken.</param>
    /// <exception cref="UserMistakeException">There is one class alone, or nothing of either kind.</exception>
    public static async Task<DigitSets> LoadAsync(
        Screen screen, DigitsOptions options, CancellationToken cancellationToken, Preparation? pictures = null)
    {
        var ofClasses = pictures is not null && IsPictures(options);
        DigitSets digits;
        try
        {
            digits = await screen.WithBarAsync("Getting the digits", bar => Task.Run(
                () => ofClasses ? Task.FromResult(ImageFolder.LoadSets(options.Folder!, preparation: pictures!.Value))
                    : Digits.LoadAsync(options, new DownloadBar(bar), cancellationToken),
                cancellationToken)).ConfigureAwait(false);
        }
        catch (DataSetException e) when (pictures is not null && !ofClasses && IsOfNothing(options))
        {
            throw new UserMistakeException(
                $"{e.Message} For classes of your own: expected a subfolder of pictures for each class, such as " +
                $"{Path.Combine(options.Folder!, "NAME", "1.png")}, found none.", e);
        }

        if (ofClasses && digits.Train.Classes < 2)
            throw new UserMistakeException($"{options.Folder}: expected subfolders of pictures for two classes or " +
                $"more, found one: {digits.Train.ClassNames[0]}.");
        screen.Say(digits.Description);
        return digits;
    }

    /// <summary>Whether the folder has pictures in a subfolder for each class, and no files of the data set.</summary>
    public static bool IsPictures(DigitsOptions options) => options.Folder is { } folder
        && !DataFolder.Holds(folder, options.DataSet) && ImageFolder.IsOne(folder);

    /// <summary>Whether a folder is there that has no file of the data set, nor its archive.</summary>
    private static bool IsOfNothing(DigitsOptions options) => options is { Folder: { } folder, DataSet: var set }
        && Directory.Exists(folder) && DataFolder.FindArchive(folder, set) is null && !DataFolder.Holds(folder, set)
        && set.Files.All(file => DataFolder.FindFile(folder, set, file.Role) is null);

    /// <summary>The options that <c>--data</c> and the environment ask for.</summary>
    /// <param name="folder">The folder that <c>--data</c> names; null where it does not.</param>
    /// <param name="set">The data set; MNIST where null.</param>
    /// <param name="drawn">What draws digits where the set is unavailable; as many as usual where null.</param>
    public static DigitsOptions For(string? folder, DataSet? set = null, DrawnDigits? drawn = null)
    {
        if (folder is { Length: 0 })
            throw new UserMistakeException("--data: expected a folder or builtin, found an empty name.");
        return DigitsOptions.FromEnvironment(folder, set) with { Otherwise = drawn ?? new DrawnDigits() };
    }

    /// <summary>Drawn digits, of which only the first few are to be trained on: no more need be drawn.</summary>
    public static DrawnDigits ToTrain(int? take) =>
        new() { TrainCount = Math.Min(take ?? int.MaxValue, DrawnDigits.DefaultTrainCount) };

    /// <summary>Drawn digits, of which only the first few are to be tested on.</summary>
    public static DrawnDigits ToTest(int? take) =>
        new() { TestCount = Math.Min(take ?? int.MaxValue, DrawnDigits.DefaultTestCount) };

    /// <summary>What a weights file or a document calls these digits.</summary>
    public static string NameOf(DigitSets digits) =>
        digits.Description[(digits.Description.IndexOf(": ", StringComparison.Ordinal) + 2)..].TrimEnd('.');
}

/// <summary>Shows a download on a bar.</summary>
internal sealed class DownloadBar(IBar bar) : IProgress<DownloadProgress>
{
    public void Report(DownloadProgress value)
    {
        if (value.TotalLength <= 0) return;
        bar.Set((double)value.TotalBytes / value.TotalLength,
            FormattableString.Invariant(
                $"{value.File}  {value.TotalBytes / 1e6:0.0} of {value.TotalLength / 1e6:0.0} MB"));
    }
}
