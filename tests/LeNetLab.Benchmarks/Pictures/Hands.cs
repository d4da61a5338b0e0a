using LeNetLab.Data;
using LeNetLab.Handwriting.Drawing;

namespace LeNetLab.Benchmarks.Pictures;

/// <summary>What is written: digits in common hands and in those of other countries, letters, scribbles.</summary>
/// <remarks>The forms of other countries are drawn for this test alone; the library's own forms are others.</remarks>
internal sealed class Hands(IReadOnlyList<Ink> given)
{
    private const int Side = 200;

    /// <summary>Letters whose shape is no digit's in anybody's hand.</summary>
    public const string TestLetters = "AEFHKMNPRTVWXYaefhkmnrtwx";

    /// <summary>Others, some of them near to a digit's; the certainty is fitted to these too.</summary>
    public const string OtherLetters = "CDGJLQUcdijkpuvy";

    private static readonly PenForm[] Ones =
    [
        new(1, 2, "18,46 34,26 54,0* 52,48 50,100", "4,62 28,34 60,2* 57,50 54,100"),
        new(1, 1, "24,40 40,20 52,0* 52,52 52,98 / 22,98 50,98 82,97",
            "12,50 34,26 56,2* 54,50 52,99 / 10,99 50,98 96,98"),
        new(1, 1, "50,0 50,50 50,98 / 22,98 50,98 80,98", "54,2 50,50 48,97 / 8,98 48,97 92,97"),
    ];

    private static readonly PenForm[] Sevens =
    [
        new(7, 2, "8,6 48,4 86,4* 66,40 44,100 / 26,50 54,48 82,46",
            "4,10 46,6 92,6* 72,36 34,100 / 18,56 54,52 92,44"),
        new(7, 1, "8,28 12,4* 50,6 88,4* 64,46 46,100 / 24,52 56,50 86,48",
            "2,36 10,8* 50,10 92,4* 74,44 62,100 / 34,54 66,50 100,46"),
        new(7, 1, "6,30 12,6* 34,12 60,10 88,2* 66,48 48,100", "0,24 8,4* 34,14 62,12 94,4* 60,50 36,100"),
    ];

    private static readonly PenForm[] Fours =
    [
        new(4, 1, "66,0* 34,36 2,70* 50,70 98,70 / 66,2 66,50 66,100",
            "58,0* 32,30 6,62* 46,64 90,64 / 58,2 60,50 62,100"),
        new(4, 1, "70,100 70,50 70,0* 36,32 4,66* 50,66 96,66", "60,100 64,50 68,2* 34,30 8,58* 50,60 90,62"),
        new(4, 1, "30,0 20,30 8,62* 48,62 92,60 / 68,24 66,60 62,100",
            "22,2 16,28 10,56* 46,54 88,52 / 76,10 72,50 70,100"),
    ];

    private static readonly PenForm[] Nines =
    [
        new(9, 2, "78,18 52,0 22,12 18,38 44,52 74,36 80,20 82,54 70,88 40,100 16,84",
            "80,16 50,2 16,16 18,44 46,54 72,40 80,18 80,60 62,94 28,100 4,82"),
        new(9, 1, "82,10 50,0 18,18 20,42 50,52 80,12* 82,50 72,84 46,100 12,94",
            "84,14 54,2 24,10 12,34 38,52 82,16* 86,56 66,92 34,100 0,90"),
        new(9, 1, "76,20 50,2 24,16 22,38 46,50 70,40 78,20 78,60 58,94 26,96 24,80 44,74",
            "82,22 56,0 20,14 20,40 48,52 74,38 84,18 84,64 60,98 20,98 12,84 30,72"),
    ];

    private static readonly PenForm[] Signs =
    [
        new('+', 1, "50,0 50,100 / 0,50 100,50"), new('?', 1, "10,24 30,2 66,2 80,24 54,48 48,72 / 48,92 50,100"),
        new('&', 1, "96,96 30,30 34,4 60,4 62,28 14,64 18,94 50,96 88,50"), new('#', 1,
            "34,0 26,100 / 74,0 66,100 / 4,32 100,32 / 0,70 96,70"),
        new('*', 1, "50,0 50,100 / 6,26 94,74 / 94,26 6,74"), new('=', 1, "0,20 100,20 / 0,80 100,80"),
        new('%', 1, "94,0 6,100 / 22,4 6,22 22,40 38,22 22,4 / 78,60 62,78 78,96 94,78 78,60"),
        new('$', 1, "82,18 50,8 22,22 30,44 66,58 76,80 50,92 16,84 / 50,0 50,100"),
        new('h', 1, "50,96 8,50 10,16 34,4 50,26* 66,4 90,16 92,50 50,96"),
        new('t', 1, "50,4* 96,96* 4,96* 50,4"), new('s', 1, "50,2* 78,98* 4,38* 96,38* 22,98* 50,2"),
        new('b', 1, "2,2* 98,2* 98,98* 2,98* 2,2 / 2,2 98,98"),
    ];

    /// <summary>A digit as it comes: drawn, or one of the pictures given.</summary>
    public Ink Any(ref SeededRandom random)
    {
        if (given.Count > 0 && random.Chance(0.3)) return given[random.Below(given.Count)];
        int digit = random.Below(10);
        return Pick(DigitForms.Of[digit], HandRanges.For(digit), ref random);
    }

    /// <summary>A digit in a hand of another country: a 1, 4, 7 or 9.</summary>
    public static Ink Foreign(int digit, ref SeededRandom random) =>
        Pick(digit switch { 1 => Ones, 4 => Fours, 7 => Sevens, _ => Nines },
            HandRanges.For(digit) with { Width = 0.75, SlantMean = 0.1 }, ref random);

    public static Ink Letter(string letters, ref SeededRandom random) =>
        Pick(LetterForms.Of(letters[random.Below(letters.Length)]), HandRanges.Letters, ref random);

    public static Ink Sign(ref SeededRandom random) =>
        Ink.Draw(Signs[random.Below(Signs.Length)], HandRanges.Letters, Side, ref random);

    /// <summary>A line through six to fourteen places without a plan.</summary>
    public static Ink Scribble(ref SeededRandom random)
    {
        var points = new List<string>();
        for (int left = 6 + random.Below(9); left > 0; left--) points.Add($"{random.Below(100)},{random.Below(100)}");
        return Ink.Draw(new PenForm('~', 1, string.Join(' ', points)), HandRanges.Letters, Side, ref random);
    }

    private static Ink Pick(PenForm[] forms, HandRanges ranges, ref SeededRandom random) =>
        Ink.Draw(PenForm.Choose(forms, ref random), ranges, Side, ref random);
}
