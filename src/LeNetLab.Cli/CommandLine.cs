using System.CommandLine.Help;
using System.CommandLine.Invocation;
using LeNetLab.Cli.Verbs;

namespace LeNetLab.Cli;

/// <summary>The verbs of <c>lenet</c>, and what happens around each of them.</summary>
internal static class CommandLine
{
    private const string Description = """
        LeNet-5 in C#: a course of notebooks, and the network to train and to try.

        Without a verb, the course runs.
        """;

    private const string Examples = """
          lenet                                     run the course, print the page to look at
          lenet train --epochs 10                   train LeNet-5, write lenet5.safetensors
          lenet evaluate --weights lenet5.safetensors
          lenet predict my-digit.png                which digit is it?
          lenet reproduce lenet-5                   the 1998 recipe, and its number
          lenet variants                            the LeNets of several tutorials, trained alike
          lenet study                               the long runs that two notebooks show
          lenet export --onnx lenet5.onnx           for ONNX Runtime and Netron
          lenet convert model.pth                   a weights file of what PyTorch wrote
          lenet data                                where the digits come from
          lenet doctor                              what this machine lacks, and the remedy
          lenet VERB --help                         more about one verb
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        Option<bool> verbose = new("--verbose", "-v")
        {
            Description =
                $"Show more: what notebooks print, and the stack trace of an error (also {Failure.TraceVariable}=1).",
            Recursive = true,
        };
        // The words take as long to read as a part of the network: both at once.
        if (args is ["predict", ..] && !args.Any(word => word.StartsWith('-'))) PredictVerb.LoadAhead();
        var root = Build(verbose, args);
        // "@six.png" is a picture of that name and no file of further words.
        var result = root.Parse(WithVerb(args, root), new ParserConfiguration { ResponseFileTokenReplacer = null });
        // Help is no answer to a verb or a word that there is not.
        var asksInVain = result.Action is HelpWithExamples && result.UnmatchedTokens.Count > 0;
        if (result.Action is ParseErrorAction || asksInVain)
        {
            Console.Error.WriteLine($"lenet: {ParseErrors.Describe(result)}");
            return ExitCode.UserMistake;
        }

        using var interrupt = new Interrupt();
        try
        {
            // Exceptions and Ctrl-C are this program's own business.
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null
            };
            return await result.InvokeAsync(configuration, interrupt.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return Failure.Report(e, result.GetValue(verbose));
        }
    }

    private static RootCommand Build(Option<bool> verbose, string[] args)
    {
        (string Name, Func<Command> Create)[] verbs =
        [
            (CourseVerb.Name, () => CourseVerb.Create(verbose)),
            ("train", TrainVerb.Create),
            ("evaluate", EvaluateVerb.Create),
            ("predict", PredictVerb.Create),
            ("reproduce", ReproduceVerb.Create),
            ("variants", VariantsVerb.Create),
            ("study", StudyVerb.Create),
            ("export", ExportVerb.Create),
            ("convert", ConvertVerb.Create),
            ("data", DataVerb.Create),
            ("doctor", DoctorVerb.Create),
        ];
        var root = new RootCommand(Description);
        // The options of all verbs would cost the start of one a tenth of its time.
        var asked = args is [] ? -1 : Array.FindIndex(verbs, verb => verb.Name == args[0]);
        foreach (var (_, create) in asked < 0 ? verbs : verbs[asked..(asked + 1)]) root.Add(create());
        root.Add(verbose);
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Action = new HelpWithExamples((HelpAction)help.Action!, Examples);
        return root;
    }

    /// <summary>No verb, or only options, means the course.</summary>
    private static string[] WithVerb(string[] args, RootCommand root)
    {
        if (args is [] || (args[0].StartsWith('-') && !IsAboutLenet(args[0]) && !args.Any(IsVerb)))
            return [CourseVerb.Name, .. args];
        return args;

        bool IsVerb(string word) =>
            root.Subcommands.Any(verb => string.Equals(verb.Name, word, StringComparison.Ordinal));

        static bool IsAboutLenet(string word) => word is "--help" or "-h" or "-?" or "--version";
    }
}
