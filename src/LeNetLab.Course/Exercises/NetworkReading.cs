using LeNetLab.Simd;

namespace LeNetLab.Course.Exercises;

/// <summary>Runs the network of an answer as the notebooks do: by simd where it can, else by torch.</summary>
internal static class NetworkReading
{
    public static Predictions Run(nn.Module<Tensor, Tensor> network, ImageSet images)
    {
        var simd = SimdBackend.Instance;
        return Inference.Run(network, images, Inference.CanRun(network, images, simd, padding: 2, out _) ? simd : null);
    }
}
