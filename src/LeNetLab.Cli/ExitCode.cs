namespace LeNetLab.Cli;

/// <summary>What a script can tell from how <c>lenet</c> ended.</summary>
internal static class ExitCode
{
    public const int Fine = 0;
    public const int Failed = 1;
    public const int UserMistake = 2;
    public const int NotSure = 3;
    public const int Cancelled = 130;

    public const string Legend =
        "Exit codes: 0 fine; 1 something failed; 2 a mistake in the call or in a file given; "
        + "3 predict is not sure of a picture, or it shows no digit or several; 130 cancelled.";
}
