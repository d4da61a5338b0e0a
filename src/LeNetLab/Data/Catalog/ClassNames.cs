namespace LeNetLab.Data.Catalog;

/// <summary>What readers call classes.</summary>
internal static class ClassNames
{
    /// <summary>The names of classes that have none: "0", "1", "2", …</summary>
    /// <param name="count">Number of classes.</param>
    public static IReadOnlyList<string> Numbers(int count) =>
        [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))];
}
