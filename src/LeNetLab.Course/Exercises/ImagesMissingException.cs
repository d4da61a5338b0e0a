namespace LeNetLab.Course.Exercises;

/// <summary>An answer that depends on the images in use was handed over without them.</summary>
internal sealed class ImagesMissingException : Exception;
