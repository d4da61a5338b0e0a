namespace LeNetLab.Cli;

/// <summary>Says in one line what is wrong with a call.</summary>
internal static class ParseErrors
{
    public static string Describe(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var isRoot = command is RootCommand;
        var help = isRoot ? "lenet --help" : $"lenet {command.Name} --help";
        if (result.UnmatchedTokens is [var word, ..])
        {
            var isOption = word.StartsWith('-');
            var verbs = string.Join(", ", command.Subcommands.Select(c => c.Name));
            var what = isOption ? $"there is no option '{word}'" : isRoot
                ? $"there is no verb '{word}'" : $"'{word}' is one word too many";
            var nearest = Nearest(word, isOption ? OptionNames(result) : command.Subcommands.Select(c => c.Name));
            var hint = nearest is not null
                ? $" Did you mean '{nearest}'?" : isRoot && !isOption ? $" Verbs: {verbs}." : "";
            return $"{what}.{hint} See {help}.";
        }

        return $"{result.Errors[0].Message.ReplaceLineEndings(" ").Trim()} See {help}.";
    }

    private static IEnumerable<string> OptionNames(ParseResult result)
    {
        for (var at = result.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
            foreach (var option in at.Command.Options)
                if (!option.Hidden) yield return option.Name;
    }

    private static string? Nearest(string word, IEnumerable<string> names) => names
        .Select(name => (Name: name, Distance: Distance(word, name)))
        .Where(item => item.Distance <= Math.Max(1, word.Length / 2))
        .OrderBy(item => item.Distance).ThenBy(item => item.Name, StringComparer.Ordinal)
        .Select(item => item.Name).FirstOrDefault();

    /// <summary>Edits (insert, delete, replace, swap neighbours) that make one word of the other.</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replace, 1 + Math.Min(d[i - 1, j], d[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
