using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit;

namespace LeNetLab.Tests;

/// <summary>
/// The house as it was built: the compiled assemblies stand on one another in one direction, and so do the namespaces
/// in each of them.
/// </summary>
public sealed class HouseTests
{
    private const int MostPublicTypes = 50, MostAfterTheFirstCell = 70;

    // What each may stand on; the core on its files only.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["LeNetLab.Files"] = [],
        ["LeNetLab"] = ["LeNetLab.Files"],
        ["LeNetLab.Handwriting"] = ["LeNetLab", "LeNetLab.Files"],
        ["LeNetLab.Simd"] = ["LeNetLab", "LeNetLab.Files"],
        ["LeNetLab.Onnx"] = ["LeNetLab", "LeNetLab.Files"],
        ["LeNetLab.Visualization"] = ["LeNetLab", "LeNetLab.Files", "LeNetLab.Handwriting"],
        ["LeNetLab.Paper1998"] =
            ["LeNetLab", "LeNetLab.Files", "LeNetLab.Handwriting", "LeNetLab.Simd", "LeNetLab.Visualization"],
        ["LeNetLab.Course"] =
        [
            "LeNetLab", "LeNetLab.Files", "LeNetLab.Handwriting", "LeNetLab.Simd", "LeNetLab.Onnx",
            "LeNetLab.Visualization", "LeNetLab.Paper1998",
        ],
    };

    public static TheoryData<string> Assemblies() => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_assembly_stands_on_those_below_it_only(string name)
    {
        using var file = Open(name);
        var reader = file.GetMetadataReader();
        var references =
            reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name));
        Assert.Empty(references.Where(r => r.StartsWith("LeNetLab", StringComparison.Ordinal)).Except(Allowed[name]));
    }

    [Fact]
    public void The_fast_backend_knows_no_torch()
    {
        using var file = Open("LeNetLab.Simd");
        var reader = file.GetMetadataReader();
        var references = reader.AssemblyReferences.Select(handle => reader.GetAssemblyReference(handle).Name);
        Assert.DoesNotContain("TorchSharp", references.Select(reader.GetString));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void A_namespace_is_the_assembly_s_name_and_its_folder(string name)
    {
        var types = Assembly.Load(name).GetTypes().Where(type => !type.IsNested && Mine(type) is not null);
        var others =
            types.Where(t => t.Namespace != name && !t.Namespace!.StartsWith($"{name}.", StringComparison.Ordinal));
        Assert.Empty(others.Select(type => type.FullName));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_namespace_stands_on_one_that_stands_on_it(string name)
    {
        var arrows = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var (from, to) in Uses(Assembly.Load(name)))
        {
            if (from == to) continue;
            if (!arrows.TryGetValue(from, out var all)) arrows[from] = all = new(StringComparer.Ordinal);
            all.Add(to);
        }

        var circles = arrows.Keys.Where(start => Reach(start).Contains(start));
        Assert.Empty(circles);

        HashSet<string> Reach(string start)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var open = new Stack<string>(arrows[start]);
            while (open.TryPop(out var at))
            {
                if (!seen.Add(at)) continue;
                foreach (var next in arrows.GetValueOrDefault(at, [])) open.Push(next);
            }

            return seen;
        }
    }

    [Fact]
    public void The_library_stays_small() =>
        Assert.InRange(Assembly.Load("LeNetLab").GetTypes().Count(type => type.IsVisible), 1, MostPublicTypes);

    [Fact]
    public void The_first_cell_offers_what_a_reader_can_oversee()
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "setup.csx.in"));
        var offered = lines.Where(line => line.StartsWith("using ", StringComparison.Ordinal))
            .Select(line => line["using ".Length..].TrimEnd(';')).ToList();
        var types = Allowed.Keys.SelectMany(name => Assembly.Load(name).GetTypes())
            .Where(type => type.IsVisible && offered.Contains(type.Namespace!, StringComparer.Ordinal));
        var aliases = offered.Count(line => line.Contains("= LeNetLab.", StringComparison.Ordinal));
        Assert.InRange(types.Count() + aliases, 20, MostAfterTheFirstCell);
    }

    /// <summary>
    /// Each pair of namespaces of which the first names a type of the second: in a signature, or in a body.
    /// </summary>
    private static IEnumerable<(string From, string To)> Uses(Assembly assembly)
    {
        const BindingFlags All =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
            | BindingFlags.DeclaredOnly;
        foreach (var type in assembly.GetTypes())
        {
            if (Mine(type) is not { } from) continue;
            var named = new HashSet<Type>();
            Add(type.BaseType);
            foreach (var member in type.GetInterfaces()) Add(member);
            foreach (var field in type.GetFields(All)) Add(field.FieldType);
            foreach (var method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
            {
                if (method is MethodInfo { ReturnType: var result }) Add(result);
                foreach (var parameter in method.GetParameters()) Add(parameter.ParameterType);
                foreach (var local in method.GetMethodBody()?.LocalVariables ?? []) Add(local.LocalType);
                foreach (var inside in Called(method)) Add(inside);
            }

            foreach (var to in named.Where(t => t.Assembly == assembly).Select(Mine).OfType<string>().Distinct())
                yield return (from, to);

            void Add(Type? one)
            {
                if (one is null || !named.Add(one)) return;
                if (one.HasElementType) Add(one.GetElementType());
                foreach (var argument in one.GetGenericArguments()) Add(argument);
            }
        }
    }

    /// <summary>The types whose members a body calls or makes, by the tokens in its code.</summary>
    private static IEnumerable<Type> Called(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) yield break;
        var typeArguments = method.DeclaringType is { IsGenericType: true } owner ? owner.GetGenericArguments() : null;
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        foreach (var at in Enumerable.Range(0, Math.Max(0, code.Length - 4)))
        {
            // call, callvirt, newobj, and the loads and stores of fields. A number that happens to look like one is no
            // member.
            if (code[at] is not (0x28 or 0x6F or 0x73 or >= 0x7B and <= 0x80)) continue;
            var token = BitConverter.ToInt32(code, at + 1);
            if ((token >> 24) is not (0x06 or 0x04 or 0x0A or 0x2B)) continue;
            MemberInfo? member = null;
            try
            {
                member = method.Module.ResolveMember(token, typeArguments, arguments);
            }
            catch (Exception e) when (e is ArgumentException or BadImageFormatException or FileNotFoundException)
            {
                continue;
            }

            if (member?.DeclaringType is { } type) yield return type;
        }
    }

    private static string? Mine(Type type)
    {
        while (type.IsNested) type = type.DeclaringType!;
        return type.Namespace is { } name && name.StartsWith("LeNetLab", StringComparison.Ordinal) ? name : null;
    }

    private static PEReader Open(string name) =>
        new(File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{name}.dll")));
}
