using System.Reflection;

namespace LeNetLab.Visualization;

/// <summary>
/// An output of the running notebook cell that can be replaced while the cell runs. Only some hosts have such a thing;
/// the .NET Interactive kernel's is reached by reflection, so that no notebook package is needed to use this library.
/// </summary>
public sealed class LiveDisplay
{
    private readonly object _displayedValue;
    private readonly MethodInfo _update;

    private LiveDisplay(object displayedValue, MethodInfo update) =>
        (_displayedValue, _update) = (displayedValue, update);

    /// <summary>Shows a value in the running cell.</summary>
    /// <returns>The output, to be updated; null, showing nothing, if the host cannot update an output.</returns>
    public static LiveDisplay? Start(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        // `Display(context, value)` is the one form that can be updated in every version of the kernel.
        var context = KernelType("KernelInvocationContext")?.GetProperty("Current")?.GetValue(null);
        var display = KernelType("KernelInvocationContextExtensions")?.GetMethods()
            .FirstOrDefault(
                m => m.Name == "Display" && m.GetParameters() is [_, { ParameterType: var second }, _]
                    && second == typeof(object));
        if (context is null || display is null) return null;
        var shown = display.Invoke(null, [context, value, Array.Empty<string>()]);
        return shown?.GetType().GetMethod("Update") is { } update ? new LiveDisplay(shown, update) : null;
    }

    /// <summary>Replaces what is shown.</summary>
    public void Update(object value) => _update.Invoke(_displayedValue, [value]);

    private static Type? KernelType(string name) =>
        AppDomain.CurrentDomain.GetAssemblies()
            .Select(assembly => assembly.GetType($"Microsoft.DotNet.Interactive.{name}"))
            .FirstOrDefault(type => type is not null);
}
