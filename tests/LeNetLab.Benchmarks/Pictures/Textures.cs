using LeNetLab.Data;

namespace LeNetLab.Benchmarks.Pictures;

/// <summary>Pictures of things: bricks, waves, leaves, grain, a window, a face of ovals.</summary>
internal static class Textures
{
    public static (byte[] File, int Label) Make(ref SeededRandom random)
    {
        int side = 120 + random.Below(240);
        var scene = new Scene(side, side, ref random);
        double step = side * random.Between(0.05, 0.3), second = step * random.Between(0.4, 1.5);
        double angle = random.Between(0, 3);
        double cos = Math.Cos(angle), sin = Math.Sin(angle), share = random.Between(0.2, 0.9);
        double noise = random.Between(0.003, 0.03);
        double[] colour = scene.Tint(share);
        switch (random.Below(6))
        {
            case 0:
                scene.Fill(p => p.Y % second < 3 || (p.X + (int)(p.Y / second) % 2 * step) % (2 * step) < 3, colour);
                break;
            case 1:
                scene.Light((x, y) => 1 - share / 2 + share / 2
                    * Math.Sin((cos * x + sin * y) / step * 6 + 2 * Math.Sin((cos * y - sin * x) / second)));
                break;
            case 2:
                for (int i = 3 + random.Below(40); i > 0; i--)
                {
                    double x = random.Between(0, side), y = random.Between(0, side), r = random.Between(0.2, 1) * step;
                    scene.Fill(p => (p.X - x) * (p.X - x) + 2 * (p.Y - y) * (p.Y - y) < r * r, colour);
                }

                break;
            case 3:
                noise = random.Between(0.05, 0.3);
                break;
            case 4:
                double w = random.Between(0.25, 0.45) * side, h = random.Between(0.25, 0.45) * side, half = side / 2.0;
                scene.Fill(p => Math.Abs(p.X - half) < w && Math.Abs(p.Y - half) < h, colour);
                scene.Fill(p => Math.Abs(p.X - half) < w && Math.Abs(p.Y - half) < h
                    && Math.Abs(p.X - half) > 5 && Math.Abs(p.Y - half) > 5, scene.Tint(share / 3));
                break;
            default:
                Oval(0.5, 0.5, 0.3, 0.42, share / 2);
                Oval(0.38, 0.4, 0.06, 0.04, share);
                Oval(0.62, 0.4, 0.06, 0.04, share);
                Oval(0.5, 0.7, 0.12, 0.03, share);
                break;
        }

        return (scene.Take(0.4, noise, ref random), -1);

        void Oval(double x, double y, double w, double h, double tint) => scene.Fill(
            p => Math.Pow((p.X / (double)side - x) / w, 2) + Math.Pow((p.Y / (double)side - y) / h, 2) < 1,
            scene.Tint(tint));
    }
}
