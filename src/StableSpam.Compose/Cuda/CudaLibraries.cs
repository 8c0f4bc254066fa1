using System.Reflection;
using System.Runtime.InteropServices;

namespace StableSpamCompose.Cuda;

/// <summary>Finds the two native libraries: the driver's, and NVRTC wherever an installation has put it.</summary>
/// <remarks>
/// NVRTC lies beside libtorch in the packages of TorchSharp, under a name with a hash; or in a CUDA installation. It opens its
/// own library of built-in functions by bare name, which a loader does not find there, so that one is loaded first.
/// </remarks>
public static class CudaLibraries
{
    /// <summary>The environment variable that names NVRTC's file.</summary>
    public const string CompilerVariable = "STABLESPAM_NVRTC";

    /// <summary>The environment variable that names the driver library's file.</summary>
    public const string DriverVariable = "STABLESPAM_CUDA";

    internal const string Driver = "cuda";
    internal const string Compiler = "nvrtc";

    private static readonly Lock Loading = new();
    private static readonly Dictionary<string, nint> Loaded = [];

    static CudaLibraries() => NativeLibrary.SetDllImportResolver(typeof(CudaLibraries).Assembly, Resolve);

    /// <summary>Loads the driver library.</summary>
    /// <exception cref="CudaException">It is not there; the message lists where it was looked for.</exception>
    public static void RequireDriver() => Require(Driver, DriverCandidates, "libcuda, which comes with NVIDIA's driver,", DriverVariable);

    /// <summary>Loads NVRTC.</summary>
    /// <exception cref="CudaException">It is not there; the message lists where it was looked for.</exception>
    public static void RequireCompiler() => Require(Compiler, CompilerCandidates, "libnvrtc, which comes with CUDA and with TorchSharp-cuda,", CompilerVariable);

    /// <summary>NVRTC's files in a folder, whatever their names have been extended by, newest first.</summary>
    internal static IEnumerable<string> CompilersIn(string folder)
    {
        if (!Directory.Exists(folder))
            return [];
        return new[] { "libnvrtc*.so*", "nvrtc64_*.dll" }
            .SelectMany(pattern => Directory.EnumerateFiles(folder, pattern))
            .Where(file => Path.GetFileName(file) is var name && !name.Contains("builtins", StringComparison.Ordinal) && !name.Contains(".alt.", StringComparison.Ordinal))
            .OrderByDescending(file => file, StringComparer.Ordinal);
    }

    private static IEnumerable<string> DriverCandidates()
    {
        if (Environment.GetEnvironmentVariable(DriverVariable) is { Length: > 0 } given)
            return [given];
        return OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1", "libcuda.so", "/usr/lib/wsl/lib/libcuda.so.1"];
    }

    private static IEnumerable<string> CompilerCandidates()
    {
        if (Environment.GetEnvironmentVariable(CompilerVariable) is { Length: > 0 } given)
            return [given];
        string[] bare = OperatingSystem.IsWindows()
            ? ["nvrtc64_130_0.dll", "nvrtc64_120_0.dll", "nvrtc64_112_0.dll"]
            : ["libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2", "libnvrtc.so"];
        return Folders().SelectMany(CompilersIn).Concat(bare);
    }

    // Where packages put native files, beside the application, and where CUDA is installed.
    private static IEnumerable<string> Folders()
    {
        string packages = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        IEnumerable<string> folders = packages.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"));
        foreach (string variable in new[] { "CUDA_PATH", "CUDA_HOME" })
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } home)
                folders = folders.Append(Path.Combine(home, "lib64")).Append(Path.Combine(home, "bin"));
        }
        return OperatingSystem.IsWindows() ? folders : folders.Append("/usr/local/cuda/lib64");
    }

    private static void Require(string name, Func<IEnumerable<string>> candidates, string what, string variable)
    {
        if (Load(name, candidates) != 0)
            return;
        string places = string.Join(", ", candidates());
        throw new CudaException($"{what} was not found; looked for {places}. Install it, or set {variable} to its file.");
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name switch
    {
        Driver => Load(Driver, DriverCandidates),
        Compiler => Load(Compiler, CompilerCandidates),
        _ => 0,
    };

    private static nint Load(string name, Func<IEnumerable<string>> candidates)
    {
        lock (Loading)
        {
            if (Loaded.TryGetValue(name, out nint library))
                return library;
            foreach (string candidate in candidates())
            {
                if (name == Compiler)
                    LoadBuiltinsBeside(candidate);
                if (!NativeLibrary.TryLoad(candidate, out library))
                    continue;
                Loaded.Add(name, library);
                return library;
            }
            return 0;
        }
    }

    private static void LoadBuiltinsBeside(string compiler)
    {
        if (Path.GetDirectoryName(compiler) is not { Length: > 0 } folder || !Directory.Exists(folder))
            return;
        foreach (string pattern in new[] { "libnvrtc-builtins*.so*", "nvrtc-builtins64_*.dll" })
        {
            foreach (string builtins in Directory.EnumerateFiles(folder, pattern))
                NativeLibrary.TryLoad(builtins, out _);
        }
    }
}
