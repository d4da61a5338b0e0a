using LeNetLab.Simd;

namespace LeNetLab.Cli.Verbs;

/// <summary><c>lenet predict</c>: which digit a picture shows.</summary>
internal static class PredictVerb
{
    /// <summary>Pictures read at once, so that of many the first answers come early.</summary>
    private const int BatchSize = 100;

    private const int Side = DigitPreparation.FieldSide, MostColumns = 56;

    private const string Description =
        "Say which digit a picture shows: PNG or JPEG, any size, dark on light or light on dark.";

    private const string Examples = """
          lenet predict my-digit.png
          lenet predict drawings/*.png --show       also print how each digit is found and what the network sees
          lenet predict photo.jpg --json | jq '.[0].digit'
          lenet predict digit.png --weights lenet5.safetensors
          lenet predict letter.png --weights letters.safetensors     a file that names its classes answers in letters
        """;

    private static Task<NetworkWeights>? _ahead;

    /// <summary>Begins to load the network that comes with lenet, on another core.</summary>
    public static void LoadAhead() => _ahead = Begin(null);

    public static Command Create()
    {
        Argument<string[]> images = new("IMAGE")
        {
            Description = "Pictures, each of one digit.",
            Arity = ArgumentArity.OneOrMore
        };
        var weights = Options.Weights();
        Option<bool> show =
            new("--show") { Description = "Print every stage of finding the digit, to what the network sees." };
        var json = Options.Json();
        var verb = new Verb("predict", Description, Examples) { images, weights, show, json };
        verb.SetAction((result, cancellationToken) => Task.FromResult(Run(new Screen(result.GetValue(json)),
            result.GetValue(images)!, result.GetValue(weights), result.GetValue(show), result.GetValue(json),
            cancellationToken)));
        return verb;
    }

    private static int Run(
        Screen screen, string[] images, string? weights, bool show, bool json, CancellationToken cancellationToken)
    {
        // What to believe is known of the network that comes with lenet, and of no other.
        var judged = weights is null;
        // On another core while the first picture is read; a blank one, so that what reads it is compiled by then.
        var loading = (judged ? _ahead : null) ?? Begin(weights);
        var preparation = judged ? Preparation.Mnist : loading.GetAwaiter().GetResult().Preparation;
        var views = judged ? DigitAnswer.ViewCount : 1;
        var code = ExitCode.Fine;
        var document = new JsonArray();
        foreach (var chunk in images.Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var pictures = new List<(string Path, DigitPicture Picture)>();
            foreach (var path in chunk)
            {
                if (TryRead(screen, path, preparation) is { } picture) pictures.Add((path, picture));
                else code = ExitCode.UserMistake;
            }

            var network = loading.GetAwaiter().GetResult();
            if (pictures.Count == 0) continue;
            var pixels = new byte[pictures.Count * views * Side * Side];
            for (var i = 0; i < pictures.Count; i++)
                (judged ? DigitAnswer.Views(pictures[i].Picture.Pixels) : pictures[i].Picture.Pixels).CopyTo(
                    pixels, i * views * Side * Side);
            // The labels are not known; zeros stand in for them and are not looked at.
            var set = new ImageSet(pixels, new byte[pictures.Count * views], Side, Side);
            // Without a line about it, which would be the same for every picture.
            var backend = BackendChoice.ForReading(null, network.Plan, set, ComputeDevice.Cpu);
            var predictions = Inference.Run(network, set, backend, cancellationToken: cancellationToken);
            WeightsFile.Check(predictions, weights);
            for (var i = 0; i < pictures.Count; i++)
            {
                var (path, picture) = pictures[i];
                var verdict = judged ? DigitAnswer.Judge(picture, predictions, i * views) : null;
                var answer = new Answer(path, predictions.Probabilities(i * views), network.ClassNames, verdict);
                if (!answer.IsSure && code == ExitCode.Fine) code = ExitCode.NotSure;
                if (json) document.Add((JsonNode)answer.ToJson());
                else answer.Say(screen);
                if (show) Show(screen, path, preparation);
            }
        }

        if (json) Screen.Write(document);
        return code;
    }

    // On a thread of its own: the pool takes some milliseconds to start.
    private static Task<NetworkWeights> Begin(string? weights)
    {
        var loading = new Task<NetworkWeights>(() => Load(weights));
        new Thread(loading.RunSynchronously) { IsBackground = true }.Start();
        return loading;
    }

