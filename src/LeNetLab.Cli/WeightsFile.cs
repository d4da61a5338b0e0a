using LeNetLab.Models;

namespace LeNetLab.Cli;

/// <summary>The network that a verb is to use.</summary>
internal static class WeightsFile
{
    /// <summary>Reads a file, or takes the network that comes with the library. The caller disposes it.</summary>
    public static LeNet5 Load(string? path)
    {
        var model = LoadOfAnyClasses(path);
        if (model.Options.Classes == 10) return model;
        model.Dispose();
        throw new UserMistakeException($"{path}: expected a network of 10 classes, found {model.Options.Classes}.");
    }

    /// <summary>As <see cref="Load"/>, and the network need not be one for digits.</summary>
    public static LeNet5 LoadOfAnyClasses(string? path)
    {
        if (path is null)
        {
            try
            {
                return LeNet5.Pretrained();
            }
            catch (FileNotFoundException e)
            {
                throw new FailedException("this build has no network of its own. Train one (lenet train) and name it with --weights FILE.", e);
            }
        }

        if (Directory.Exists(path)) throw new UserMistakeException($"{path}: expected a weights file, found a folder.");
        if (!File.Exists(path)) throw new UserMistakeException($"{path}: expected a weights file, found nothing of that name.");
        return LeNet5.Load(path);
    }

    /// <summary>What the lines call it.</summary>
    public static string NameOf(string? path) => path ?? "the network that comes with lenet";
}
