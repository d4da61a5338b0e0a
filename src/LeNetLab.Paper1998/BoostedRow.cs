namespace LeNetLab.Paper1998;

/// <summary>
/// Three networks that vote, each taught what the ones before make of it (sect. III-C.11; Drucker, Schapire and Simard
/// 1993). The second learns from patterns of which the first reads half wrong; the third from patterns on which the two
/// disagree. Their scores are added. An unlimited supply of distorted patterns makes these sets large enough.
/// </summary>
public sealed record BoostedRow : PaperRow
{
    /// <summary>How each of the three learns.</summary>
    public required NetworkRow Member { get; init; }

    /// <summary>Patterns in the sets of the second and the third.</summary>
    public int SetSize { get; init; } = 30_000;

    /// <inheritdoc/>
    public override PaperOutcome Run(PaperRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var padding = Member.Options.Padding;
        var size = Math.Min(SetSize, run.Train.Count / 2);
        var first = Teach(run, 1, run.Train);
        var second = Teach(run, 2, Collect(run, 2, size, HalfMisreadBy(first)));
        var third = Teach(
            run, 3, Collect(run, 3, size, (picture, _, _) => first.Read(picture) != second.Read(picture)));
        PatternNetwork<float>[] members = [first, second, third];

        // Their checkpoints stay until the result is written.
        var outcome = new PaperOutcome(
            Vote(run.Test), ErrorPercent(Vote(run.Train)), members.Sum(m => m.Parameters),
            members.Sum(m => (long)m.MultiplyAdds),
            new SortedDictionary<string, string>(Member.Describe().ToDictionary(), StringComparer.Ordinal)
            {
                ["boosting"] = "three networks, their scores added; the second and the third learn from " +
                    Invariant($"{size} distorted patterns each"),
            })
        {
            TrainImages = run.Train.Count,
        };
        return outcome;

        Predictions Vote(ImageSet images)
        {
            var votes = Array.ConvertAll(members, m => PatternInference.Run(m, images, padding, run.CancellationToken));
            var sum = new float[images.Count * images.Classes];
            for (var i = 0; i < images.Count; i++)
                for (var c = 0; c < images.Classes; c++) sum[i * images.Classes + c] = votes.Sum(v => v.Logits(i)[c]);
            return new Predictions(sum, images.Labels.ToArray(), images.Classes);
        }
    }

    private PatternNetwork<float> Teach(PaperRun run, int member, ImageSet images) => Member.Train(run with
    {
        Train = images,
        Seed = unchecked(run.Seed * 10 + member),
        Checkpoint = Checkpoint(run, member),
        Progress = run.Progress is { } progress ? new OfMember(progress, member) : null,
    }).Network;

    /// <summary>Takes or skips a pattern so that half of those taken are misread: a coin chooses the kind.</summary>
    internal static Func<float[], int, Random, bool> HalfMisreadBy(PatternNetwork<float> network)
    {
        bool? wanted = null;
        return (picture, label, random) =>
        {
            wanted ??= random.Next(2) == 0;
            if (network.Read(picture) != label != wanted) return false;
            wanted = null;
            return true;
        };
    }

    internal ImageSet Collect(PaperRun run, int member, int size, Func<float[], int, Random, bool> takes)
    {
        var (images, options) = (run.Train, Member.Options);
        var random = new Random(unchecked(run.Seed * 1_000_003 + member));
        var preparation = new PatternPreparation<float>(images.Height, images.Width, options.Padding);
        var picture = new float[preparation.Size];
        var area = images.Height * images.Width;
        var (pixels, labels) = (new byte[size * area], new byte[size]);
        for (var (taken, tried) = (0, 0); taken < size; tried++)
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            var index = random.Next(images.Count);
            var image = pixels.AsSpan(taken * area, area);
            Distortion.Apply(images.Image(index), image, images.Height, images.Width, options.Distortions,
                SeededRandom.SeedFor(unchecked((ulong)run.Seed), member, tried));
            preparation.Write(image, picture);
            if (!takes(picture, images.Label(index), random)) continue;
            labels[taken++] = (byte)images.Label(index);
            if (taken % 1000 == 0)
                run.Progress?.Report(new PaperProgress((member - 1) / 3.0,
                    Invariant($"network {member}: {taken} of {size} patterns found"), Milestone: false));
        }

        return new ImageSet(pixels, labels, images.Height, images.Width, Invariant($"for network {member}"),
            images.Classes);
    }

    private static string? Checkpoint(PaperRun run, int member) =>
        run.Checkpoint is { } path ? Invariant($"{path}.{member}") : null;

    private sealed class OfMember(IProgress<PaperProgress> progress, int member) : IProgress<PaperProgress>
    {
        public void Report(PaperProgress value) => progress.Report(value with
        {
            Share = (member - 1 + value.Share) / 3,
            Text = Invariant($"network {member}, {value.Text}"),
        });
    }
}
