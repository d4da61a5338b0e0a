namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>Reads a set of images, one after the other.</summary>
public static class PatternInference
{
    /// <summary>The network's scores for every image of a set.</summary>
    /// <param name="network">Takes pictures of the padded size.</param>
    /// <param name="images">What to read.</param>
    /// <param name="padding">Pixels of margin on each side.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    public static Predictions Run(PatternNetwork<float> network, ImageSet images, int padding,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        var preparation = new PatternPreparation<float>(images.Height, images.Width, padding);
        var picture = new float[preparation.Size];
        var classes = network.Criterion.Classes;
        var scores = new float[images.Count * classes];
        for (var i = 0; i < images.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            preparation.Write(images.Image(i), picture);
            network.Scores(picture).CopyTo(scores.AsSpan(i * classes));
        }

        return new Predictions(scores, images.Labels.ToArray(), classes);
    }
}
