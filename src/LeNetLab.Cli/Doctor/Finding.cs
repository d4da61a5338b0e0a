namespace LeNetLab.Cli.Doctor;

/// <summary>How a check came out.</summary>
internal enum State
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It was broken, and is not any more.</summary>
    Mended,

    /// <summary>Missing, and only some ways into the course need it.</summary>
    Note,

    /// <summary>Something does not work until the remedy is applied.</summary>
    Broken,
}

/// <summary>What one check found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="State">How it came out.</param>
/// <param name="Text">What was found, and the remedy if there is something to do.</param>
internal sealed record Finding(string Check, State State, string Text);
