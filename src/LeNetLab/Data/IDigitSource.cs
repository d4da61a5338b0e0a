namespace LeNetLab.Data;

/// <summary>Makes images in place of a data set that is unavailable: what <see cref="Digits"/> turns to.</summary>
public interface IDigitSource
{
    /// <summary>Says whether it can make images like those of a data set, with the same classes.</summary>
    /// <param name="set">The data set.</param>
    bool CanDraw(DataSet set);

    /// <summary>Makes images to train on and others to test on. The same call gives the same images.</summary>
    /// <param name="set">A data set that <see cref="CanDraw"/> accepts.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    (ImageSet Train, ImageSet Test) Draw(DataSet set, CancellationToken cancellationToken);
}
