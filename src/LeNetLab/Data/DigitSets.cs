namespace LeNetLab.Data;

/// <summary>Where digits came from.</summary>
internal enum DigitsOrigin
{
    /// <summary>A folder that the user named.</summary>
    Folder,

    /// <summary>The cache of earlier downloads.</summary>
    Cache,

    /// <summary>A download just now.</summary>
    Download,

    /// <summary>The generator.</summary>
    BuiltIn,
}

/// <summary>Digits to train on and to test on.</summary>
/// <param name="Train">The digits to train on.</param>
/// <param name="Test">The digits to test on.</param>
/// <param name="Description">One line that says which digits are in use. It names no path, and is the same for MNIST
/// wherever it came from, so that a saved notebook can hold it.</param>
public sealed record DigitSets(ImageSet Train, ImageSet Test, string Description)
{
    /// <summary>Where they came from.</summary>
    internal DigitsOrigin Origin { get; init; }

    /// <summary>The description.</summary>
    public override string ToString() => Description;
}
