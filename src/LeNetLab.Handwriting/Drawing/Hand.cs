using System.Numerics;
using LeNetLab.Data;

namespace LeNetLab.Handwriting.Drawing;

/// <summary>
/// How one digit is written: what the writer's hand and pen make of a form. Lengths are in the form's box of 100×100,
/// the pen's radius in pixels of the prepared digit, whose longer side is 20.
/// </summary>
internal readonly struct Hand
{
    private readonly float _slant, _cos, _sin, _width, _top, _taper, _bendX, _bendY;
    private readonly Wave _waveX, _waveY, _waveX2, _waveY2;

    public Hand(ref SeededRandom random, in HandRanges ranges)
    {
        _slant = (float)(ranges.SlantMean + ranges.SlantDeviation * random.Normal());
        double angle = ranges.RotationDegrees * random.Normal() * (Math.PI / 180);
        (_cos, _sin) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
        _width = (float)(ranges.Width * Math.Exp(ranges.WidthDeviation * random.Normal()));
        _top = (float)(ranges.Proportion * random.Normal());
        _taper = (float)(ranges.Taper * random.Normal());
        _bendX = (float)(ranges.Bend * random.Normal());
        _bendY = (float)(ranges.Bend * random.Normal());
        _waveX = new Wave(ref random, ranges.Wave);
        _waveY = new Wave(ref random, ranges.Wave);
        _waveX2 = new Wave(ref random, ranges.Tremor, 2.5f);
        _waveY2 = new Wave(ref random, ranges.Tremor, 2.5f);
        Jitter = (float)(ranges.Jitter * random.Between(0.5, 1.5));
        EndReach = (float)ranges.EndReach;
        Roundness = (float)random.Between(ranges.RoundnessLow, ranges.RoundnessHigh);
        PenRadius = (float)Math.Clamp(
            ranges.PenRadius * Math.Exp(ranges.PenDeviation * random.Normal()), ranges.PenLow, ranges.PenHigh);
        PressureSwing = (float)(ranges.Pressure * random.NextDouble());
        PressurePhase = (float)random.Between(0, 2 * Math.PI);
        EndTaper = (float)random.Between(0, ranges.EndTaper);
    }

    /// <summary>Deviation of the single points.</summary>
    public float Jitter { get; }

    /// <summary>Deviation of how far a stroke runs beyond its end, or stops short of it.</summary>
    public float EndReach { get; }

    /// <summary>How round the curves are: 0 is a polygon, 1 a smooth curve.</summary>
    public float Roundness { get; }

    /// <summary>Radius of the pen in prepared pixels.</summary>
    public float PenRadius { get; }

    /// <summary>How much the radius swings along a stroke, as a fraction.</summary>
    public float PressureSwing { get; }

    /// <summary>Where along the stroke that swing begins.</summary>
    public float PressurePhase { get; }

    /// <summary>How much thinner a stroke becomes at its end, as a fraction.</summary>
    public float EndTaper { get; }

    /// <summary>Where a point of the form comes to lie on the paper.</summary>
    public Vector2 Place(Vector2 point)
    {
        // The form's box as -1 … 1, so that every bend below is strongest at its edge.
        float x = point.X / 50 - 1, y = point.Y / 50 - 1;
        float upper = 1 - y * y;
        (x, y) = (
            x * (1 + _taper * y) + _bendX * upper + _waveX.At(x, y) + _waveX2.At(x, y),
            y + _top * upper + _bendY * x * x + _waveY.At(x, y) + _waveY2.At(x, y));
        x = x * _width - _slant * y;
        return new Vector2(_cos * x - _sin * y, _sin * x + _cos * y);
    }

    /// <summary>One slow wave across the paper.</summary>
    private readonly struct Wave
    {
        private readonly float _amplitude, _x, _y, _phase;

        public Wave(ref SeededRandom random, double amplitude, float frequency = 1)
        {
            _amplitude = (float)(amplitude * random.Normal());
            double angle = random.Between(0, Math.PI), turns = frequency * random.Between(1.2, 3);
            (_x, _y) = ((float)(Math.Cos(angle) * turns), (float)(Math.Sin(angle) * turns));
            _phase = (float)random.Between(0, 2 * Math.PI);
        }

        public float At(float x, float y) => _amplitude * MathF.Sin(_x * x + _y * y + _phase);
    }
}
