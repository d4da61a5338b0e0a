#!/usr/bin/env dotnet
#:project ../src/LeNetLab.Visualization/LeNetLab.Visualization.csproj
#:project ../src/LeNetLab.Simd/LeNetLab.Simd.csproj
#:property PublishAot=false

// Films a training on drawn digits: dotnet run samples/film.cs -- docs/pictures/training.svg
// This is how the picture at the top of README.md was made.

using LeNetLab.Data;
using LeNetLab.Handwriting;
using LeNetLab.Models;
using LeNetLab.Native;
using LeNetLab.Simd;
using LeNetLab.Training;
using LeNetLab.Visualization;
using TorchSharp;

Console.WriteLine(NativeTorch.Load());
var digits = Digits.Load("builtin", new DrawnDigits());
torch.manual_seed(1998);
using var model = new LeNet5();
var film = new TrainingFilm(model, digits.Test);
var options = new TrainingOptions
{
    Epochs = 3,
    LearningRate = 0.003,
    Schedule = LearningRateSchedule.OneCycle(rise: 0.2),
    Backend = SimdBackend.Instance,
};
Trainer.Fit(model, digits.Train.Take(20_000), null, options, film);
film.Save(args is [var path] ? path : "training.svg");
Console.WriteLine(film);
