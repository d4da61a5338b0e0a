using System.Numerics;
using LeNetLab.Paper1998.Networks;

namespace LeNetLab.Paper1998.OnlineSgd;

/// <summary>The paper's networks, ready to learn one pattern at a time.</summary>
public static class PublishedNetworks
{
    /// <summary>The j of eq. 9 that is used where nothing else is said. The paper gives no number.</summary>
    public const double DefaultJ = 10;

    /// <summary>LeNet-5 (sect. II-B): 60,000 trainable parameters and 340,908 connections. Takes 32×32.</summary>
    /// <param name="j">The j of eq. 9; null for eq. 8.</param>
    public static PatternNetwork<T> LeNet5<T>(double? j = DefaultJ) where T : unmanaged, IFloatingPointIeee754<T> => new(
        new DistanceCriterion<T>(j),
        new ConvolutionLayer<T>(ConnectionTable.Complete(1, 6), inputSide: 32, kernel: 5),     // C1, 6 × 28 × 28
        new SubsamplingLayer<T>(maps: 6, inputSide: 28),                                       // S2, 6 × 14 × 14
        new ConvolutionLayer<T>(ConnectionTable.LeNet5C3, inputSide: 14, kernel: 5),           // C3, 16 × 10 × 10
        new SubsamplingLayer<T>(maps: 16, inputSide: 10),                                      // S4, 16 × 5 × 5
        new FullLayer<T>(16 * 5 * 5, 120),                                                     // C5: its window covers the whole map
        new FullLayer<T>(120, DigitBitmaps.Size));                                             // F6

    /// <summary>LeNet-1 (LeCun et al. 1990): 2,578 trainable parameters and 98,442 connections. Takes 28×28.</summary>
    public static PatternNetwork<T> LeNet1<T>() where T : unmanaged, IFloatingPointIeee754<T> => new(
        new SquaredErrorCriterion<T>(10),
        new ConvolutionLayer<T>(ConnectionTable.Complete(1, 4), inputSide: 28, kernel: 5),     // 4 × 24 × 24
        new SubsamplingLayer<T>(maps: 4, inputSide: 24),                                       // 4 × 12 × 12
        new ConvolutionLayer<T>(ConnectionTable.LeNet1H3, inputSide: 12, kernel: 5),           // 12 × 8 × 8
        new SubsamplingLayer<T>(maps: 12, inputSide: 8),                                       // 12 × 4 × 4
        new FullLayer<T>(12 * 4 * 4, 10));

    /// <summary>
    /// LeNet-4 (sect. III-C.10): "about 17,000" trainable parameters and "about 260,000" connections; here 16,998 and
    /// 258,306. Takes 32×32.
    /// </summary>
    /// <remarks>
    /// The paper gives the maps (4, 8 in pairs, 16, 16), 120 units "fully connected" and ten outputs, and no tables. The two
    /// counts cannot be met by full connections: they would need 48,120 parameters for the 120 units alone. They are met if
    /// the 16 maps have 60 kernels, as in LeNet-5, and a unit sees 4⅔ of the 16 maps on average. So it is built here.
    /// </remarks>
    public static PatternNetwork<T> LeNet4<T>() where T : unmanaged, IFloatingPointIeee754<T> =>
        LeNet4(new ConvolutionLayer<T>(ConnectionTable.Windows(16, 120, 5, 5, 4), inputSide: 5, kernel: 5));

    /// <summary>LeNet-4 by the paper's words and not by its counts: each of the 120 units sees all 16 maps. Takes 32×32.</summary>
    public static PatternNetwork<T> LeNet4Full<T>() where T : unmanaged, IFloatingPointIeee754<T> =>
        LeNet4(new FullLayer<T>(16 * 5 * 5, 120));

    private static PatternNetwork<T> LeNet4<T>(PatternLayer<T> units) where T : unmanaged, IFloatingPointIeee754<T> => new(
        new SquaredErrorCriterion<T>(10),
        new ConvolutionLayer<T>(ConnectionTable.Complete(1, 4), inputSide: 32, kernel: 5),     // 4 × 28 × 28
        new SubsamplingLayer<T>(maps: 8, inputSide: 28, sharing: 2),                           // 8 × 14 × 14
        new ConvolutionLayer<T>(ConnectionTable.Windows(8, 16, 4, 4, 4, 3), inputSide: 14, kernel: 5), // 16 × 10 × 10
        new SubsamplingLayer<T>(maps: 16, inputSide: 10),                                      // 16 × 5 × 5
        units,                                                                                 // 120
        new FullLayer<T>(120, 10));

    /// <summary>Full layers in a row, such as 784-300-10, with one output a class.</summary>
    /// <param name="sizes">Numbers of a picture, units of each hidden layer, classes.</param>
    public static PatternNetwork<T> Multilayer<T>(params int[] sizes) where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(sizes);
        return new(
            new SquaredErrorCriterion<T>(sizes[^1]),
            [.. sizes.Zip(sizes[1..], (inputs, outputs) => new FullLayer<T>(inputs, outputs))]);
    }
}
