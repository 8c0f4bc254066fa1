using System.Diagnostics;

namespace StableSpamCompose.Package.Tests;

/// <summary>A new folder with the packed package and the projects that use it, and nothing else.</summary>
public sealed class CleanFolder : IDisposable
{
    // What `dotnet test` tells its children of its own build, and what would keep a build server alive in the folder.
    private static readonly string[] Inherited = ["MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "CI"];

    public CleanFolder()
    {
        CopyProjects(System.IO.Path.Combine(AppContext.BaseDirectory, "Projects"), Path);
        Packed = Run("pack", BuildMetadata.PackedProject, "-c", BuildMetadata.Configuration, "--no-build", "-o", Packages);
    }

    /// <summary>The folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("compose-package-").FullName;

    /// <summary>Where the packages are.</summary>
    public string Packages => System.IO.Path.Combine(Path, "packages");

    /// <summary>How packing went.</summary>
    public Result Packed { get; }

    /// <summary>Runs <c>dotnet</c> in the folder.</summary>
    public Result Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Path, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string variable in Inherited) start.Environment.Remove(variable);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Result(process.ExitCode, output + errors.Result);
    }

    /// <summary>Writes a file, by its path in the folder.</summary>
    public void Write(string file, string text) => File.WriteAllText(System.IO.Path.Combine(Path, file), text);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static void CopyProjects(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = System.IO.Path.Combine(to, System.IO.Path.GetRelativePath(from, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>How a command ended.</summary>
    public sealed record Result(int ExitCode, string Output);
}
