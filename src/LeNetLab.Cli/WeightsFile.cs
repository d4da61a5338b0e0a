namespace LeNetLab.Cli;

/// <summary>The network that a verb is to use.</summary>
internal static class WeightsFile
{
    /// <summary>
    /// Whether a network reads the digits and pictures of the verbs: grey, of 28×28, with a margin if it is larger.
    /// </summary>
    public static bool ReadsDigits(NetworkPlan plan) => plan.Channels == 1 && plan.Height == plan.Width
        && plan.Height >= DigitPreparation.FieldSide && (plan.Height - DigitPreparation.FieldSide) % 2 == 0;

    /// <summary>Reads a file, or takes the network that comes with the library.</summary>
    /// <exception cref="UserMistakeException">It is none, or one of other pictures than the verbs have.</exception>
    public static NetworkWeights Load(string? path)
    {
        var network = LoadAny(path);
        if (ReadsDigits(network.Plan)) return network;
        var (channels, height, width) = (network.Plan.Channels, network.Plan.Height, network.Plan.Width);
        var kind = channels switch { 1 => "grey images", 3 => "colour images", _ => $"images of {channels} channels" };
        throw new UserMistakeException($"{NameOf(path)}: expected a network for grey images of 28×28, found " +
            $"{network.Plan.Name} for {kind} of {height}×{width}. A program can run it (Inference.Run).");
    }

    /// <summary>As <see cref="Load(string?)"/>, whatever the network reads.</summary>
    public static NetworkWeights LoadAny(string? path)
    {
        if (path is null)
        {
            try
            {
                return NetworkWeights.Pretrained();
            }
            catch (FileNotFoundException e)
            {
                throw new FailedException("this build has no network of its own. Train one (lenet train) and name it " +
                    "with --weights FILE.", e);
            }
        }

        if (Directory.Exists(path)) throw new UserMistakeException($"{path}: expected a weights file, found a folder.");
        if (!File.Exists(path))
            throw new UserMistakeException($"{path}: expected a weights file, found nothing of that name.");
        NetworkWeights network;
        try
        {
            network = NetworkWeights.Load(path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UserMistakeException($"{path}: expected a weights file, found one that may not be read.", e);
        }

        if (network.Plan.Classes >= 2) return network;
        throw new UserMistakeException($"{path}: expected a network of two classes or more, found one.");
    }

    /// <summary>As <see cref="Load(string?)"/>, for the images of one data set.</summary>
    /// <exception cref="UserMistakeException">The network has other classes than the set.</exception>
    public static NetworkWeights Load(string? path, DataSet set)
    {
        var network = Load(path);
        if (network.Plan.Classes == set.Classes) return network;
        var found = network.Plan.Classes;
        throw new UserMistakeException(
            $"{NameOf(path)}: expected a network of {set.Classes} classes for {set.Name}, found {found}.");
    }

    /// <summary>Weights may be numbers, and too large to compute with.</summary>
    /// <exception cref="UserMistakeException">What the network says is no number.</exception>
    public static void Check(Predictions predictions, string? path)
    {
        for (var i = 0; i < predictions.Count; i++)
            foreach (var logit in predictions.Logits(i))
                if (!float.IsFinite(logit))
                    throw new UserMistakeException($"{NameOf(path)}: expected a network that answers with numbers, " +
                        $"found one that answers {FormattableString.Invariant($"{logit}")}.");
    }

    /// <summary>The digit that a class's name is, for a script; null where it is a letter.</summary>
    public static int? DigitOf(string name) => name is [>= '0' and <= '9'] ? name[0] - '0' : null;

    /// <summary>What the lines call it.</summary>
    public static string NameOf(string? path) => path ?? "the network that comes with lenet";
}
