using TorchSharp;

Console.WriteLine(LeNetLab.Native.NativeTorch.Load());
using var x = torch.ones(2, 3);
Console.WriteLine(x.sum().ToSingle());
