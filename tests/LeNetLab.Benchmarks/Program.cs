using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using LeNetLab.Benchmarks.Compare;
using LeNetLab.Benchmarks.Fuzz;
using LeNetLab.Benchmarks.Kills;
using LeNetLab.Benchmarks.Pictures;
using LeNetLab.Native;

if (args is [FuzzVerb.Name, ..]) return FuzzVerb.Run(args);
NativeTorch.LoadOnFirstUse();
if (args is [CompareVerb.Name, ..]) return await CompareVerb.RunAsync(args);
if (args is [KillsVerb.Name, ..]) return KillsVerb.Run(args);
if (args is [PicturesVerb.Name, ..]) return PicturesVerb.Run(args);

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly)
    .Run(args, DefaultConfig.Instance.WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results")));
return 0;
