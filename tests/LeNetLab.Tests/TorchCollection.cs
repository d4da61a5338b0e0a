using Xunit;

namespace LeNetLab.Tests;

/// <summary>
/// The collection of every test that uses torch. Torch's random generator, its default threads and the count of live
/// tensors belong to the process, so these tests run one after the other and beside no other test.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchCollection
{
    public const string Name = "torch";
}
