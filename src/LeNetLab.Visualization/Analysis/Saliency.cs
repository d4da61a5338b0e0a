namespace LeNetLab.Visualization.Analysis;

/// <summary>
/// Which pixels an output hangs on: its gradient with respect to the input (Simonyan, Vedaldi and Zisserman 2014, "Deep
/// inside convolutional networks", sect. 3).
/// </summary>
public static class Saliency
{
    /// <summary>
    /// For each image the gradient of one of its outputs, before the softmax, [N, 1, 32, 32] as the images: how much
    /// the output rises for each unit of normalised ink that a pixel gains. The paper draws its magnitude; the sign
    /// says whether ink or paper is wanted. The caller disposes it; the network's own gradients are not touched.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="images">Normalised images, [N, 1, 32, 32]; they stay the caller's.</param>
    /// <param name="classes">The output to ask about, one for each image.</param>
    /// <exception cref="ArgumentException">The images are of another shape, or the classes are not as many.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The network has no such output.</exception>
    public static Tensor Of(LeNet5 model, Tensor images, IReadOnlyList<int> classes)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(classes);
        if (classes.Count != images.shape[0])
            throw new ArgumentException($"{images.shape[0]} images need as many classes; there are {classes.Count}.",
                nameof(classes));
        foreach (var output in classes) UnitRange.Require(output, model.Options.Classes, nameof(classes));
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var input = images.detach().clone().requires_grad_();
        var chosen = tensor(classes.Select(c => (long)c).ToArray()).unsqueeze(1);
        var scores = model.call(input).gather(1, chosen).sum();      // an image's score hangs on its own pixels only
        return autograd.grad([scores], [input])[0].MoveToOuterDisposeScope();
    }
}
