using System.Runtime.InteropServices;
using System.Text;

namespace StableSpamCompose.Cuda;

/// <summary>Compiles CUDA C++ with NVRTC.</summary>
internal static unsafe class Nvrtc
{
    private delegate int SizeOf(nint program, out nuint size);

    private delegate int Copy(nint program, byte* destination);

    /// <summary>NVRTC's version.</summary>
    /// <exception cref="CudaException">There is no NVRTC.</exception>
    public static (int Major, int Minor) Version
    {
        get
        {
            CudaLibraries.RequireCompiler();
            Check(NvrtcApi.nvrtcVersion(out int major, out int minor), nameof(NvrtcApi.nvrtcVersion));
            return (major, minor);
        }
    }

    /// <summary>The architectures that it compiles for, 80 for compute capability 8.0.</summary>
    public static int[] Architectures
    {
        get
        {
            CudaLibraries.RequireCompiler();
            Check(NvrtcApi.nvrtcGetNumSupportedArchs(out int count), nameof(NvrtcApi.nvrtcGetNumSupportedArchs));
            int[] architectures = new int[count];
            fixed (int* first = architectures)
                Check(NvrtcApi.nvrtcGetSupportedArchs(first), nameof(NvrtcApi.nvrtcGetSupportedArchs));
            return architectures;
        }
    }

    /// <summary>Compiles a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">Options of NVRTC.</param>
    /// <exception cref="CudaException">The text is refused; the message has the log.</exception>
    public static CompiledText Compile(string text, string name, IReadOnlyList<string> options)
    {
        CudaLibraries.RequireCompiler();
        Check(NvrtcApi.nvrtcCreateProgram(out nint program, text, name, 0, 0, 0), nameof(NvrtcApi.nvrtcCreateProgram));
        try
        {
            int code = Compile(program, options);
            string log = Encoding.UTF8.GetString(Read(program, NvrtcApi.nvrtcGetProgramLogSize, NvrtcApi.nvrtcGetProgramLog, nameof(NvrtcApi.nvrtcGetProgramLog))).TrimEnd('\0', '\n', ' ');
            if (code == NvrtcApi.CompilationError)
                throw new CudaException($"NVRTC refused {name}:\n{log}", code);
            Check(code, $"{nameof(NvrtcApi.nvrtcCompileProgram)} with {string.Join(' ', options)}");
            return new CompiledText(
                Encoding.UTF8.GetString(Read(program, NvrtcApi.nvrtcGetPTXSize, NvrtcApi.nvrtcGetPTX, nameof(NvrtcApi.nvrtcGetPTX))).TrimEnd('\0'),
                Read(program, NvrtcApi.nvrtcGetCUBINSize, NvrtcApi.nvrtcGetCUBIN, nameof(NvrtcApi.nvrtcGetCUBIN)),
                log);
        }
        finally
        {
            _ = NvrtcApi.nvrtcDestroyProgram(ref program);
        }
    }

    private static int Compile(nint program, IReadOnlyList<string> options)
    {
        nint[] texts = [.. options.Select(Marshal.StringToCoTaskMemUTF8)];
        try
        {
            fixed (nint* first = texts)
                return NvrtcApi.nvrtcCompileProgram(program, texts.Length, (byte**)first);
        }
        finally
        {
            Array.ForEach(texts, Marshal.FreeCoTaskMem);
        }
    }

    private static byte[] Read(nint program, SizeOf sizeOf, Copy copy, string call)
    {
        Check(sizeOf(program, out nuint size), call + "Size");
        byte[] result = new byte[size];
        fixed (byte* first = result)
        {
            if (size > 0)
                Check(copy(program, first), call);
        }
        return result;
    }

    private static void Check(int code, string call)
    {
        if (code == NvrtcApi.Success)
            return;
        string advice = code == 7 ? " Does libnvrtc-builtins of the same version lie beside it?" : "";
        throw new CudaException($"{call} failed with {Marshal.PtrToStringUTF8(NvrtcApi.nvrtcGetErrorString(code))} ({code}).{advice}", code);
    }
}

/// <summary>What NVRTC made of a text.</summary>
/// <param name="Ptx">The virtual machine's code.</param>
/// <param name="Cubin">The machine's code; empty where only a virtual architecture was asked for.</param>
/// <param name="Log">Warnings.</param>
internal sealed record CompiledText(string Ptx, byte[] Cubin, string Log);
