namespace LeNetLab.Cli.Verbs;

/// <summary><c>lenet course</c>, and what <c>lenet</c> alone does.</summary>
internal static class CourseVerb
{
    public const string Name = "course";

    private const string Description =
        "Run the course's notebooks and make one page of them. This is what lenet does without a verb.";

    private const string Examples = """
          lenet                                run all notebooks on the digits that are at hand
          lenet course --data ../mnist         on MNIST in that folder
          lenet course --notebook 1 2          only the first two
          lenet course --save                  also save the outputs in notebooks/ itself
        """;

    public static Command Create(Option<bool> verbose)
    {
        var data = Options.Data();
        Option<string?> output = new("--output", "-o")
        {
            Description = "Where the executed copies and the page go. Default: artifacts/course in the repository.",
            HelpName = "DIR",
        };
        Option<bool> save = new("--save") { Description = "Save the outputs in notebooks/ as well." };
        Option<string[]> notebooks = new("--notebook", "-n")
        {
            Description = "Run these notebooks only, by number.",
            HelpName = "N",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<TimeSpan> limit = new("--cell-time-limit")
        {
            Description = "Stop a cell that runs longer than this many seconds, and fail.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => TimeSpan.FromMinutes(10),
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                    && seconds is > 0 and < 1e6)
                    return TimeSpan.FromSeconds(seconds);
                result.AddError($"--cell-time-limit: expected a number of seconds above 0, found '{text}'.");
                return default;
            },
        };
        var verb = new Verb(Name, Description, Examples) { data, output, save, notebooks, limit };
        verb.SetAction((result, cancellationToken) => new CourseCommand
        {
            Data = result.GetValue(data),
            Output = result.GetValue(output),
            Save = result.GetValue(save),
            Notebooks = result.GetValue(notebooks) ?? [],
            CellTimeLimit = result.GetValue(limit),
            Verbose = result.GetValue(verbose),
        }.RunAsync(new Screen(json: false), cancellationToken));
        return verb;
    }
}
