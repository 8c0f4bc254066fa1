using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace StableSpamCompose.Cuda.Tests.Emulation;

/// <summary>Compiles with g++, into files named by a hash of what they are made from, so that a second run finds them.</summary>
internal static class HostCompiler
{
    /// <summary>Where the sources of the emulation lie.</summary>
    public static readonly string Sources = Path.Combine(AppContext.BaseDirectory, "Native");

    private static readonly string Output = Path.Combine(AppContext.BaseDirectory, "native-output");

    /// <summary>Where a file goes that is made from <paramref name="parts"/>; whether it is there already.</summary>
    public static (string File, bool Exists) Place(string suffix, params string[] parts)
    {
        Directory.CreateDirectory(Output);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts))))[..24];
        string file = Path.Combine(Output, hash + suffix);
        return (file, File.Exists(file));
    }

    /// <summary>Runs g++; what it says, even if it is a warning, fails the test.</summary>
    public static void Run(params string[] arguments)
    {
        Tool.Emulation.Require();
        var start = new ProcessStartInfo("g++") { RedirectStandardError = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0 && said.Length == 0, $"g++ {string.Join(' ', arguments)}\n{said}");
    }

    /// <summary>Makes a file appear whole, even to another process that makes it too.</summary>
    public static void Publish(string unfinished, string file) => File.Move(unfinished, file, overwrite: true);
}
