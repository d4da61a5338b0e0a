using LeNetLab.Data;

namespace LeNetLab.Benchmarks.Pictures;

/// <summary>The kinds of picture, each with what makes one of it: a PNG file and its digit, or -1.</summary>
internal sealed class Kinds(Hands hands)
{
    public const string Letter = "a letter";

    public delegate (byte[] File, int Label) Maker(ref SeededRandom random);

    /// <summary>Kinds that show one digit.</summary>
    public IReadOnlyList<(string Name, Maker Make)> Digits =>
    [
        ("plain", (ref r) => Plain(hands.Any(ref r), ref r)),
        ("paper on something dark", PaperOnDark),
        ("ruled paper, dark lines", (ref r) => Ruled(squared: false, ref r)),
        ("squared paper", (ref r) => Ruled(squared: true, ref r)),
        ("a shadow's edge", Shadow),
        ("16 pixels high", (ref r) => Small(16, ref r)),
        ("12 pixels high", (ref r) => Small(12, ref r)),
        ("pencil at 12 % contrast", Faint),
        ("touching the border", (ref r) => AtBorder(0, ref r)),
        ("cut off by 8 % at each side", (ref r) => AtBorder(0.08, ref r)),
        ("turned by 30°", (ref r) =>
            Plain(hands.Any(ref r).Turned(r.Chance(0.5) ? 30 : -30, 150), ref r)),
        ("1 with upstroke or foot", (ref r) => Plain(Hands.Foreign(1, ref r), ref r)),
        ("7 with crossbar or hook", (ref r) => Plain(Hands.Foreign(7, ref r), ref r)),
        ("4 closed or open", (ref r) => Plain(Hands.Foreign(4, ref r), ref r)),
        ("9 with a curved tail", (ref r) => Plain(Hands.Foreign(9, ref r), ref r)),
    ];

    /// <summary>Kinds that show several digits or none; a quarter of the two hundred each.</summary>
    public IReadOnlyList<(string Name, Maker Make)> Others =>
    [
        ("several digits", Several),
        (Letter, (ref r) => Plain(Hands.Letter(Hands.TestLetters, ref r), ref r, none: true)),
        ("a texture", Textures.Make),
        ("a sign or a scribble", (ref r) =>
            Plain(r.Chance(0.5) ? Hands.Sign(ref r) : Hands.Scribble(ref r), ref r, none: true)),
    ];

    /// <summary>Makes a picture of a letter that the test set does not have.</summary>
    public static (byte[] File, int Label) OtherLetter(ref SeededRandom random) =>
        Plain(Hands.Letter(Hands.OtherLetters, ref random), ref random, none: true);

    private static (byte[] File, int Label) Plain(Ink ink, ref SeededRandom random, bool none = false)
    {
        var scene = Sheet(ref random, out int size);
        Put(scene, ink.Turned(random.Around(4), size), ref random);
        return (scene.Take(0.25, random.Between(0, 0.015), ref random), none ? -1 : ink.Label);
    }

    private (byte[] File, int Label) PaperOnDark(ref SeededRandom random)
    {
        var scene = Sheet(ref random, out int size);
        var ink = hands.Any(ref random);
        Put(scene, ink.Turned(random.Around(4), size * 6 / 10), ref random, 0.34);
        double angle = random.Around(0.12), cos = Math.Cos(angle), sin = Math.Sin(angle);
        double wide = random.Between(0.33, 0.42) * scene.Width, high = random.Between(0.33, 0.42) * scene.Height;
        double dark = random.Between(0.08, 0.3), grain = random.Between(4, 12);
        scene.Fill(IsTable, [dark, dark * 0.85, dark * 0.7]);
        scene.Light((x, y) =>
            IsTable((x, y)) ? 1 + 0.15 * Math.Sin(y / grain + 2 * Math.Sin(x / 40.0)) : 1);
        return (scene.Take(0.2, random.Between(0.003, 0.015), ref random), ink.Label);

        bool IsTable((int X, int Y) at)
        {
            double x = at.X - scene.Width / 2.0, y = at.Y - scene.Height / 2.0;
            return Math.Abs(cos * x + sin * y) > wide || Math.Abs(cos * y - sin * x) > high;
        }
    }

