using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using StableSpamCompose.Cuda.Tests.Emulation;

namespace StableSpamCompose.Cuda.Tests.Ptx;

/// <summary>Compiles with NVRTC to PTX, which the interpreter runs; the image is a number by which it finds the kernels.</summary>
internal sealed unsafe class InterpretedCompiler(int architecture) : IKernelCompiler
{
    private static readonly List<IReadOnlyDictionary<string, PtxKernel>> Images = [];

    public int Compilations { get; private set; }

    /// <summary>Why the last kernel failed.</summary>
    public static string Failure { get; private set; } = "";

    public byte[] Compile(CudaSource source, int _, (string Parameter, string Gradient, string State) storages)
    {
        Compilations++;
        EmulatedDevice.Interpret(&Launch);
        Failure = "";
        string ptx = Cuda.Nvrtc.Compile(source.Text, source.Name + ".cu", KernelCompiler.OptionsFor(architecture, storages)).Ptx;
        Images.Add(PtxParser.Parse(ptx));
        return Encoding.UTF8.GetBytes($"interpreted:{Images.Count - 1}\0");
    }

    [UnmanagedCallersOnly]
    private static int Launch(byte* image, byte* name, uint blocks, uint threads, byte* argument)
    {
        try
        {
            int number = int.Parse(Marshal.PtrToStringUTF8((nint)image)!.Split(':')[1], CultureInfo.InvariantCulture);
            PtxKernel kernel = Images[number][Marshal.PtrToStringUTF8((nint)name)!];
            if (kernel.ArgumentBytes != sizeof(LaunchArguments))
                throw new InvalidOperationException($"{kernel.Name} takes an argument of {kernel.ArgumentBytes} bytes, and the engine's has {sizeof(LaunchArguments)}.");
            PtxInterpreter.Launch(kernel, new ReadOnlySpan<byte>(argument, sizeof(LaunchArguments)).ToArray(), blocks, threads);
            return 0;
        }
        catch (Exception e)
        {
            // No exception may leave for native code; the driver reports a failure.
            Failure = e.Message;
            return 1;
        }
    }
}
