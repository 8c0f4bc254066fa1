using System.Security.Cryptography;

namespace StableSpamCompose.Cuda;

/// <summary>
/// Compiled kernels on disk, each in a file named by a hash of all that it depends on. Processes may share a folder: a file
/// appears whole, and one that is damaged is taken for missing.
/// </summary>
public sealed class KernelCache
{
    private const int HashBytes = 32;

    /// <summary>Makes a cache of a folder, which is created when something is stored.</summary>
    public KernelCache(string folder) => Folder = Path.GetFullPath(folder);

    /// <summary>The cache of this user.</summary>
    public static KernelCache Default { get; } = new(Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } local
            ? local
            : Path.GetTempPath(),
        "StableSpam.Compose", "kernels"));

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The image under a key; null if there is none, or it is not whole.</summary>
    public byte[]? Find(string key)
    {
        try
        {
            byte[] file = File.ReadAllBytes(FileOf(key));
            ReadOnlySpan<byte> image = file.AsSpan(Math.Min(HashBytes, file.Length));
            return SHA256.HashData(image).AsSpan().SequenceEqual(file.AsSpan(0, Math.Min(HashBytes, file.Length))) ? image.ToArray() : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Stores an image. A folder that cannot be written to costs a compilation next time and nothing else.</summary>
    public void Store(string key, ReadOnlySpan<byte> image)
    {
        string file = FileOf(key);
        string unfinished = $"{file}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(Folder);
            using (FileStream stream = File.Create(unfinished))
            {
                stream.Write(SHA256.HashData(image));
                stream.Write(image);
                stream.Flush(flushToDisk: true);
            }
            File.Move(unfinished, file, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Remove(unfinished);
        }
    }

    /// <summary>A key for what depends on <paramref name="parts"/>.</summary>
    public static string KeyOf(params ReadOnlySpan<string> parts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string part in parts)
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.LongLength));
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It stays behind, and nothing ever reads it.
        }
    }

    private string FileOf(string key) => Path.Combine(Folder, key + ".kernel");
}
