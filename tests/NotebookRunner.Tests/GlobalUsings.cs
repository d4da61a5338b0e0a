global using Xunit;

// Most of these tests wait for a process of their own, which itself waits.
[assembly: Xunit.v3.Parallelization(MaxThreads = 3)]
