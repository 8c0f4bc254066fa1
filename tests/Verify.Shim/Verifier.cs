using System.Reflection;

namespace VerifyXunit;

/// <summary>Compares texts with the files in which earlier ones were accepted. A part of Verify.Xunit's class of this name.</summary>
public static class Verifier
{
    private static string _directory = "";

    /// <summary>Keeps the files in a folder of the test project.</summary>
    public static void UseProjectRelativeDirectory(string directory) => _directory = directory;

    /// <summary>Verifies a text.</summary>
    public static SettingsTask Verify(string target, VerifySettings? settings = null) => Verify(target, "txt", settings);

    /// <summary>Verifies a text whose file has an extension of its own.</summary>
    public static SettingsTask Verify(string target, string extension, VerifySettings? settings = null) =>
        Verify([new Target(extension, target)], settings);

    /// <summary>Verifies a text.</summary>
    public static SettingsTask Verify(Target target, VerifySettings? settings = null) => Verify([target], settings);

    /// <summary>Verifies several texts, each with a file of its own.</summary>
    public static SettingsTask Verify(IEnumerable<Target> targets, VerifySettings? settings = null) => new(settings, used =>
    {
        MethodInfo test = UseVerifyAttribute.CurrentTest();
        var snapshots = new SnapshotFolder(
            Path.Combine(ProjectDirectory(test.ReflectedType!.Assembly), _directory),
            Acceptance.Decide(Environment.GetEnvironmentVariable(Acceptance.Variable), Environment.GetEnvironmentVariable("CI")));
        snapshots.Verify(SnapshotName.Of(test, used.ParametersText), [.. targets]);
        return Task.FromResult(new VerifyResult());
    });

    private static string ProjectDirectory(Assembly assembly) =>
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(attribute => attribute.Key == "ProjectDirectory")?.Value
        ?? throw new InvalidOperationException($"{assembly.GetName().Name} does not say where its project is; import Verify.targets.");
}
