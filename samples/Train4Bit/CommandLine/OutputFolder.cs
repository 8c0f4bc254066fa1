using StableSpamCompose.Train4Bit.Training;

namespace StableSpamCompose.Train4Bit.CommandLine;

/// <summary>The folder that a session writes into.</summary>
internal static class OutputFolder
{
    /// <summary>Makes the folder, and makes sure that files can be written there before any time is spent on training.</summary>
    /// <exception cref="TrainException">They cannot.</exception>
    public static void Prepare(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $".{Path.GetRandomFileName()}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TrainException(
                $"--out {folder}: nothing can be written there ({e.Message.ReplaceLineEndings(" ")}); give another folder.");
        }
    }
}
