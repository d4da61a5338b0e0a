namespace LeNetLab.Visualization;

/// <summary>Makes a notebook host show what this library does not own, and write numbers the same everywhere.</summary>
public static class NotebookHost
{
    private const int ValuesShown = 8;

    /// <summary>
    /// Prepares the host that the caller runs in; the first cell of every notebook does so. Numbers are written as in
    /// English, whatever the host's culture. In the kernel of .NET Interactive a bare XPlot figure gets a static form,
    /// a tensor is shown by its shape, type and first values, and a network by its layers. Elsewhere only the culture
    /// is set.
    /// </summary>
    public static void Prepare()
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        // Found by name, so that no notebook package is needed to use this library.
        var formatter = AppDomain.CurrentDomain.GetAssemblies()
            .Select(assembly => assembly.GetType("Microsoft.DotNet.Interactive.Formatting.Formatter"))
            .FirstOrDefault(type => type is not null);
        var register = formatter?.GetMethod(
            "Register", [typeof(Type), typeof(Action<object, TextWriter>), typeof(string)]);
        var prefer = formatter?.GetMethod("SetPreferredMimeTypesFor", [typeof(Type), typeof(string[])]);
        if (register is null || prefer is null) return;
        Show<PlotlyChart>([MimeTypes.Html, MimeTypes.Svg, MimeTypes.Text], Figure);
        Show<Tensor>([MimeTypes.Text], (tensor, _) => Describe(tensor));
        Show<nn.Module>([MimeTypes.Text], (network, _) => network.ToString()!);

        void Show<T>(string[] mimeTypes, Func<T, string, string> form)
        {
            foreach (var mimeType in mimeTypes)
            {
                Action<object, TextWriter> write = (value, writer) => writer.Write(form((T)value, mimeType));
                register.Invoke(null, [typeof(T), write, mimeType]);
            }

            prefer.Invoke(null, [typeof(T), mimeTypes]);
        }
    }

    /// <summary>A tensor in one line: shape, type and its first values.</summary>
    internal static string Describe(Tensor tensor)
    {
        if (tensor.IsInvalid) return "a tensor that has been disposed";
        var head = $"[{string.Join(", ", tensor.shape)}] {tensor.dtype}";
        if (tensor.numel() == 0 || tensor.is_complex()) return head;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var values = tensor.detach().flatten().slice(0, 0, Math.Min(ValuesShown, tensor.numel()), 1)
            .to(ScalarType.Float64).cpu().data<double>().ToArray();
        var numbers = string.Join(", ", values.Select(v => v.ToString("G5", CultureInfo.InvariantCulture)));
        return $"{head}: {numbers}{(tensor.numel() > ValuesShown ? ", …" : "")}";
    }

    private static string Figure(PlotlyChart figure, string mimeType)
    {
        if (Chart.Of(figure) is { } chart) return chart.Render(mimeType)!;
        const string Words = "A chart of a kind that has no static form.";
        if (mimeType == MimeTypes.Text) return Words;
        if (mimeType == MimeTypes.Html) return figure.GetHtml();
        var canvas = new SvgCanvas(400, 40);
        canvas.Text(12, 25, Words);
        return canvas.ToSvg(Words);
    }
}
