namespace LeNetLab.Cli.Terminal;

/// <summary>A bar that shows how far something is. Any thread may set it.</summary>
internal interface IBar
{
    /// <summary>Shows how far it is.</summary>
    /// <param name="share">0…1.</param>
    /// <param name="text">What is being done; null leaves it as it is.</param>
    void Set(double share, string? text = null);

    /// <summary>Writes a line above the bar.</summary>
    void Say(string line);
}

/// <summary>Nobody is looking.</summary>
internal sealed class NoBar : IBar
{
    public static NoBar Instance { get; } = new();

    public void Set(double share, string? text = null)
    {
    }

    public void Say(string line)
    {
    }
}
