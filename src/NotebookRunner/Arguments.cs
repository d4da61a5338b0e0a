namespace NotebookRunner;

/// <summary>The words after a verb: files, options with a value, switches.</summary>
internal sealed class Arguments
{
    private readonly List<string> _files = [];
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);

    public Arguments(string[] words, string[] options, params string[] switches)
    {
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            if (switches.Contains(word)) _options[word] = "";
            else if (options.Contains(word))
                _options[word] = words.ElementAtOrDefault(++i)
                    ?? throw new UsageException($"{word}: expected a value, found none.");
            else if (!word.StartsWith("--", StringComparison.Ordinal)) _files.Add(word);
            else
                throw new UsageException(
                    $"Unknown option '{word}': expected {string.Join(", ", options.Concat(switches))}.");
        }
    }

    public string? this[string option] => _options.GetValueOrDefault(option);

    public IReadOnlyList<string> Files =>
        _files.Count > 0 ? _files : throw new UsageException("Expected a notebook's file, found none.");
}

/// <summary>The call makes no sense; the message says what was expected.</summary>
internal sealed class UsageException(string message) : Exception(message);
