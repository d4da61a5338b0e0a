using StbImageWriteSharp;

namespace LeNetLab.Visualization.Rendering;

/// <summary>Many small tiles in one PNG, with transparent gaps: a fraction of the bytes of a PNG each.</summary>
internal static class Sprite
{
    /// <summary>Lays tiles out in a grid, row by row.</summary>
    /// <param name="count">Tiles.</param>
    /// <param name="columns">Tiles in a row.</param>
    /// <param name="width">Pixels in a tile's row.</param>
    /// <param name="height">Rows of a tile.</param>
    /// <param name="gapX">Pixels between tiles.</param>
    /// <param name="gapY">Pixel rows between tiles.</param>
    /// <param name="colour">The colour of a tile's pixel, or null for none.</param>
    public static byte[] Build(int count, int columns, int width, int height, int gapX, int gapY,
        Func<int, int, (byte R, byte G, byte B)?> colour)
    {
        var rows = (count + columns - 1) / columns;
        var totalWidth = (columns * (width + gapX)) - gapX;
        var totalHeight = (rows * (height + gapY)) - gapY;
        var rgba = new byte[4 * totalWidth * totalHeight];
        for (var tile = 0; tile < count; tile++)
        {
            var (left, top) = (tile % columns * (width + gapX), tile / columns * (height + gapY));
            for (var pixel = 0; pixel < width * height; pixel++)
            {
                if (colour(tile, pixel) is not { } c) continue;
                var at = 4 * (((top + (pixel / width)) * totalWidth) + left + (pixel % width));
                (rgba[at], rgba[at + 1], rgba[at + 2], rgba[at + 3]) = (c.R, c.G, c.B, 255);
            }
        }

        return Encode(rgba, totalWidth, totalHeight);
    }

    /// <summary>Encodes with as few channels as the pixels need.</summary>
    public static byte[] Encode(byte[] rgba, int width, int height)
    {
        var (grey, opaque) = (true, true);
        for (var i = 0; i < rgba.Length; i += 4)
        {
            grey &= rgba[i] == rgba[i + 1] && rgba[i] == rgba[i + 2];
            opaque &= rgba[i + 3] == 255;
        }

        int[] kept = (grey, opaque) switch
        {
            (true, true) => [0],
            (true, false) => [0, 3],
            (false, true) => [0, 1, 2],
            _ => [0, 1, 2, 3]
        };
        var packed = new byte[width * height * kept.Length];
        for (var i = 0; i < packed.Length; i++) packed[i] = rgba[(4 * (i / kept.Length)) + kept[i % kept.Length]];
        return Png.Encode(packed, width, height, (ColorComponents)kept.Length);
    }
}
