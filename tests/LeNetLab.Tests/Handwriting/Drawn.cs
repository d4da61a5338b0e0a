using LeNetLab.Data;
using LeNetLab.Handwriting;
using Xunit;

namespace LeNetLab.Tests.Handwriting;

/// <summary>Built-in digits for a test that can be cancelled.</summary>
internal static class Drawn
{
    public static ImageSet Generate(int count, int seed) =>
        BuiltInDigits.Generate(count, seed, TestContext.Current.CancellationToken);
}
