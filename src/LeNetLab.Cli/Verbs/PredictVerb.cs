using LeNetLab.Simd;

namespace LeNetLab.Cli.Verbs;

/// <summary><c>lenet predict</c>: which digit a picture shows.</summary>
internal static class PredictVerb
{
    /// <summary>Pictures read at once, so that of many the first answers come early.</summary>
    private const int BatchSize = 100;

    private const int Side = DigitPreparation.FieldSide;

    private const string Description =
        "Say which digit a picture shows: PNG or JPEG, any size, dark on light or light on dark.";

    private const string Examples = """
          lenet predict my-digit.png
          lenet predict drawings/*.png --show       also print what the network sees, 28×28
          lenet predict photo.jpg --json | jq '.[0].digit'
          lenet predict digit.png --weights lenet5.safetensors
          lenet predict letter.png --weights letters.safetensors     a file that names its classes answers in letters
        """;

    public static Command Create()
    {
        Argument<string[]> images = new("IMAGE")
        {
            Description = "Pictures, each of one digit.",
            Arity = ArgumentArity.OneOrMore
        };
        var weights = Options.Weights();
        Option<bool> show =
            new("--show") { Description = "Print what the network sees: the digit cut out, scaled and centred." };
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
        var network = WeightsFile.Load(weights);
        var allRead = true;
        var document = new JsonArray();
        foreach (var chunk in images.Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var pictures = new List<(string Path, byte[] Pixels)>();
            foreach (var path in chunk)
            {
                if (TryRead(screen, path, network.Preparation) is { } pixels) pictures.Add((path, pixels));
                else allRead = false;
            }

            if (pictures.Count == 0) continue;
            // The labels are not known; zeros stand in for them and are not looked at.
            var set = new ImageSet([.. pictures.SelectMany(p => p.Pixels)], new byte[pictures.Count], Side, Side);
            var predictions = Inference.Run(
                network, set, SimdBackend.Instance, cancellationToken: cancellationToken);
            WeightsFile.Check(predictions, weights);
            for (var i = 0; i < pictures.Count; i++)
            {
                var answer = new Answer(pictures[i].Path, predictions.Probabilities(i), network.ClassNames);
                if (json) document.Add((JsonNode)answer.ToJson());
                else answer.Say(screen);
                if (show) HalfBlocks.Print(screen, pictures[i].Pixels, Side, Side);
            }
        }

        if (json) Screen.Write(document);
        return allRead ? ExitCode.Fine : ExitCode.UserMistake;
    }

    private static byte[]? TryRead(Screen screen, string path, Preparation preparation)
    {
        try
        {
            if (Directory.Exists(path))
                throw new InvalidDataException($"{path}: expected a PNG or JPEG file, found a folder.");
            if (!File.Exists(path))
                throw new InvalidDataException($"{path}: expected a PNG or JPEG file, found nothing of that name.");
            return DigitPicture.Read(path, preparation).Pixels;
        }
        // Whatever is wrong with one picture, the next is read.
        catch (Exception e)
        {
            var fault = e is OutOfMemoryException ? $"{path}: there is not enough memory for it." : e.Message;
            screen.Warn(Failure.OneLine($"lenet: {fault}"));
            return null;
        }
    }

    /// <summary>What the network says of one picture.</summary>
    private sealed class Answer(string path, double[] probabilities, IReadOnlyList<string> names)
    {
        private readonly int[] _ranking =
            [.. Enumerable.Range(0, probabilities.Length).OrderByDescending(c => probabilities[c])];

        public void Say(Screen screen)
        {
            var (first, second) = (_ranking[0], _ranking[1]);
            var then = probabilities[second] < 0.0005
                ? "" : FormattableString.Invariant($"  (then {names[second]}, {probabilities[second] * 100:0.0} %)");
            screen.Say($"{Failure.OneLine(path)}: {names[first]}  {probabilities[first] * 100:0.0} %{then}");
        }

        public JsonObject ToJson() => new()
        {
            ["file"] = path,
            ["digit"] = WeightsFile.DigitOf(names[_ranking[0]]),
            ["class"] = names[_ranking[0]],
            ["certainty"] = probabilities[_ranking[0]],
            ["runnerUp"] = WeightsFile.DigitOf(names[_ranking[1]]),
            ["runnerUpClass"] = names[_ranking[1]],
            ["runnerUpCertainty"] = probabilities[_ranking[1]],
            ["probabilities"] = new JsonArray([.. probabilities.Select(p => (JsonNode)p)]),
        };
    }
}
