using System.Reflection;

namespace StableSpamCompose.Snapshots;

/// <summary>No snapshot outlives its test.</summary>
public class SnapshotFileTests
{
    private const string Verified = ".verified.";

    [Fact]
    public void Every_verified_file_belongs_to_a_test()
    {
        string folder = Folder();
        if (!Directory.Exists(folder)) return;
        string[] tests = [.. Tests().Select(test => $"{NameOf(test.ReflectedType!)}.{test.Name}")];
        string[] dangling = [.. Directory.EnumerateFiles(folder, "*" + Verified + "*", SearchOption.AllDirectories)
            .Select(file => Path.GetFileName(file))
            .Where(file => !tests.Any(test => IsOf(test, file)))];

        Assert.True(dangling.Length == 0, $"No test verifies these files; rename or delete them: {string.Join(", ", dangling)}");
    }

    private static IEnumerable<MethodInfo> Tests() => typeof(SnapshotFileTests).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
        .Where(method => method.IsDefined(typeof(FactAttribute)));

    private static string NameOf(Type type) => type.DeclaringType is { } outer ? $"{outer.Name}.{type.Name}" : type.Name;

    // After the test come its parameters, the name of one of several files, or nothing.
    private static bool IsOf(string test, string file)
    {
        if (!file.StartsWith(test, StringComparison.Ordinal)) return false;
        string rest = file[test.Length..];
        return rest[0] is '_' or '#' || rest.StartsWith(Verified, StringComparison.Ordinal);
    }

    private static string Folder()
    {
        string project = typeof(SnapshotFileTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "ProjectDirectory").Value!;
        return Path.Combine(project, SnapshotConventions.Folder);
    }
}
