namespace LeNetLab.Evaluation;

/// <summary>One message for every unit that a layer does not have.</summary>
internal static class UnitRange
{
    public static void Require(int unit, long count, string parameter)
    {
        if (unit < 0 || unit >= count)
            throw new ArgumentOutOfRangeException(parameter, unit, $"The layer has units 0 to {count - 1}.");
    }
}
