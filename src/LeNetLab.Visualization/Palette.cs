namespace LeNetLab.Visualization;

/// <summary>How numbers become colours. All palettes can be told apart with any kind of colour vision.</summary>
public sealed class Palette
{
    private readonly double _low;
    private readonly (byte R, byte G, byte B)[] _stops;

    private Palette(double low, params int[] stops)
    {
        _low = low;
        _stops = [.. stops.Select(s => ((byte)(s >> 16), (byte)(s >> 8), (byte)s))];
    }

    /// <summary>Digits as on paper: 0 is the light ground, 1 is dark ink.</summary>
    public static Palette Ink { get; } = new(0, 0xFFFFFF, 0x161616);

    /// <summary>Digits as MNIST stores them: 0 is black, 1 is white.</summary>
    public static Palette Stored { get; } = new(0, 0x000000, 0xFFFFFF);

    /// <summary>Amounts from 0 to 1: white, then ever deeper blue.</summary>
    public static Palette Sequential { get; } = new(0, 0xFFFFFF, 0xD6E6F4, 0x93C4DF, 0x3E8EC4, 0x12579F, 0x082A5E);

    /// <summary>Signed values from −1 to 1: blue below zero, white at zero, orange-red above.</summary>
    public static Palette Diverging { get; } = new(-1, 0x0F3F86, 0x2A76B8, 0x7DB9DB, 0xD3E6F1, 0xFFFFFF, 0xFCDDC8,
        0xF2A27A, 0xD6603A, 0x9A2417);

    /// <summary>Whether the palette's middle is zero, with negative values on the other side.</summary>
    public bool IsSigned => _low < 0;

    /// <summary>The colour of a value; values outside are clamped, and one that is not a number is purple.</summary>
    /// <param name="value">0 to 1, or −1 to 1 where <see cref="IsSigned"/>.</param>
    public (byte R, byte G, byte B) At(double value)
    {
        if (double.IsNaN(value)) return (0xCC, 0x79, 0xA7);
        var place = Math.Clamp((value - _low) / (1 - _low), 0, 1) * (_stops.Length - 1);
        var i = Math.Min((int)place, _stops.Length - 2);
        var (a, b, t) = (_stops[i], _stops[i + 1], place - i);
        return (Mix(a.R, b.R, t), Mix(a.G, b.G, t), Mix(a.B, b.B, t));
    }

    /// <summary>The colour as <c>#rrggbb</c>.</summary>
    internal string HexAt(double value)
    {
        var (r, g, b) = At(value);
        return Hex(r, g, b);
    }

    internal static string Hex(byte r, byte g, byte b) => "#" + Convert.ToHexStringLower([r, g, b]);

    private static byte Mix(byte a, byte b, double t) =>
        (byte)Math.Round(a + ((b - a) * t), MidpointRounding.AwayFromZero);
}
