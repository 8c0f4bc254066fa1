using System.Diagnostics;
using StableSpamCompose.Bits;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>Runs the program that hashes the bits of the library as a process of its own.</summary>
internal static class BitProcess
{
    private static readonly string Program = Path.ChangeExtension(typeof(BitRun).Assembly.Location, ".dll");

    private static readonly Lazy<Task<string[]>> Usual = new(() => RunProgram(Program));

    /// <summary>The lines that it prints as it is.</summary>
    public static Task<string[]> Run() => Usual.Value;

    /// <summary>The lines that it prints under the given environment.</summary>
    public static Task<string[]> Run(params (string Variable, string Value)[] environment) => RunProgram(Program, environment);

    /// <summary>The lines that another build of it prints.</summary>
    /// <param name="program">The build.</param>
    /// <param name="environment">Variables of its environment.</param>
    public static async Task<string[]> RunProgram(string program, params (string Variable, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList = { "exec", "--runtimeconfig", Path.ChangeExtension(Program, ".runtimeconfig.json"), program },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string variable, string value) in environment) start.Environment[variable] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
