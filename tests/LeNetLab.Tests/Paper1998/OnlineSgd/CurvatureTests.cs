using LeNetLab.Paper1998.OnlineSgd;
using Xunit;
using static LeNetLab.Tests.Paper1998.OnlineSgd.PatternNetworkTests;

namespace LeNetLab.Tests.Paper1998.OnlineSgd;

/// <summary>Second derivatives against finite differences and the exact Gauss-Newton diagonal.</summary>
public class CurvatureTests
{
    public static TheoryData<string> Criteria() => ["eq. 8", "squared error", "softmax"];

    [Theory]
    [MemberData(nameof(Criteria))]
    public void A_criterions_curvature_is_the_slope_of_its_gradient(string name)
    {
        Criterion<double> criterion = name switch
        {
            "eq. 8" => new DistanceCriterion<double>(j: null),
            "squared error" => new SquaredErrorCriterion<double>(10),
            _ => new SoftmaxCriterion<double>(10),
        };
        var answer = PatternPictures.Of(criterion.Inputs, seed: 1);
        var (curvature, gradient) = (new double[answer.Length], new double[answer.Length]);
        criterion.Curvature(answer, 4, curvature);
        for (var i = 0; i < answer.Length; i++)
        {
            var index = i;
            double GradientThere()
            {
                criterion.Gradient(answer, 4, gradient);
                return gradient[index];
            }

            AssertClose(Slope(GradientThere, ref answer[i]), curvature[i], 1e-6);
        }
    }

    /// <summary>Eq. 9 keeps the curvature of its first term, whatever competes.</summary>
    [Fact]
    public void Equation_9_has_the_curvature_of_equation_8()
    {
        var curvature = new double[84];
        new DistanceCriterion<double>(j: 3).Curvature(PatternPictures.Of(84, seed: 1), 4, curvature);
        Assert.All(curvature, h => Assert.Equal(2, h));
    }

    /// <summary>
    /// Where a hidden layer feeds the outputs directly, the paper's recursion leaves nothing out: it is the diagonal of
    /// JᵀJ, with J the derivatives of the outputs by the weights.
    /// </summary>
    [Fact]
    public void On_one_hidden_layer_it_is_the_exact_gauss_newton_diagonal()
    {
        var network = PublishedNetworks.Multilayer<double>(12, 5, 4);
        network.Initialise(seed: 2);
        AssertIsGaussNewton(network, PatternPictures.Of(12, 4));
    }

    /// <summary>
    /// Deeper down the recursion forgets how units of one layer act together. With one unit a layer there is nothing to
    /// forget.
    /// </summary>
    [Fact]
    public void On_a_chain_of_single_units_it_is_exact_too()
    {
        var network = PublishedNetworks.Multilayer<double>(6, 1, 1, 1, 2);
        network.Initialise(seed: 3);
        AssertIsGaussNewton(network, PatternPictures.Of(6, 5));
    }

    [Fact]
    public void The_rates_are_those_of_equation_21()
    {
        var network = PublishedNetworks.Multilayer<double>(12, 5, 4);
        network.Initialise(seed: 2);
        var pictures = Enumerable.Range(0, 7).Select(i => PatternPictures.Of(12, i)).ToList();
        LevenbergMarquardt.SetRates<double>(network, (i, target) =>
        {
            pictures[i].CopyTo(target);
            return i % 4;
        }, samples: 7, eta: 0.003, mu: 0.02);

        var sum = network.Layers.Select(layer => new double[layer.Weights.Length]).ToList();
        foreach (var (picture, i) in pictures.Select((p, i) => (p, i)))
        {
            foreach (var layer in network.Layers) Array.Clear(layer.Curvature);
            network.AddCurvature(picture, i % 4);
            for (var l = 0; l < sum.Count; l++)
                for (var k = 0; k < sum[l].Length; k++) sum[l][k] += network.Layers[l].Curvature[k];
        }

        for (var l = 0; l < sum.Count; l++)
            for (var k = 0; k < sum[l].Length; k++)
                Assert.Equal(0.003 / (0.02 + sum[l][k] / 7), network.Layers[l].Rates[k], 1e-12);
    }

    private static void AssertIsGaussNewton(PatternNetwork<double> network, double[] picture)
    {
        network.AddCurvature(picture, label: 1);
        var outputs = network.Criterion.Classes;
        foreach (var layer in network.Layers)
        {
            for (var k = 0; k < layer.Weights.Length; k++)
            {
                double exact = 0;
                for (var o = 0; o < outputs; o++)
                {
                    var output = o;
                    var slope = Slope(() => network.Scores(picture)[output], ref layer.Weights[k]);
                    exact += slope * slope;   // E = ½ Σ (x − t)², so the outputs' own curvature is 1
                }

                AssertClose(exact, layer.Curvature[k], 1e-7);
            }
        }
    }
}
