namespace LeNetLab.Handwriting;

/// <summary>
/// One planar change of an image about its centre: squeeze and scale first, then shear, then rotation, then shift.
/// x runs to the right, y downwards.
/// </summary>
/// <param name="ShiftX">Shift to the right in pixels.</param>
/// <param name="ShiftY">Shift downwards in pixels.</param>
/// <param name="RotationDegrees">Rotation clockwise as seen on the screen, in degrees.</param>
/// <param name="Scale">Factor of size; 1 keeps it. Above 0.</param>
/// <param name="Shear">Shift to the right per pixel downwards; 0 keeps upright.</param>
/// <param name="Squeeze">Width is multiplied by this, height divided by it; 1 keeps the proportion. Above 0.</param>
public readonly record struct PlanarTransform(double ShiftX = 0, double ShiftY = 0, double RotationDegrees = 0,
    double Scale = 1, double Shear = 0, double Squeeze = 1)
{
    /// <summary>The change that changes nothing.</summary>
    public static PlanarTransform Identity { get; } = new(0, 0, 0, 1, 0, 1);

    /// <summary>
    /// The inverse of the linear part, by which a target pixel finds its source: rows (xx, xy) and (yx, yy).
    /// </summary>
    internal (float Xx, float Xy, float Yx, float Yy) Inverse()
    {
        double angle = RotationDegrees * (Math.PI / 180);
        double cos = Math.Cos(angle), sin = Math.Sin(angle);
        double wide = Scale * Squeeze, high = Scale / Squeeze;
        // Forward: [cos -sin; sin cos] · [1 shear; 0 1] · diag(wide, high); its inverse in the reverse order.
        double xx = cos / wide + Shear * sin / wide, xy = sin / wide - Shear * cos / wide;
        double yx = -sin / high, yy = cos / high;
        return ((float)xx, (float)xy, (float)yx, (float)yy);
    }
}
