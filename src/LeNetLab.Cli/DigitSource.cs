namespace LeNetLab.Cli;

/// <summary>Gets the digits that a verb works on, and says which they are.</summary>
internal static class DigitSource
{
    /// <param name="screen">Where the bar and the line go.</param>
    /// <param name="options">Where to look.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <param name="pictures">How pictures in a folder of classes are prepared; null where they are not taken.</param>
    public static async Task<DigitSets> LoadAsync(
        Screen screen, DigitsOptions options, CancellationToken cancellationToken, Preparation? pictures = null)
    {
        var digits = await screen.WithBarAsync("Getting the digits", bar => Task.Run(
            () => pictures is { } preparation && IsPictures(options)
                ? Task.FromResult(ImageFolder.LoadSets(options.Folder!, preparation: preparation))
                : Digits.LoadAsync(options, new DownloadBar(bar), cancellationToken),
            cancellationToken)).ConfigureAwait(false);
        screen.Say(digits.Description);
        return digits;
    }

    /// <summary>Whether the folder has pictures in a subfolder for each class, and no files of the data set.</summary>
    public static bool IsPictures(DigitsOptions options) => options.Folder is { } folder
        && !DataFolder.Holds(folder, options.DataSet) && ImageFolder.IsOne(folder);

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
