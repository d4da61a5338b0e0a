using TorchSharp;

namespace LeNetLab.Tests;

/// <summary>Counts undisposed tensors, after collecting what earlier tests left to the garbage collector.</summary>
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
