using LeNetLab.Cli.Doctor;

namespace LeNetLab.Cli.Verbs;

/// <summary><c>lenet doctor</c>: whether this machine has what the course needs.</summary>
internal static class DoctorVerb
{
    private const string Description = "Check what the course needs on this machine, and mend the notebook extension.";

    private const string Examples = """
          lenet doctor                     a line for each thing, with the remedy
          lenet doctor --dry-run           change nothing
          lenet doctor --json | jq '.[] | select(.state == "broken")'
          lenet doctor --user-data-dir DIR VS Code was started with that folder

        A note is something that only one way into the course needs. Exit code 1 if anything is broken.
        """;

    public static Command Create()
    {
        Option<bool> dryRun = new("--dry-run") { Description = "Only report; mend nothing." };
        Option<string[]> userData = new("--user-data-dir")
        {
            Description = "A folder of VS Code's settings besides the usual ones.",
            HelpName = "DIR",
        };
        var data = Options.Data();
        var json = Options.Json();
        var verb = new Verb("doctor", Description, Examples) { dryRun, userData, data, json };
        verb.SetAction((result, cancellationToken) => Task.FromResult(Run(
            new Screen(result.GetValue(json)), DigitSource.For(result.GetValue(data)), result.GetValue(userData) ?? [],
            !result.GetValue(dryRun), result.GetValue(json), cancellationToken)));
        return verb;
    }

    private static int Run(Screen screen, DigitsOptions digits, string[] userData, bool mend, bool json,
        CancellationToken cancellationToken)
    {
        var all = new List<Finding>();
        foreach (var finding in Checks.All(digits, userData, mend, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            all.Add(finding);
            screen.Say($"{finding.State.ToString().ToLowerInvariant(),-7} {finding.Check,-19} {finding.Text}");
        }

        if (json)
            Screen.Write(new JsonArray([.. all.Select(finding => (JsonNode)new JsonObject
            {
                ["check"] = finding.Check,
                ["state"] = finding.State.ToString().ToLowerInvariant(),
                ["text"] = finding.Text,
            })]));
        return all.Exists(finding => finding.State == State.Broken) ? ExitCode.Failed : ExitCode.Fine;
    }
}
