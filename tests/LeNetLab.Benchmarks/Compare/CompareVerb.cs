using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using LeNetLab.Data.Catalog;
using LeNetLab.Native;
using LeNetLab.Paper1998;
using static System.FormattableString;

namespace LeNetLab.Benchmarks.Compare;

/// <summary><c>compare</c>: an epoch here, beside what others take for it.</summary>
internal static class CompareVerb
{
    public const string Name = "compare";

    private const int UserMistake = 2;
    private const int Failed = 1;
    private const int Cancelled = 130;

    public static async Task<int> RunAsync(string[] args)
    {
        var result = new RootCommand("Benchmarks of LeNetLab.") { Create(Stopwatch.StartNew()) }.Parse(args);
        if (result.Action is ParseErrorAction) return Report(result.Errors[0].Message, UserMistake);
        try
        {
            return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            return Report("stopped.", Cancelled);
        }
        catch (Exception e) when (e is DataSetException or IdxFormatException or UsageException)
        {
            return Report(e.Message, UserMistake);
        }
        catch (Exception e)
        {
            return Report($"{e.GetType().Name}: {e.Message}", Failed);
        }
    }

    private static Command Create(Stopwatch watch)
    {
        Option<string?> data = new("--data")
        {
            Description = "Folder with the files of MNIST, or the word builtin. Default: LENETLAB_DATA, else " +
                "../shared/mnist, else the cache, else the built-in digits.",
            HelpName = "DIR",
        };
        Option<string?> json = new("--json")
        {
            Description = "Also write the medians and ratios to this file, as JSON.",
            HelpName = "FILE"
        };
        var rounds = Whole(
            "--rounds", "Whole epochs of each. Default: as many as four and a half minutes have room for, 3 to 9.");
        var batch = Whole("--batch", "Digits a step. Default: 64.");
        Option<string[]?> names = new("--contenders")
        {
            Description = $"Which, with commas between them: {string.Join(", ", Contenders.All)}, and " +
                $"{string.Join(", ", Contenders.OfPlans)}. Default: all.",
            HelpName = "A,B",
            CustomParser = ParseNames,
        };
        var verb = new Command(Name, "Whole epochs of LeNet-5 by this library and by others, in turns; medians and " +
            "ratios.") { data, json, rounds, batch, names };
        verb.SetAction((result, cancellationToken) => Task.Run(() => CompareAsync(
            result.GetValue(data), result.GetValue(json), result.GetValue(rounds), result.GetValue(batch) ?? 64,
            result.GetValue(names) is { Length: > 0 } chosen ? chosen : [.. Contenders.All, .. Contenders.OfPlans],
            watch, cancellationToken), cancellationToken));
        return verb;
    }

    private static async Task<int> CompareAsync(string? data, string? json, int? rounds, int batch, string[] names,
        Stopwatch watch, CancellationToken cancellationToken)
    {
        if (data is { Length: 0 })
            throw new UsageException("--data: expected a folder or builtin, found an empty name.");
        if (json is not null) ComparisonDocument.Probe(json);
        var torch = NativeTorch.Info;
        using var digits = await ComparedDigits.LoadAsync(data, cancellationToken);
        Console.WriteLine(digits.Description);
        using var contenders = new Contenders(digits, batch, cancellationToken);
        var entries = new Comparison(contenders, rounds, watch, Console.Error.WriteLine).Run(names, cancellationToken);

        var machine = string.Join(
            ", ", new[] { MachineDescription.Current, $"{torch}", contenders.PyTorch }.OfType<string>());
        Console.WriteLine(machine);
        Console.WriteLine(Invariant($"An epoch of {digits.Train.Count:N0} digits, batch {batch}; LeNet-5 with tanh ") +
            Invariant($"and average pooling, Adam {ComparedTraining.LearningRate}. ") +
            $"The ratio is to {Contenders.Ours}; the loss is the epoch's mean.");
        Console.WriteLine();
        Console.Write(ComparisonTable.Of(entries, digits.Train.Count));
        if (json is not null) ComparisonDocument.Write(json, entries, machine);
        return 0;
    }

    private static Option<int?> Whole(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0)
                return value;
            result.AddError($"{name}: expected a whole number from 1, found '{text}'.");
            return null;
        },
    };

    private static string[] ParseNames(ArgumentResult result)
    {
        var names = result.Tokens[0].Value.Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] all = [.. Contenders.All, .. Contenders.OfPlans];
        var unknown = names.FirstOrDefault(name => !all.Contains(name));
        if (unknown is not null || names.Length == 0)
            result.AddError($"--contenders: expected some of {string.Join(", ", Contenders.All)}, found " +
                $"{(unknown is null ? "none" : $"'{unknown}'")}.");
        return [.. all.Where(names.Contains)];
    }

    private static int Report(string line, int exitCode)
    {
        Console.Error.WriteLine($"{Name}: {line.ReplaceLineEndings(" ").Trim()}");
        return exitCode;
    }
}

/// <summary>The call is wrong; the message says in one line what was expected and what was found.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
