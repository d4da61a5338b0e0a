using Xunit;

namespace LeNetLab.Tests.Files;

public class IdxFuzzTests
{
    /// <summary>
    /// Files of MNIST's shape, broken at random: each is read whole or refused with the one exception that
    /// says so, and no header makes the reader take memory that the file cannot fill.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_broken_file_is_refused_and_costs_little(int seed)
    {
        var random = new Random(seed);
        var images = PlainIdx.Images(12, 28, 28, seed);
        byte[][] originals = [images, PlainIdx.Labels(500), PlainIdx.Gzip(images), PlainIdx.Gzip(PlainIdx.Labels(500))];
        var refused = 0;
        for (var i = 0; i < 1000; i++)
        {
            var content = Mutate(originals[i % originals.Length], random);
            var cost = IdxFaultTests.Allocated(() =>
            {
                try
                {
                    var array = i % 3 == 0 ? IdxFile.Read(new OneWayStream(content), "x") : IdxFile.Read(content, "x");
                    Assert.True(array.Bytes.Length <= content.Length * 1032L);
                }
                catch (IdxFormatException)
                {
                    refused++;
                }
            });
            Assert.True(cost < 5_000_000, $"seed {seed}, file {i}: {cost} bytes");
        }
        Assert.InRange(refused, 500, 1000);
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var content = original.ToList();
        for (var n = random.Next(1, 4); n > 0 && content.Count > 0; n--)
        {
            // Half of the changes hit the header, where they matter most.
            var at = random.Next(random.Next(2) == 0 ? Math.Min(20, content.Count) : content.Count);
            switch (random.Next(7))
            {
                case 0:
                    content[at] = (byte)random.Next(256);
                    break;
                case 1:
                    content[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    content.RemoveRange(at, content.Count - at);
                    break;
                case 3:
                    content.RemoveRange(at, Math.Min(random.Next(1, 9), content.Count - at));
                    break;
                case 4:
                    content.InsertRange(at, new byte[random.Next(1, 9)]);
                    break;
                case 5:
                    content.AddRange(content.GetRange(at, Math.Min(random.Next(1, 3000), content.Count - at)));
                    break;
                default:
                    for (var k = at; k < Math.Min(at + 4, content.Count); k++)
                        content[k] = k == at ? (byte)0x7F : (byte)0xFF;
                    break;
            }
        }
        return [.. content];
    }
}
