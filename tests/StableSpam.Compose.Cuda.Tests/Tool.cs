using System.Diagnostics;
using System.Reflection;

namespace StableSpamCompose.Cuda.Tests;

/// <summary>A tool that a test needs. Where it is missing the test is skipped and says what to install; in CI it runs, and fails.</summary>
public sealed class Tool
{
    private static readonly bool IsCi = Environment.GetEnvironmentVariable("CI") == "true";

    private static readonly string NvrtcFolder =
        typeof(Tool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "NvrtcFolder").Value!;

    private readonly Lazy<string?> _missing;

    private Tool(Func<string?> missing) => _missing = new(missing);

    /// <summary>The C++ compiler, on the one architecture that the emulation switches fibers for.</summary>
    public static Tool Emulation { get; } = new(() =>
        !OperatingSystem.IsLinux() || System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture != System.Runtime.InteropServices.Architecture.X64
            ? "The emulation of a CUDA device runs on Linux on x86-64."
            : CanRun("g++", "--version") ? null : "g++ is needed: apt-get install g++.");

    /// <summary>NVIDIA's compiler of CUDA C++ at run time.</summary>
    public static Tool Nvrtc { get; } = new(() =>
    {
        // Where the script puts it, unless another is named.
        string unpacked = Path.Combine(NvrtcFolder, "libnvrtc.so.11.2");
        if (Environment.GetEnvironmentVariable(CudaLibraries.CompilerVariable) is null && File.Exists(unpacked))
            Environment.SetEnvironmentVariable(CudaLibraries.CompilerVariable, unpacked);
        try
        {
            CudaLibraries.RequireCompiler();
            return null;
        }
        catch (CudaException e)
        {
            return e.Message + " Or run tests/StableSpam.Compose.Cuda.Tests/get-nvrtc.sh.";
        }
    });

    /// <summary>Why tests that need it are skipped; null where they run.</summary>
    public string? Skip => IsCi ? null : _missing.Value;

    /// <summary>Fails where it is missing.</summary>
    public void Require()
    {
        if (_missing.Value is { } missing) Assert.Fail(missing);
    }

    private static bool CanRun(string file, string arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that runs emitted text on the emulated device.</summary>
public sealed class EmulatedFactAttribute : FactAttribute
{
    public EmulatedFactAttribute() => Skip = Tool.Emulation.Skip;
}

/// <summary>A theory that runs emitted text on the emulated device.</summary>
public sealed class EmulatedTheoryAttribute : TheoryAttribute
{
    public EmulatedTheoryAttribute() => Skip = Tool.Emulation.Skip;
}

/// <summary>A test that compiles with NVRTC.</summary>
public sealed class NvrtcFactAttribute : FactAttribute
{
    public NvrtcFactAttribute() => Skip = Tool.Nvrtc.Skip;
}

/// <summary>A theory that compiles with NVRTC.</summary>
public sealed class NvrtcTheoryAttribute : TheoryAttribute
{
    public NvrtcTheoryAttribute() => Skip = Tool.Nvrtc.Skip;
}
