namespace LeNetLab.Native;

/// <summary>Keeps the copy of a shared library that asks less of the system, in a per-user folder.</summary>
internal static class WeakenedCopy
{
    /// <summary>
    /// Returns the path of a copy of <paramref name="file"/> whose need of <paramref name="version"/> is weak. The
    /// package itself is never touched. A copy that is already there is used only if it is byte for byte the right one.
    /// </summary>
    /// <exception cref="NativeTorchException">The file cannot be read or understood, or the copy not
    /// written.</exception>
    public static string Of(string file, string version, string? folder = null)
    {
        var bytes = Read(file);
        try
        {
            if (!ElfVersionNeed.Weaken(bytes, version))
                throw new NativeTorchException($"{file} does not load, and it has no need of {version} that could be " +
                    $"lifted. {Remedies.Reinstall(file)}");
        }
        catch (InvalidDataException e)
        {
            throw new NativeTorchException($"{file} is damaged: {e.Message}. {Remedies.Reinstall(file)}", e);
        }

        var name = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
        Exception? failure = null;
        foreach (var root in folder is null ? Folders() : [folder])
        {
            try
            {
                return Put(bytes, Path.Combine(root ?? NewPrivateFolder(), name), Path.GetFileName(file));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failure = e;
            }
        }

        throw new NativeTorchException(
            $"{file} needs {version}, which this system lacks, and the copy that does without it could not be " +
            $"written: {failure?.Message} Make the folder writable or set LENETLAB_CACHE to one that is.", failure);
    }

    private static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NativeTorchException($"{file} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Where to try, in order; null stands for a new folder that nobody else can write to.</summary>
    private static IEnumerable<string?> Folders()
    {
        var chosen = Environment.GetEnvironmentVariable("LENETLAB_CACHE");
        if (!string.IsNullOrWhiteSpace(chosen)) yield return Path.Combine(chosen, "native");
        // Without "DoNotVerify" a new account, which has no ~/.local/share yet, would get no folder at all.
        var perUser = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify);
        if (perUser.Length > 0) yield return Path.Combine(perUser, "LeNetLab", "native");
        // A container without a home folder.
        yield return null;
    }

    // A name that could be guessed could be taken beforehand by another user, who would then own what is loaded.
    private static string NewPrivateFolder() => Directory.CreateTempSubdirectory("lenetlab-native-").FullName;

    private static string Put(byte[] bytes, string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (IsThere(path, bytes)) return path;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $"{name}.{Path.GetRandomFileName()}");
        try
        {
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        return path;
    }

    private static bool IsThere(string path, byte[] bytes) =>
        File.Exists(path) && new FileInfo(path).Length == bytes.Length
        && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes);
}
