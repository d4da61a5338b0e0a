using TorchSharp;

namespace LeNetLab.Tests;

/// <summary>Counts tensors that nobody has disposed. What earlier tests left to the garbage collector is collected first.</summary>
internal static class LiveTensors
{
    public static long Settled()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return torch.Tensor.TotalCount;
    }

    public static long Now => torch.Tensor.TotalCount;
}
