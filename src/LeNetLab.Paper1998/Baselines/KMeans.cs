namespace LeNetLab.Paper1998.Baselines;

/// <summary>
/// K-means (Lloyd): centres that are the means of the images nearest to them. It starts from images drawn without
/// repetition and ends when no image changes its centre, or after a number of rounds.
/// </summary>
internal static class KMeans
{
    /// <summary>The centres, k×pixels numbers 0…1; fewer than asked for where there are fewer images.</summary>
    public static float[] Centres(
        ImageSet images, int centres, int rounds, int seed, CancellationToken cancellationToken)
    {
        NativeTorch.Load();
        using var inference = inference_mode();
        using var whole = NewDisposeScope();
        var (count, pixels) = (images.Count, images.Height * images.Width);
        centres = Math.Min(centres, count);
        var chosen = Enumerable.Range(0, count).ToArray();
        new Random(seed).Shuffle(chosen);
        var points = ImageSize.Rows(images, 0, count);
        var places = ImageSize.Rows(images.Subset(chosen[..centres]), 0, centres).contiguous();
        var owners = new long[count];
        for (var round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var distances = places.pow(2).sum([1]) - 2 * points.matmul(places.t());
            var nearest = distances.argmin(1);
            if (round > 0 && nearest.Longs().SequenceEqual(owners)) break;
            nearest.Longs().CopyTo(owners);
            var sums = zeros(centres, pixels).index_add_(0, nearest, points, 1);
            var members = zeros(centres).index_add_(0, nearest, ones(count), 1).unsqueeze(1);
            // A centre that no image is nearest to stays where it is.
            places.copy_(where(members > 0, sums / members.clamp_min(1), places));
        }

        return places.Floats().ToArray();
    }
}
