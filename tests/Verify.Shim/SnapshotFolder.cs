using System.Collections.Concurrent;
using System.Text;

namespace VerifyXunit;

/// <summary>The snapshots of a project: what was accepted (<c>.verified.</c>) and, where a test differs, what it made (<c>.received.</c>).</summary>
/// <param name="directory">The folder.</param>
/// <param name="accept">Whether what is received becomes what is verified.</param>
internal sealed class SnapshotFolder(string directory, bool accept)
{
    private const string Verified = "verified";
    private const string Received = "received";

    private static readonly ConcurrentDictionary<string, bool> Used = new(StringComparer.Ordinal);
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Compares all texts of one verification with their files, and its files with the texts.</summary>
    /// <param name="prefix">What the names of its files begin with.</param>
    /// <param name="targets">The texts.</param>
    /// <exception cref="SnapshotException">They differ.</exception>
    public void Verify(string prefix, IReadOnlyList<Target> targets)
    {
        if (!Used.TryAdd(Path.Combine(directory, prefix), true))
            throw new InvalidOperationException($"'{prefix}' is verified twice: give one test one verification, and each case of a theory a text by UseTextForParameters.");
        Directory.CreateDirectory(directory);
        foreach (string file in FilesOf(prefix, Received)) File.Delete(file);

        var differences = new List<string>();
        var expected = new HashSet<string>(StringComparer.Ordinal);
        foreach (Target target in targets)
        {
            string verified = SnapshotName.File(prefix, target, Verified);
            if (!expected.Add(verified)) throw new ArgumentException($"Two texts would be kept in {verified}; give each a name of its own.");
            if (Compare(verified, target) is not { } difference) continue;
            differences.Add(difference);
            Write(accept ? verified : SnapshotName.File(prefix, target, Received), target);
        }
        foreach (string file in FilesOf(prefix, Verified).Where(file => !expected.Contains(Path.GetFileName(file))))
        {
            differences.Add($"Delete: {Path.GetFileName(file)}\n  the test makes no such text any more");
            if (accept) File.Delete(file);
        }
        if (differences.Count > 0 && !accept) throw new SnapshotException(directory, differences);
    }

    private static string Normalise(string text) => text.Replace("\r\n", "\n").Replace('\r', '\n');

    // As Verify does, an editor's newline at the end of the verified file is overlooked.
    private string? Compare(string name, Target target)
    {
        string file = Path.Combine(directory, name);
        string received = Normalise(target.Text);
        if (received.Length == 0) throw new ArgumentException($"The text for {name} is empty, and an empty snapshot shows nothing.");
        if (!File.Exists(file)) return $"New: {name}";
        string verified = Normalise(File.ReadAllText(file, Encoding));
        if (verified == received || verified == received + "\n") return null;
        return $"NotEqual: {name}\n{FirstDifference.Describe(verified, received)}";
    }

    private void Write(string name, Target target) => File.WriteAllText(Path.Combine(directory, name), Normalise(target.Text), Encoding);

    private IEnumerable<string> FilesOf(string prefix, string kind) =>
        Directory.EnumerateFiles(directory, $"{prefix}.{kind}.*").Concat(Directory.EnumerateFiles(directory, $"{prefix}#*.{kind}.*")).ToList();
}
