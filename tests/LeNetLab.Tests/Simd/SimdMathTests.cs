using System.Runtime.Intrinsics;
using LeNetLab.Models;
using LeNetLab.Simd.Kernels;
using Xunit;

namespace LeNetLab.Tests.Simd;

public unsafe class SimdMathTests
{
    [Fact]
    public void Tanh_is_that_of_the_standard_library_to_a_few_units_of_the_last_place()
    {
        foreach (var x in Numbers(20))
        {
            var exact = Math.Tanh(x);
            var found = Squash(x, Activation.Tanh);
            Assert.True(Math.Abs(found - exact) <= 3e-7 * Math.Abs(exact) + 1e-38, $"tanh {x}: {found}, not {exact}");
        }
    }

    [Fact]
    public void The_sigmoid_is_that_of_its_definition()
    {
        foreach (var x in Numbers(80))
        {
            var exact = 1 / (1 + Math.Exp(-x));
            Assert.True(Math.Abs(Squash(x, Activation.Sigmoid) - exact) <= 5e-7 * exact, $"sigmoid {x}");
        }
    }

    [Fact]
    public void The_exponential_is_that_of_the_standard_library()
    {
        foreach (var x in Numbers(80))
            Assert.Equal(1, SimdMath<Simd128, Vector128<float>>.Exp(Vector128.Create(x))[0] / Math.Exp(x), 5e-7);
    }

    [Theory]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Sigmoid)]
    public void What_is_not_a_number_stays_none_and_the_infinite_ends_at_the_bound(Activation activation)
    {
        Assert.True(float.IsNaN(Squash(float.NaN, activation)));
        var bottom = activation == Activation.Tanh ? -1 : 0;
        Assert.Equal(bottom, Squash(float.NegativeInfinity, activation), bottom == 0 ? 1e-30f : 1e-6f);
        if (activation != Activation.Relu) Assert.Equal(1, Squash(float.PositiveInfinity, activation), 1e-6f);
    }

    private static float Squash(float x, Activation activation)
    {
        var values = stackalloc float[4] { x, x, x, x };
        ActivationKernel<Simd128, Vector128<float>>.Apply(values, 1, activation);
        return values[3];
    }

    private static IEnumerable<float> Numbers(float bound)
    {
        for (var i = -4_000; i <= 4_000; i++) yield return i * bound / 4_000;
        for (var small = 1e-30f; small < 1; small *= 10)
        {
            yield return small;
            yield return -3 * small;
        }
    }
}