    private static NetworkWeights Load(string? weights)
    {
        var network = WeightsFile.Load(weights);
        if (weights is null)
            Inference.Run(network, new ImageSet(new byte[Side * Side], new byte[1], Side, Side), SimdBackend.Instance);
        return network;
    }

    private static void Show(Screen screen, string path, Preparation preparation)
    {
        foreach (var stage in DigitPicture.Stages(PictureFile.ReadAll(path), path, preparation))
        {
            screen.Say($"{stage.Name}:");
            var (pixels, height, width) = Smaller(stage);
            HalfBlocks.Print(screen, pixels, height, width);
        }
    }

    /// <summary>Means of squares, so that it fits a terminal.</summary>
    private static (byte[] Pixels, int Height, int Width) Smaller(FindingStage stage)
    {
        var step = (Math.Max(stage.Width, stage.Height) + MostColumns - 1) / MostColumns;
        var (height, width) = (Math.Max(1, stage.Height / step), Math.Max(1, stage.Width / step));
        var pixels = new byte[height * width];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (top, left, sum, count) = (i / width * step, i % width * step, 0, 0);
            for (var y = top; y < Math.Min(top + step, stage.Height); y++)
                for (var x = left; x < Math.Min(left + step, stage.Width); x++)
                    (sum, count) = (sum + stage.Pixels[y * stage.Width + x], count + 1);
            pixels[i] = (byte)(sum / count);
        }

        return (pixels, height, width);
    }

    private static DigitPicture? TryRead(Screen screen, string path, Preparation preparation)
    {
        try
        {
            if (Directory.Exists(path))
                throw new InvalidDataException($"{path}: expected a PNG or JPEG file, found a folder.");
            if (!File.Exists(path))
                throw new InvalidDataException($"{path}: expected a PNG or JPEG file, found nothing of that name.");
            return DigitPicture.Read(path, preparation);
        }
        // Whatever is wrong with one picture, the next is read.
        catch (Exception e)
        {
            var fault = e is OutOfMemoryException ? $"{path}: there is not enough memory for it." : e.Message;
            screen.Warn(Failure.OneLine($"lenet: {fault}"));
            return null;
        }
    }

    /// <summary>What the network says of one picture, and what to believe of it where that is known.</summary>
    private sealed class Answer(
        string path, double[] probabilities, IReadOnlyList<string> names, DigitAnswer? judged)
    {
        private readonly int[] _ranking = judged is null
            ? [.. Enumerable.Range(0, probabilities.Length).OrderByDescending(c => probabilities[c])]
            : [judged.Digit, judged.RunnerUp];

        public bool IsSure => judged is null or { Verdict: DigitVerdict.Digit };

        private string First => names[_ranking[0]];

        private string Second => names[_ranking[1]];

        public void Say(Screen screen) => screen.Say($"{Failure.OneLine(path)}: " + judged?.Verdict switch
        {
            DigitVerdict.SeveralDigits => "several digits",
            DigitVerdict.NotADigit => "not a digit",
            DigitVerdict.NotSure => $"not sure: {First} or {Second}",
            DigitVerdict.Digit => FormattableString.Invariant($"{First}  {judged.Certainty * 100:0.0} %"),
            null => FormattableString.Invariant($"{First}  {probabilities[_ranking[0]] * 100:0.0} %") + (
                probabilities[_ranking[1]] < 0.0005 ? ""
                : FormattableString.Invariant($"  (then {Second}, {probabilities[_ranking[1]] * 100:0.0} %)")),
        });

        public JsonObject ToJson() => new()
        {
            ["file"] = path,
            ["answer"] = judged?.Verdict switch
            {
                DigitVerdict.SeveralDigits => "several digits",
                DigitVerdict.NotADigit => "not a digit",
                DigitVerdict.NotSure => "not sure",
                _ => "one",
            },
            ["digit"] = WeightsFile.DigitOf(First),
            ["class"] = First,
            ["certainty"] = judged?.Certainty ?? probabilities[_ranking[0]],
            ["runnerUp"] = WeightsFile.DigitOf(Second),
            ["runnerUpClass"] = Second,
            ["runnerUpCertainty"] = probabilities[_ranking[1]],
            ["probabilities"] = new JsonArray([.. probabilities.Select(p => (JsonNode)p)]),
        };
    }
}
