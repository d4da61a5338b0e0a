namespace NotebookRunner;

/// <summary>The words after a verb: files, options with a value, switches.</summary>
internal sealed class Arguments
{
    private readonly List<string> _files = [];
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);

    public string? this[string option] => _options.GetValueOrDefault(option);

    public static Arguments Read(string[] words, string[] options, string[] switches)
    {
        var arguments = new Arguments();
        for (var i = 0; i < words.Length; i++)
        {
            if (switches.Contains(words[i])) arguments._options[words[i]] = "";
            else if (options.Contains(words[i]))
            {
                if (i + 1 == words.Length) throw new UsageException($"{words[i]}: expected a value, found none.");
                arguments._options[words[i]] = words[++i];
            }
            else if (words[i].StartsWith("--", StringComparison.Ordinal))
                throw new UsageException($"Unknown option '{words[i]}': expected {string.Join(", ", options.Concat(switches))}.");
            else arguments._files.Add(words[i]);
        }

        return arguments;
    }

    public bool Has(string name) => _options.ContainsKey(name);

    public IReadOnlyList<string> Files() => _files.Count > 0 ? _files : throw new UsageException("Expected a notebook's file, found none.");
}

/// <summary>The call makes no sense; the message says what was expected.</summary>
internal sealed class UsageException(string message) : Exception(message);
