namespace LeNetLab.Data;

/// <summary>A data set in memory.</summary>
/// <param name="Train">The images to train on.</param>
/// <param name="Test">The images to test on.</param>
/// <param name="IsVerified">True where every file has the SHA-256 that the catalogue says.</param>
internal sealed record DataSetImages(ImageSet Train, ImageSet Test, bool IsVerified);