    private (byte[] File, int Label) Ruled(bool squared, ref SeededRandom random)
    {
        var scene = Sheet(ref random, out int size);
        var ink = hands.Any(ref random);
        double step = size * (squared ? random.Between(0.22, 0.5) : random.Between(0.45, 1.1));
        double tilt = random.Around(0.03), phase = random.Between(0, step);
        double thick = Math.Max(1, size / 150.0 * random.Between(0.8, squared ? 2 : 3));
        double[] colour = scene.Tint(squared ? random.Between(0.2, 0.5) : random.Between(0.5, 0.9));
        scene.Fill(p => (p.Y + tilt * p.X + phase) % step < thick
            || (squared && (p.X - tilt * p.Y + phase + step) % step < thick), colour);
        Put(scene, ink.Turned(random.Around(4), size), ref random);
        return (scene.Take(0.15, random.Between(0.003, 0.012), ref random), ink.Label);
    }

    private (byte[] File, int Label) Shadow(ref SeededRandom random)
    {
        var scene = Sheet(ref random, out int size);
        var ink = hands.Any(ref random);
        Put(scene, ink.Turned(random.Around(4), size), ref random);
        double angle = random.Between(0, 2 * Math.PI), cos = Math.Cos(angle), sin = Math.Sin(angle);
        double at = random.Around(0.3) * scene.Width, soft = random.Between(1, 8), dark = random.Between(0.35, 0.7);
        scene.Light((x, y) => 1 - dark / (1 + Math.Exp(
            -(cos * (x - scene.Width / 2.0) + sin * (y - scene.Height / 2.0) - at) / soft)));
        return (scene.Take(0.15, random.Between(0.003, 0.012), ref random), ink.Label);
    }

    private (byte[] File, int Label) Small(int side, ref SeededRandom random)
    {
        var scene = new Scene(side, side, ref random);
        var ink = hands.Any(ref random);
        Put(scene, ink.Turned(random.Around(4), side - random.Below(5)), ref random, 0.5);
        return (scene.Take(0.1, random.Chance(0.5) ? 0 : 0.004, ref random), ink.Label);
    }

    private (byte[] File, int Label) Faint(ref SeededRandom random)
    {
        var scene = Sheet(ref random, out int size);
        var ink = hands.Any(ref random);
        scene.Pen = scene.Tint(0.12 / (scene.Tint(0)[1] - scene.Pen[1]));
        Put(scene, ink.Turned(random.Around(4), size), ref random);
        return (scene.Take(0.15, random.Between(0.003, 0.012), ref random), ink.Label);
    }

    private (byte[] File, int Label) AtBorder(double cut, ref SeededRandom random)
    {
        var ink = hands.Any(ref random).Turned(random.Around(4), 90 + random.Below(160));
        int across = (int)(cut * ink.Width), down = (int)(cut * ink.Height);
        ink = ink.Part(across, down, ink.Width - across, ink.Height - down);
        // Of the border's four sides the digit touches all, or one.
        bool all = cut > 0 || random.Chance(0.3);
        int margin = all ? 0 : ink.Height / 2, side = random.Below(4);
        var scene = new Scene(ink.Width + margin, ink.Height + margin, ref random);
        scene.Write(ink, side == 0 ? 0 : side == 1 ? margin : margin / 2,
            side == 2 ? 0 : side == 3 ? margin : margin / 2);
        return (scene.Take(0.1, random.Between(0, 0.012), ref random), ink.Label);
    }

    private (byte[] File, int Label) Several(ref SeededRandom random)
    {
        bool sheet = random.Chance(0.3);
        int across = sheet ? 5 + random.Below(4) : 2 + random.Below(3), down = sheet ? 4 + random.Below(4) : 1;
        int cell = sheet ? 60 : 110;
        var scene = new Scene(across * cell + cell, down * cell + cell, ref random);
        for (int i = 0; i < across * down; i++)
        {
            var ink = hands.Any(ref random).Turned(random.Around(4), (int)(cell * random.Between(0.65, 0.85)));
            scene.Write(ink, i % across * cell + cell / 2 + (cell - ink.Width) / 2,
                i / across * cell + cell / 2 + (cell - ink.Height) / 2);
        }

        return (scene.Take(0.2, random.Between(0.002, 0.012), ref random), -1);
    }

    private static Scene Sheet(ref SeededRandom random, out int size)
    {
        int width = 220 + random.Below(240), height = 220 + random.Below(240);
        size = (int)(Math.Min(width, height) * random.Between(0.4, 0.8));
        return new Scene(width, height, ref random);
    }

    private static void Put(Scene scene, Ink ink, ref SeededRandom random, double centre = 0.35)
    {
        // In the middle part of the sheet, its box wholly on it.
        double fx = random.Between(centre, 1 - centre), fy = random.Between(centre, 1 - centre);
        scene.Write(ink, (int)(fx * (scene.Width - ink.Width)), (int)(fy * (scene.Height - ink.Height)));
    }
}
