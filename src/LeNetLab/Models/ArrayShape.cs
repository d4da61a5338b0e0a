namespace LeNetLab.Models;

/// <summary>The name of an array in a weights file, and its dimensions.</summary>
internal sealed record ArrayShape(string Name, long[] Shape)
{
    /// <summary>How many numbers it has.</summary>
    /// <exception cref="OverflowException">More than an array can have.</exception>
    public int Count
    {
        get
        {
            var count = 1;
            foreach (var size in Shape) count = checked((int)(count * size));
            return count;
        }
    }
}
