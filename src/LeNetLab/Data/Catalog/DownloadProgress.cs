namespace LeNetLab.Data.Catalog;

/// <summary>How far a download is.</summary>
/// <param name="File">The file that is coming.</param>
/// <param name="Bytes">How much of it is there. Falls back to 0 when another try begins.</param>
/// <param name="Length">Its length.</param>
/// <param name="TotalBytes">How much of the whole data set is there.</param>
/// <param name="TotalLength">The length of the whole data set.</param>
internal readonly record struct DownloadProgress(string File, long Bytes, long Length, long TotalBytes,
    long TotalLength);
