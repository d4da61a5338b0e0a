using FsCheck.Xunit;
using LeNetLab.Data;
using Xunit;

namespace LeNetLab.Tests.Core.Data;

public class NormalizationTests
{
    [Fact]
    public void The_papers_background_and_ink()
    {
        Assert.Equal(-0.1f, Normalization.LeCun1998.Apply(0), 1e-6f);
        Assert.Equal(1.175f, Normalization.LeCun1998.Apply(255), 1e-6f);
    }

    [Fact]
    public void Plain_numbers_run_from_zero_to_one()
    {
        Assert.Equal(0f, Normalization.ZeroToOne.Apply(0));
        Assert.Equal(1f, Normalization.ZeroToOne.Apply(255));
    }

    [Property]
    public bool The_table_is_the_formula(byte value, int mean, int deviation)
    {
        var normalization = new Normalization(mean / 1000.0, 0.5 + Math.Abs((double)deviation) / 1000);
        return normalization.ToTable().Length == 256 && normalization.ToTable()[value] == normalization.Apply(value)
            && normalization.Apply(value)
                == (float)((value / 255.0 - normalization.Mean) / normalization.StandardDeviation);
    }
}
