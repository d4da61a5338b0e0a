using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using LeNetLab.Benchmarks.Compare;

if (args is [CompareVerb.Name, ..]) return await CompareVerb.RunAsync(args);

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly)
    .Run(args, DefaultConfig.Instance.WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results")));
return 0;
