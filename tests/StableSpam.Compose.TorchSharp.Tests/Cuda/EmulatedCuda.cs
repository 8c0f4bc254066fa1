#if TORCH_CONTRACT
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using StableSpamCompose.Cuda;
using StableSpamCompose.Cuda.Tests;
using StableSpamCompose.Cuda.Tests.Emulation;

namespace StableSpamCompose.Torch.Tests;

/// <summary>
/// The emulated device of the CUDA tests as the device of the test double: it provides the memory of tensors, and a stub of
/// NVRTC has its compiler compile the emitted text. All that lies between is what runs on a real device.
/// </summary>
internal static unsafe partial class EmulatedCuda
{
    private static string refusal = "";

    /// <summary>Why there is no such device; null where there is one.</summary>
    public static string? Missing => Tool.Emulation.Skip;

    /// <summary>Makes it the device of this process.</summary>
    public static void Begin()
    {
        // Never a real driver: the test double's tensors are not on its device.
        Environment.SetEnvironmentVariable(CudaLibraries.DriverVariable, Missing is null ? EmulatedDevice.Library : "no-driver");
        if (Missing is not null)
            return;
        // Kernels of this device are of no use to anybody else.
        string cache = Directory.CreateTempSubdirectory("kernels-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(cache, recursive: true);
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", cache);
        string nvrtc = BuildCompiler();
        Environment.SetEnvironmentVariable(CudaLibraries.CompilerVariable, nvrtc);
        var set = (delegate* unmanaged<delegate* unmanaged<byte*, int, byte**, byte*, int, int>, int>)NativeLibrary.GetExport(NativeLibrary.Load(nvrtc), "stub_compiler");
        set(&Compile);
        var allocate = (delegate* unmanaged<nuint, nint>)EmulatedDevice.Export("stub_allocate");
        var release = (delegate* unmanaged<nint, void>)EmulatedDevice.Export("stub_release");
        TorchSharp.Contract.CudaMemory.Allocate = bytes => allocate(bytes);
        TorchSharp.Contract.CudaMemory.Free = memory => release(memory);
    }

    /// <summary>Has the compiler refuse every text, with these words, until it is called with none.</summary>
    public static void Refuse(string log) => refusal = log;

    private static string BuildCompiler()
    {
        string source = Path.Combine(HostCompiler.Sources, "nvrtc.cpp");
        (string library, bool exists) = HostCompiler.Place(".nvrtc.so", File.ReadAllText(source));
        if (exists)
            return library;
        string unfinished = $"{library}.{Guid.NewGuid():N}";
        HostCompiler.Run("-std=c++17", "-O2", "-Wall", "-Wextra", "-fPIC", "-shared", "-o", unfinished, source);
        HostCompiler.Publish(unfinished, library);
        return library;
    }

    [UnmanagedCallersOnly]
    private static int Compile(byte* text, int options, byte** optionTexts, byte* result, int capacity)
    {
        const int CompilationError = 6;
        try
        {
            if (refusal.Length > 0)
                throw new NotSupportedException(refusal);
            Dictionary<string, string> macros = [];
            for (int i = 0; i < options; i++)
            {
                if (Macro().Match(Marshal.PtrToStringUTF8((nint)optionTexts[i])!) is { Success: true } macro)
                    macros.Add(macro.Groups[1].Value, macro.Groups[2].Value);
            }
            string source = Marshal.PtrToStringUTF8((nint)text)!;
            var kernels = new CudaSource { Name = "kernels", Text = source, Launches = [.. Kernel().Matches(source).Select(kernel => new CudaLaunch(kernel.Groups[1].Value, CudaGrid.Chunks))] };
            Write("emulated:" + new EmulatedCompiler().Library(kernels, (macros["PARAMETER"], macros["GRADIENT"], macros["STATE"])));
            return 0;
        }
        catch (Exception exception)
        {
            Write(exception.Message);
            return CompilationError;
        }

        void Write(string message)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(message);
            int length = Math.Min(bytes.Length, capacity - 1);
            bytes.AsSpan(0, length).CopyTo(new Span<byte>(result, length));
            result[length] = 0;
        }
    }

    [GeneratedRegex("^--define-macro=(.*?)=(.*)$")]
    private static partial Regex Macro();

    [GeneratedRegex(@"__global__ void __launch_bounds__\([^)]*\) (\w+)\(")]
    private static partial Regex Kernel();
}
#endif
