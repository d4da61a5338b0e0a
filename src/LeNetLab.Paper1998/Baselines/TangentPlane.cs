namespace LeNetLab.Paper1998.Baselines;

/// <summary>An image and the plane of what it becomes under small changes, to first order.</summary>
internal sealed class TangentPlane
{
    private const int Size = TangentVectors.Count;

    private readonly float[] _image;
    private readonly float[] _basis;

    private TangentPlane(float[] image, float[] basis) => (_image, _basis) = (image, basis);

    public static TangentPlane Of(ImageSet images, int index, double smoothing)
    {
        var image = TangentVectors.Smooth(images.Image(index), images.Height, images.Width, smoothing);
        var basis = new float[Size * image.Length];
        TangentVectors.Basis(image, images.Height, images.Width, basis);
        return new TangentPlane(image, basis);
    }

    /// <summary>The squared smallest Euclidean distance between points of this plane and the other.</summary>
    /// <remarks>
    /// With bases A and B and the difference d, the part of d outside both spans is what remains. A·a + B·b comes
    /// nearest to d where (I − M·Mᵀ)·a = Aᵀd − M·Bᵀd with M = AᵀB, and b = Bᵀd − Mᵀ·a; then the square is |d|² − aᵀAᵀd
    /// − bᵀBᵀd.
    /// </remarks>
    public double DistanceTo(TangentPlane other)
    {
        var pixels = _image.Length;
        Span<float> difference = stackalloc float[pixels];
        for (var p = 0; p < pixels; p++) difference[p] = _image[p] - other._image[p];
        Span<double> cross = stackalloc double[Size * Size], matrix = stackalloc double[Size * Size];
        Span<double> ownPart = stackalloc double[Size], otherPart = stackalloc double[Size],
            own = stackalloc double[Size];
        for (var i = 0; i < Size; i++)
        {
            ownPart[i] = TangentVectors.Dot(_basis.AsSpan(i * pixels, pixels), difference);
            otherPart[i] = TangentVectors.Dot(other._basis.AsSpan(i * pixels, pixels), difference);
            for (var j = 0; j < Size; j++)
                cross[i * Size + j] = TangentVectors.Dot(_basis.AsSpan(i * pixels, pixels),
                    other._basis.AsSpan(j * pixels, pixels));
        }

        for (var i = 0; i < Size; i++)
        {
            own[i] = ownPart[i];
            for (var j = 0; j < Size; j++)
            {
                own[i] -= cross[i * Size + j] * otherPart[j];
                // Where planes share a direction the equations are singular; so small a ridge is the shortest way.
                double sum = i == j ? 1 + 1e-4 : 0;
                for (var k = 0; k < Size; k++) sum -= cross[i * Size + k] * cross[j * Size + k];
                matrix[i * Size + j] = sum;
            }
        }

        SolvePositive(matrix, own);
        double square = TangentVectors.Dot(difference, difference);
        for (var j = 0; j < Size; j++)
        {
            var part = otherPart[j];
            for (var i = 0; i < Size; i++) part -= cross[i * Size + j] * own[i];
            square -= own[j] * ownPart[j] + part * otherPart[j];
        }

        return Math.Max(0, square);
    }

    /// <summary>Solves a symmetric positive system in place (Cholesky).</summary>
    private static void SolvePositive(Span<double> matrix, Span<double> right)
    {
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[i * Size + j];
                for (var k = 0; k < j; k++) sum -= matrix[i * Size + k] * matrix[j * Size + k];
                matrix[i * Size + j] = i == j ? Math.Sqrt(Math.Max(sum, 1e-12)) : sum / matrix[j * Size + j];
            }

            for (var k = 0; k < i; k++) right[i] -= matrix[i * Size + k] * right[k];
            right[i] /= matrix[i * Size + i];
        }

        for (var i = Size - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < Size; k++) right[i] -= matrix[k * Size + i] * right[k];
            right[i] /= matrix[i * Size + i];
        }
    }
}
