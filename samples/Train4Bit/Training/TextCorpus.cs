using System.Security.Cryptography;

namespace StableSpamCompose.Train4Bit.Training;

/// <summary>A text, a token a byte: the first 95 % are trained on, the rest validates.</summary>
public sealed class TextCorpus
{
    private const double TrainingShare = 0.95;

    private readonly byte[] _text;
    private readonly int _trainingLength;

    /// <summary>Takes a text.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="text">Its bytes.</param>
    public TextCorpus(string name, byte[] text)
    {
        Name = name;
        _text = text;
        _trainingLength = (int)(TrainingShare * text.Length);
        Digest = Convert.ToHexStringLower(SHA256.HashData(text));
    }

    /// <summary>The text that comes with the program: Moby-Dick, by Herman Melville.</summary>
    public static string BundledFile => Path.Combine(AppContext.BaseDirectory, "Data", "moby-dick.txt");

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>SHA-256 of the text, in hexadecimal.</summary>
    public string Digest { get; }

    /// <summary>What is trained on.</summary>
    public ReadOnlySpan<byte> Training => _text.AsSpan(0, _trainingLength);

    /// <summary>What validates.</summary>
    public ReadOnlySpan<byte> Validation => _text.AsSpan(_trainingLength);

    /// <summary>Reads a file.</summary>
    /// <exception cref="TrainException">It cannot be read, or is empty.</exception>
    public static TextCorpus Read(string file)
    {
        byte[] text;
        try
        {
            text = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TrainException($"--text {file}: there is no such file; check the path.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainException($"--text {file}: it cannot be read ({e.Message})");
        }
        return text.Length > 0
            ? new TextCorpus(Path.GetFileName(file), text)
            : throw new TrainException($"--text {file}: the file is empty.");
    }

    /// <summary>Refuses samples that do not fit into both parts.</summary>
    /// <exception cref="TrainException">They do not.</exception>
    public void CheckContext(int context)
    {
        int shorter = Math.Min(Training.Length, Validation.Length);
        if (context >= shorter)
        {
            throw new TrainException(
                $"--context {context}: {Name} has {_text.Length} bytes, of which {Validation.Length} validate; "
                + (shorter > 1 ? $"a context is at most {shorter - 1}." : "that is too short for any context."));
        }
    }
}
