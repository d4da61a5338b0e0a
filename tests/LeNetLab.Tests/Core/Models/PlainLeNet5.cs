using LeNetLab.Models;

namespace LeNetLab.Tests.Core.Models;

/// <summary>LeNet-5 as loops in double precision straight from the definitions: the reference.</summary>
internal sealed class PlainLeNet5(IReadOnlyDictionary<string, double[]> weights, LeNet5Options options)
{
    /// <summary>Every layer's answer to one image of 32×32, by name; map by map, row by row.</summary>
    public Dictionary<string, double[]> Run(double[] image)
    {
        var maps = new Dictionary<string, double[]> { ["Input"] = image };
        maps["C1"] = Squash(Convolve(image, 1, 32, "c1", 6));
        maps["S2"] = Pool(maps["C1"], 6, 28);
        maps["C3"] = Squash(Convolve(maps["S2"], 6, 14, "c3", 16));
        maps["S4"] = Pool(maps["C3"], 16, 10);
        maps["C5"] = Squash(Convolve(maps["S4"], 16, 5, "c5", 120));
        maps["F6"] = Squash(Multiply(maps["C5"], "f6"));
        maps["Output"] = Multiply(maps["F6"], "output");
        return maps;
    }

    private double[] Convolve(double[] input, int inputs, int side, string name, int outputs)
    {
        double[] kernel = weights[$"{name}.weight"], bias = weights[$"{name}.bias"];
        var size = side - 4;
        var result = new double[outputs * size * size];
        for (var o = 0; o < outputs; o++)
            for (var y = 0; y < size; y++)
                for (var x = 0; x < size; x++)
                {
                    var sum = bias[o];
                    for (var i = 0; i < inputs; i++)
                        for (var ky = 0; ky < 5; ky++)
                            for (var kx = 0; kx < 5; kx++)
                                sum += kernel[((o * inputs + i) * 5 + ky) * 5 + kx]
                                    * input[(i * side + y + ky) * side + x + kx];
                    result[(o * size + y) * size + x] = sum;
                }

        return result;
    }

    private double[] Pool(double[] input, int maps, int side)
    {
        var half = side / 2;
        var result = new double[maps * half * half];
        for (var i = 0; i < result.Length; i++)
        {
            var corner = (i / half * 2) * side + i % half * 2;
            double[] patch = [input[corner], input[corner + 1], input[corner + side], input[corner + side + 1]];
            result[i] = options.Pooling == Pooling.Max ? patch.Max() : patch.Average();
        }

        return result;
    }

    private double[] Multiply(double[] input, string name)
    {
        double[] weight = weights[$"{name}.weight"], bias = weights[$"{name}.bias"];
        return [.. bias.Select((b, o) => b + input.Select((x, i) => x * weight[o * input.Length + i]).Sum())];
    }

    private double[] Squash(double[] input) =>
        Array.ConvertAll(input, x => options.Activation switch
        {
            Activation.Relu => Math.Max(0, x),
            Activation.Sigmoid => 1 / (1 + Math.Exp(-x)),
            Activation.ScaledTanh => 1.7159 * Math.Tanh(2 * x / 3),
            _ => Math.Tanh(x),
        });
}
