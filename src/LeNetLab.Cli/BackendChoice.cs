using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LeNetLab.Simd;

namespace LeNetLab.Cli;

/// <summary>Chooses the backend of a verb and says which it is.</summary>
internal static class BackendChoice
{
    /// <summary>The words of <c>--backend</c>; the first is the default.</summary>
    public static string[] Words => ["auto", SimdBackend.Instance.Name, TorchBackend.Instance.Name];

    /// <param name="screen">Where the line goes.</param>
    /// <param name="word">One of <see cref="Words"/>.</param>
    /// <param name="plan">What is to learn.</param>
    /// <param name="train">From what.</param>
    /// <param name="options">How.</param>
    /// <returns>The one that the word names, or for auto simd where it can take the training.</returns>
    /// <exception cref="UserMistakeException">The one that is named cannot take it.</exception>
    public static ITrainingBackend ForTraining(
        Screen screen, string word, NetworkPlan plan, ImageSet train, TrainingOptions options)
    {
        ITrainingBackend simd = SimdBackend.Instance, torch = TorchBackend.Instance;
        string? obstacle = null;
        var takesSimd = word != torch.Name && simd.CanTrain(plan, train, options, out obstacle);
        if (word == simd.Name && obstacle is not null)
            throw new UserMistakeException($"--backend: {simd.Name} cannot train this network: {obstacle}.");
        // Without registers for it, every operation of a register is a call.
        var slow = !Vector256.IsHardwareAccelerated && RuntimeInformation.ProcessArchitecture is Architecture.X64;
        if (takesSimd && slow && word != simd.Name)
            (takesSimd, obstacle) = (false, "this processor has no AVX2 (--backend simd uses it all the same)");
        else if (takesSimd && slow)
            screen.Warn("lenet: this processor has no AVX2: simd takes tens of times as long as it would with it.");
        var chosen = takesSimd ? simd : torch;
        screen.Say(
            obstacle is null ? $"Backend: {chosen.Name}." : $"Backend: {chosen.Name}; {simd.Name} cannot: {obstacle}.");
        return chosen;
    }

    /// <summary>Simd where it can run the network over the images, else torch, with a line that says which.</summary>
    /// <param name="screen">Where the line goes; nowhere where null.</param>
    /// <param name="plan">The network.</param>
    /// <param name="images">What it is to read.</param>
    /// <param name="device">Where it is to run.</param>
    public static IInferenceBackend ForReading(Screen? screen, NetworkPlan plan, ImageSet images, ComputeDevice device)
    {
        IInferenceBackend simd = SimdBackend.Instance, torch = TorchBackend.Instance;
        string? obstacle = null;
        var margin = Inference.MarginFor(plan, images);
        var takesSimd = device == ComputeDevice.Cpu && simd.CanRun(plan, images, margin, out obstacle);
        obstacle ??= takesSimd ? null : $"it runs on the processor, not on {device}";
        screen?.Say(takesSimd ? $"Backend: {simd.Name}." : $"Backend: {torch.Name}; {simd.Name} cannot: {obstacle}.");
        return takesSimd ? simd : torch;
    }
}
