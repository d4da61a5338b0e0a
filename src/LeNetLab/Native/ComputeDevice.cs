namespace LeNetLab.Native;

/// <summary>What computes.</summary>
public enum ComputeDevice
{
    /// <summary>The processor: always there, and what this project's figures were made on.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU, in a build made with <c>-p:LeNetLabTorch=cuda</c>.</summary>
    Cuda,
}
