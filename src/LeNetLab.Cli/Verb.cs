using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace LeNetLab.Cli;

/// <summary>A command that can show how it is used.</summary>
internal sealed class Verb(string name, string description, string examples) : Command(name, description)
{
    public string Examples { get; } = examples;
}

/// <summary>The usual help, then examples and the exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction help, string rootExamples) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        if (Console.IsOutputRedirected) help.MaxWidth = 110;
        help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        output.WriteLine(parseResult.CommandResult.Command is Verb verb ? verb.Examples : rootExamples);
        output.WriteLine();
        output.WriteLine(ExitCode.Legend);
        return ExitCode.Fine;
    }
}
