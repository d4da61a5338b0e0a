#!/usr/bin/env dotnet
#:project ../src/LeNetLab.Handwriting/LeNetLab.Handwriting.csproj
#:project ../src/LeNetLab.Simd/LeNetLab.Simd.csproj
#:property PublishAot=false

// A program in one file, without a project file: dotnet run samples/digits.cs
// It trains LeNet-5 for a few seconds on drawn digits, tests it, and prints its predictions for the first ten test
// digits.
// Change a line and run it again.

using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Native;
using LeNetLab.Simd;
using LeNetLab.Training;
using TorchSharp;

Console.WriteLine(NativeTorch.Load());
var digits = Digits.Load("builtin", new DrawnDigits());       // or a folder with MNIST's four files
torch.manual_seed(1998);
using var model = new LeNet5();                               // try new LeNet5(new(Activation.Relu, Pooling.Max))
var options = new TrainingOptions { Epochs = 3, LearningRate = 0.003, Backend = SimdBackend.Instance };
var history = Trainer.Fit(model, digits.Train.Take(8_000), null, options);
foreach (var epoch in history) Console.WriteLine(epoch);

var test = Inference.Run(model, digits.Test.Take(1_000), SimdBackend.Instance);
Console.WriteLine(
    FormattableString.Invariant($"{test.Accuracy * 100:0.0} % of {test.Count:N0} test digits read right"));
Console.WriteLine($"true: {string.Join(' ', Enumerable.Range(0, 10).Select(test.Label))}");
Console.WriteLine($"read: {string.Join(' ', Enumerable.Range(0, 10).Select(test.Predicted))}");
