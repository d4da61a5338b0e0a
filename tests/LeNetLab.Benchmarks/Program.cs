using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using LeNetLab.Benchmarks.Compare;
using LeNetLab.Benchmarks.Fuzz;

if (args is [CompareVerb.Name, ..]) return await CompareVerb.RunAsync(args);
if (args is [FuzzVerb.Name, ..]) return FuzzVerb.Run(args);

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly)
    .Run(args, DefaultConfig.Instance.WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results")));
return 0;
