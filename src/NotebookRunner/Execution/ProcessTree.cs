using System.ComponentModel;
using System.Runtime.InteropServices;

namespace NotebookRunner.Execution;

/// <summary>
/// Ends what cells have started, however it has detached itself. Linux only: elsewhere a process ends with its cell
/// where it is still the child of its parent.
/// </summary>
internal static class ProcessTree
{
    private const int SetChildSubreaper = 36;

    /// <summary>The variable of the environment that marks a worker and all that it will start.</summary>
    public const string Mark = "NOTEBOOK_WORKER";

    /// <summary>From now on, a process below this one whose parent ends becomes this one's child.</summary>
    public static void Adopt()
    {
        if (OperatingSystem.IsLinux()) _ = prctl(SetChildSubreaper, 1, 0, 0, 0);
    }

    /// <summary>Ends all processes that bear a mark.</summary>
    public static void KillMarked(string mark)
    {
        var words = Encoding.UTF8.GetBytes($"{Mark}={mark}");
        KillWhile(() => [.. Ids().Where(id => Read(id, "environ").AsSpan().IndexOf(words) >= 0)]);
    }

    /// <summary>Ends all processes below this one.</summary>
    public static void KillBelow() => KillWhile(() =>
    {
        var parents = Ids().ToDictionary(id => id, ParentOf);
        return [.. parents.Keys.Where(IsBelow)];

        bool IsBelow(int id) => parents.GetValueOrDefault(id) is > 0 and var parent
            && (parent == Environment.ProcessId || IsBelow(parent));
    });

    /// <summary>Again and again: one that is starting another may be gone before the other is seen.</summary>
    private static void KillWhile(Func<List<int>> find)
    {
        if (!OperatingSystem.IsLinux()) return;
        for (var round = 0; round < 10 && find() is { Count: > 0 } found; round++)
        {
            foreach (var id in found)
            {
                try
                {
                    using var process = Process.GetProcessById(id);
                    process.Kill();
                }
                catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
                {
                    // It has ended.
                }
            }
        }
    }

    private static IEnumerable<int> Ids() => Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id > 0);

    /// <summary>0 for one that has ended and waits to be taken notice of.</summary>
    private static int ParentOf(int id)
    {
        // "12 (name) S 1 …"; the name may have spaces and brackets in it.
        var fields = Encoding.UTF8.GetString(Read(id, "stat")).Split(')')[^1].Split(' ');
        return fields is [_, not "Z", var parent, ..] ? int.Parse(parent, CultureInfo.InvariantCulture) : 0;
    }

    private static byte[] Read(int id, string file)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{id}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [DllImport("libc")]
    private static extern int prctl(int option, nuint argument, nuint third, nuint fourth, nuint fifth);
}
