using StbImageWriteSharp;

namespace LeNetLab.Visualization.Rendering;

/// <summary>Encodes pixels as PNG. The same pixels give the same bytes.</summary>
public static class Png
{
    /// <summary>Encodes a grey image, one byte a pixel, 0 black to 255 white.</summary>
    /// <param name="pixels">Rows from the top, <c>width * height</c> bytes.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentException">The number of bytes is not that of the size given.</exception>
    public static byte[] FromGrey(ReadOnlySpan<byte> pixels, int width, int height) =>
        Encode(pixels, width, height, ColorComponents.Grey);

    /// <summary>Encodes a colour image, three bytes a pixel.</summary>
    /// <param name="pixels">Rows from the top, red, green, blue: <c>3 * width * height</c> bytes.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentException">The number of bytes is not that of the size given.</exception>
    public static byte[] FromRgb(ReadOnlySpan<byte> pixels, int width, int height) =>
        Encode(pixels, width, height, ColorComponents.RedGreenBlue);

    /// <summary>Encodes a colour image with transparency, four bytes a pixel.</summary>
    /// <param name="pixels">Rows from the top, red, green, blue, opacity: <c>4 * width * height</c> bytes.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentException">The number of bytes is not that of the size given.</exception>
    public static byte[] FromRgba(ReadOnlySpan<byte> pixels, int width, int height) =>
        Encode(pixels, width, height, ColorComponents.RedGreenBlueAlpha);

    internal static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, ColorComponents components)
    {
        if (width < 1 || height < 1)
            throw new ArgumentException($"An image has at least one pixel; got {width}×{height}.");
        var expected = (long)width * height * (int)components;
        if (pixels.Length != expected)
            throw new ArgumentException($"An image of {width}×{height} with {(int)components} bytes a pixel has " +
                $"{expected} bytes; got {pixels.Length}.", nameof(pixels));
        using var stream = new MemoryStream();
        new ImageWriter().WritePng(pixels.ToArray(), width, height, components, stream);
        return stream.ToArray();
    }
}
