namespace LeNetLab.Data.Catalog;

/// <summary>The cache cannot be written: no permission, no space, not a folder.</summary>
internal sealed class DataCacheException : IOException
{
    /// <summary>Describes the fault in one line.</summary>
    /// <param name="folder">The folder that was to be written.</param>
    /// <param name="inner">What the system said.</param>
    public DataCacheException(string folder, Exception inner)
        : base($"{folder}: the cache for data sets cannot be written ({inner.Message.TrimEnd('.')}). "
            + $"Set {DataCache.FolderVariable} to a folder that can.", inner)
    {
        Folder = folder;
    }

    /// <summary>The folder that was to be written.</summary>
    public string Folder { get; }
}
