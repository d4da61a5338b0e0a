namespace LeNetLab.Paper1998.Networks;

/// <summary>
/// What F6 is asked to draw: for each digit a stylised bitmap, 7 wide and 12 high, as in the paper's Fig. 3. The 84
/// units of F6 are its pixels, which is why there are 84. A pixel is −1 where there is paper and +1 where there is ink.
/// </summary>
/// <remarks>The paper prints its bitmaps as a small picture only; these are drawn after it by hand.</remarks>
public static class DigitBitmaps
{
    /// <summary>Columns of a bitmap.</summary>
    public const int Width = 7;

    /// <summary>Rows of a bitmap.</summary>
    public const int Height = 12;

    /// <summary>Pixels of a bitmap, and units of F6.</summary>
    public const int Size = Width * Height;

    // 0 to 9 side by side. The first and the last row of every bitmap are empty.
    private const string Drawing = """
        ....... ....... ....... ....... ....... ....... ....... ....... ....... .......
        ..###.. ...#... ..###.. ####### .....#. ####### ...###. ####### ..###.. ..###..
        .#...#. ..##... .#...#. .....#. ....##. #...... ..#.... ......# .#...#. .#...#.
        #.....# .#.#... #.....# ....#.. ...#.#. #...... .#..... .....#. #.....# #.....#
        #.....# ...#... ......# ...#... ..#..#. #...... #...... .....#. .#...#. #.....#
        #.....# ...#... .....#. ..###.. .#...#. ######. #.###.. ....#.. ..###.. .#...##
        #.....# ...#... ....#.. .....#. #....#. ......# ##...#. ....#.. .#...#. ..###.#
        #.....# ...#... ...#... ......# ####### ......# #.....# ...#... #.....# ......#
        #.....# ...#... ..#.... #.....# .....#. #.....# #.....# ...#... #.....# .....#.
        .#...#. ...#... .#..... .#...#. .....#. .#...#. .#...#. ..#.... .#...#. ....#..
        ..###.. .#####. ####### ..###.. .....#. ..###.. ..###.. ..#.... ..###.. .###...
        ....... ....... ....... ....... ....... ....... ....... ....... ....... .......
        """;

    private static readonly string[] Rows = Drawing.Split('\n', StringSplitOptions.TrimEntries);

    /// <summary>The pixels of one digit's bitmap, row by row, each −1 or +1.</summary>
    /// <param name="digit">0 to 9.</param>
    public static float[] Of(int digit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(digit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digit, 9);
        return [.. Rows.SelectMany(row => row.Substring(digit * (Width + 1), Width))
            .Select(pixel => pixel == '#' ? 1f : -1f)];
    }

    /// <summary>The bitmaps of all ten digits, one after the other: 10×84 numbers.</summary>
    public static float[] All() => [.. Enumerable.Range(0, 10).SelectMany(Of)];
}
