namespace LeNetLab.Handwriting;

/// <summary>Why a picture is not read, as the end of a line that begins with the file's name.</summary>
internal sealed class PictureFault : Exception
{
    private PictureFault(string what) : base(what)
    {
    }

    public static PictureFault CutShort() => new("expected a whole picture, found one that is cut short");

    public static PictureFault Damaged(string how) => new($"expected a sound picture, found a damaged one ({how})");

    public static PictureFault TooLarge(string limit, string found) => new($"expected {limit}, found {found}");
}
