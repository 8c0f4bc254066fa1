using System.Security.Cryptography;
using System.Text;

namespace StableSpamCompose.Checkpoints;

/// <summary>
/// Files that are there whole or not at all, and that are read only if they are what was written.
/// <code>
/// "SSCOMPOSE"  text kind  int32 version  body  SHA-256 of all before it
/// </code>
/// Numbers are little-endian; a text is its length in bytes, 7 bits a byte from the lowest, then its UTF-8. What the body is,
/// the kind and its version say; a program may keep kinds of its own beside those of this library.
/// </summary>
public static class CheckpointFile
{
    private static readonly byte[] Magic = "SSCOMPOSE"u8.ToArray();

    /// <summary>Writes a file. Another of that name is replaced in one move, after the new one is safe on the disk.</summary>
    /// <param name="path">Its path; <c>.partial</c> is appended to it meanwhile.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="version">The version of that kind, from 1.</param>
    /// <param name="write">Writes the body.</param>
    /// <exception cref="IOException">It cannot be written; a file that was there before is still there.</exception>
    public static void Write(string path, string kind, int version, Action<BinaryWriter> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentNullException.ThrowIfNull(write);
        string partial = path + ".partial";
        using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write))
        {
            using var hash = SHA256.Create();
            using (var hashed = new CryptoStream(file, hash, CryptoStreamMode.Write, leaveOpen: true))
            using (var writer = new BinaryWriter(hashed, Encoding.UTF8))
            {
                writer.Write(Magic);
                writer.Write(kind);
                writer.Write(version);
                write(writer);
            }
            file.Write(hash.Hash);
            file.Flush(flushToDisk: true);
        }
        File.Move(partial, path, overwrite: true);
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="kind">What it must be.</param>
    /// <param name="version">The newest version of that kind that <paramref name="read"/> knows.</param>
    /// <param name="read">Reads the body, given its version.</param>
    /// <exception cref="CheckpointException">It is another kind of file, or newer, or not as it was written.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static T Read<T>(string path, string kind, int version, Func<BinaryReader, int, T> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentNullException.ThrowIfNull(read);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        CheckContents(file, path);
        file.Position = Magic.Length;
        using var reader = new BinaryReader(file, Encoding.UTF8);
        try
        {
            string foundKind = reader.ReadString();
            if (foundKind != kind)
                throw new CheckpointException($"{path}: it holds {foundKind}, and {kind} is needed.");
            int foundVersion = reader.ReadInt32();
            if (foundVersion < 1 || foundVersion > version)
            {
                throw new CheckpointException(
                    $"{path}: it is of version {foundVersion}, and this program reads versions 1 to {version}; "
                    + "read it with the program that wrote it.");
            }
            T body = read(reader, foundVersion);
            return file.Position == file.Length - SHA256.HashSizeInBytes
                ? body
                : throw new CheckpointException($"{path}: something else follows what it should hold.");
        }
        catch (EndOfStreamException e)
        {
            throw new CheckpointException($"{path}: it holds less than it should.", e);
        }
    }

    /// <summary>Before anything of a file is believed.</summary>
    private static void CheckContents(FileStream file, string path)
    {
        byte[] magic = new byte[Magic.Length];
        if (file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length || !magic.AsSpan().SequenceEqual(Magic))
            throw new CheckpointException($"{path}: this is no checkpoint.");
        long contents = file.Length - SHA256.HashSizeInBytes;
        file.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        while (file.Position < contents)
        {
            int read = file.Read(buffer, 0, (int)Math.Min(buffer.Length, contents - file.Position));
            hash.AppendData(buffer, 0, read);
        }
        byte[] written = new byte[SHA256.HashSizeInBytes];
        bool isWhole = contents >= Magic.Length
            && file.ReadAtLeast(written, written.Length, throwOnEndOfStream: false) == written.Length
            && hash.GetHashAndReset().AsSpan().SequenceEqual(written);
        if (!isWhole)
            throw new CheckpointException($"{path}: the file is damaged or cut short; use an earlier checkpoint.");
    }
}
