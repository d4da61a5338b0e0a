using LeNetLab.Paper1998.Networks;
using LeNetLab.Paper1998.OnlineSgd;
using Xunit;

namespace LeNetLab.Tests.Paper1998.OnlineSgd;

/// <summary>Sums and gradients against the definition, one product at a time.</summary>
public class ConvolutionLayerTests
{
    // Three maps below, the second of which nobody sees.
    private static readonly int[][] Sources = [[0], [0, 2], [2], [0, 2]];

    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 8)]
    [InlineData(4, 4)]
    [InlineData(4, 7)]
    [InlineData(5, 14)]
    [InlineData(6, 13)]
    [InlineData(7, 20)]
    [InlineData(11, 17)]
    public void A_kernel_of_any_size_gives_what_the_definition_says(int kernel, int side)
    {
        var random = new System.Random(kernel);
        var (above, table) = (side - kernel + 1, new ConnectionTable(3, Sources));
        var layer = new ConvolutionLayer<double>(table, side, kernel);
        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
        Numbers(layer.Weights.Length).CopyTo(layer.Weights, 0);
        double[] input = Numbers(layer.Inputs), outputGradient = Numbers(layer.Outputs);
        double[] output = new double[layer.Outputs], inputGradient = Numbers(layer.Inputs);
        layer.Forward(input, output);
        layer.Backward(input, output, outputGradient, inputGradient);

        var biases = table.Edges * kernel * kernel;
        double[] sums = new double[layer.Outputs], forInputs = new double[layer.Inputs];
        var forWeights = new double[layer.Weights.Length];
        for (int o = 0, edge = 0; o < Sources.Length; o++)
        {
            for (var at = o * above * above; at < (o + 1) * above * above; at++)
            {
                sums[at] += layer.Weights[biases + o];
                forWeights[biases + o] += Delta(at);
            }

            foreach (var source in Sources[o])
            {
                foreach (var (to, from, weight) in Products(o, source, edge))
                {
                    sums[to] += layer.Weights[weight] * input[from];
                    forWeights[weight] += Delta(to) * input[from];
                    forInputs[from] += Delta(to) * layer.Weights[weight];
                }

                edge++;
            }
        }

        Close(sums.Select(sum => ScaledTanh.Amplitude * Math.Tanh(ScaledTanh.Slope * sum)), output);
        Close(forWeights, layer.Gradient);
        Close(forInputs, inputGradient);

        // In single precision, where other instructions do it.
        float[] Single(double[] numbers) => Array.ConvertAll(numbers, number => (float)number);
        var single = new ConvolutionLayer<float>(table, side, kernel);
        Single(layer.Weights).CopyTo(single.Weights, 0);
        float[] singleOutput = new float[layer.Outputs], singleInputGradient = new float[layer.Inputs];
        single.Forward(Single(input), singleOutput);
        single.Backward(Single(input), singleOutput, Single(outputGradient), singleInputGradient);
        Close(output, singleOutput.Select(number => (double)number), 1e-4);
        Close(layer.Gradient, single.Gradient.Select(number => (double)number), 1e-4);
        Close(inputGradient, singleInputGradient.Select(number => (double)number), 1e-4);

        double Delta(int at) => outputGradient[at] * (ScaledTanh.Slope / ScaledTanh.Amplitude)
            * (ScaledTanh.Amplitude * ScaledTanh.Amplitude - output[at] * output[at]);

        IEnumerable<(int To, int From, int Weight)> Products(int map, int source, int edge) =>
            from y in Enumerable.Range(0, above)
            from x in Enumerable.Range(0, above)
            from row in Enumerable.Range(0, kernel)
            from column in Enumerable.Range(0, kernel)
            select ((map * above + y) * above + x, (source * side + y + row) * side + x + column,
                (edge * kernel + row) * kernel + column);
    }

    private static void Close(IEnumerable<double> expected, IEnumerable<double> actual, double tolerance = 1e-11) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
}
