namespace LeNetLab.Simd.Network;

/// <summary>Lays the bytes of images into lanes, normalised, within a margin of background.</summary>
/// <param name="level">The network's input.</param>
/// <param name="padding">The margin, in pixels.</param>
/// <param name="table">By byte its number.</param>
/// <param name="lanes">Images in a group.</param>
internal sealed unsafe class SimdInput(SimdLevel level, int padding, float[] table, int lanes)
{
    private readonly float _background = table[0];
    private readonly float[] _table = level.Shifted ? Array.ConvertAll(table, value => value - table[0]) : table;

    private bool Marks => level.Shifted && level.Margin == 0;

    /// <summary>Makes the whole input background; once is enough, since images never reach the margin.</summary>
    public void Clear(SimdScratch scratch)
    {
        scratch.Background = level.Shifted ? _background : 0;
        new Span<float>(scratch.Values[0], level.Maps * level.Plane).Fill(-scratch.Background);
        for (var row = 0; row < level.Maps * level.Height; row++)
            new Span<float>(level.Values(scratch, row / level.Height, row % level.Height), level.Width * lanes)
                .Fill(_table[0]);
    }

    /// <summary>Keeps one image of bytes, [channels, rows, columns], for a lane.</summary>
    public void Keep(ReadOnlySpan<byte> image, SimdScratch scratch, int lane) =>
        image.CopyTo(new Span<byte>(scratch.Bytes + lane * level.Units, level.Units));

    /// <summary>
    /// Lays the kept images into the lanes, row by row of all of them, while the row is in the cache.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Lay(SimdScratch scratch)
    {
        int height = level.Height - 2 * padding, width = level.Width - 2 * padding;
        if (Marks) Mark(scratch, height, width);
        fixed (float* table = _table)
        {
            for (var row = 0; row < level.Maps * height; row++)
            {
                var (first, end) = (padding, padding + width);
                var start = level.Values(scratch, row / height, row % height + padding);
                if (Marks)
                {
                    // The rest is background, which is 0 here.
                    (first, end) = scratch.Ink[row % height + padding];
                    new Span<float>(start, first * lanes).Clear();
                    new Span<float>(start + end * lanes, (level.Width - end) * lanes).Clear();
                }

                for (var n = 0; n < lanes; n++)
                {
                    var from = scratch.Bytes + n * level.Units + row * width + first - padding;
                    var to = start + first * lanes + n;
                    for (var stop = from + end - first; from < stop; to += lanes) *to = table[*from++];
                }
            }
        }
    }

    // Where there is ink: bytes other than 0 of any image or channel.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Mark(SimdScratch scratch, int height, int width)
    {
        // Eight pixels of all images at a time; what is read behind a row's end is not looked at.
        var room = stackalloc byte[width + sizeof(ulong)];
        var all = new Span<byte>(room, width);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x += sizeof(ulong))
            {
                var eight = 0ul;
                for (var c = 0; c < level.Maps; c++)
                {
                    var at = scratch.Bytes + (c * height + y) * width + x;
                    for (var n = 0; n < lanes; n++, at += level.Units) eight |= *(ulong*)at;
                }

                *(ulong*)(room + x) = eight;
            }

            var from = all.IndexOfAnyExcept((byte)0);
            var end = all.LastIndexOfAnyExcept((byte)0) + 1;
            scratch.Ink[padding + y] = from < 0 ? (0, 0) : (padding + from, padding + end);
        }
    }
}
