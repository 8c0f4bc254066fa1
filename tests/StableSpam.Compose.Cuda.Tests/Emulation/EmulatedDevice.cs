using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace StableSpamCompose.Cuda.Tests.Emulation;

/// <summary>The stub of the driver: a library that is built once and takes the driver's place in this process.</summary>
internal static unsafe partial class EmulatedDevice
{
    private static readonly Lazy<string> Built = new(Build);

    /// <summary>Its file.</summary>
    public static string Library => Built.Value;

    /// <summary>What the engine did since the process began.</summary>
    public static Counts Read()
    {
        Counts counts;
        ((delegate* unmanaged<Counts*, int>)Export("stub_counts"))(&counts);
        return counts;
    }

    /// <summary>The names of the kernels launched since the last call.</summary>
    public static string[] Launched()
    {
        byte[] names = new byte[1 << 16];
        fixed (byte* first = names)
            ((delegate* unmanaged<byte*, int, int>)Export("stub_launched"))(first, names.Length);
        return Encoding.UTF8.GetString(names).TrimEnd('\0').Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>What kind of device it says it is: how many blocks a launch of many chunks has follows from it.</summary>
    public static void Be(int major, int minor, uint multiprocessors, uint residentBlocks)
    {
        TakesArguments(sizeof(LaunchArguments));
        ((delegate* unmanaged<int, int, uint, uint, int>)Export("stub_device"))(major, minor, multiprocessors, residentBlocks);
    }

    /// <summary>How many bytes the engine hands to a kernel, which must be as many as the text of the kernel takes.</summary>
    public static void TakesArguments(int bytes) => ((delegate* unmanaged<nuint, int>)Export("stub_argument"))((nuint)bytes);

    /// <summary>In which order blocks and threads run: 0 forward, 1 reverse, any other number shuffles by it.</summary>
    public static void Order(uint order) => ((delegate* unmanaged<uint, int>)Export("stub_order"))(order);

    /// <summary>Forgets that a kernel has failed.</summary>
    public static void Recover() => ((delegate* unmanaged<int>)Export("stub_recover"))();

    /// <summary>What runs kernels whose image is the number of an interpreter's.</summary>
    public static void Interpret(delegate* unmanaged<byte*, byte*, uint, uint, byte*, int> interpreter) =>
        ((delegate* unmanaged<delegate* unmanaged<byte*, byte*, uint, uint, byte*, int>, int>)Export("stub_interpreter"))(interpreter);

    /// <summary>What breaks the argument of a launch before the stub looks at it, given the name of the kernel; null for nothing.</summary>
    public static void Spoil(delegate* unmanaged<byte*, byte*, void> spoiler) =>
        ((delegate* unmanaged<delegate* unmanaged<byte*, byte*, void>, int>)Export("stub_spoiler"))(spoiler);

    /// <summary>Allocates memory of the device as another library would.</summary>
    public static nint Allocate(nint bytes) => ((delegate* unmanaged<nint, nint>)Export("stub_allocate"))(bytes);

    /// <summary>Frees it.</summary>
    public static void Release(nint start) => ((delegate* unmanaged<nint, void>)Export("stub_release"))(start);

    /// <summary>A function that the stub exports.</summary>
    public static nint Export(string name) => NativeLibrary.GetExport(NativeLibrary.Load(Library), name);

    [ModuleInitializer]
    internal static void TakeTheDriversPlace()
    {
        if (Tool.Emulation.Skip is null) Environment.SetEnvironmentVariable(CudaLibraries.DriverVariable, Library);
    }

    private static string Build()
    {
        string[] files = [.. new[] { "runtime.cpp", "memory.cpp", "launch.cpp", "driver.cpp" }.Select(file => Path.Combine(HostCompiler.Sources, file))];
        string[] headers = [.. new[] { "runtime.h", "emulation.h" }.Select(file => Path.Combine(HostCompiler.Sources, file))];
        (string library, bool exists) = HostCompiler.Place(".stub.so", [.. files.Concat(headers).Select(File.ReadAllText)]);
        if (exists) return library;
        string unfinished = $"{library}.{Guid.NewGuid():N}";
        HostCompiler.Run(["-std=c++17", "-O2", "-Wall", "-Wextra", "-fPIC", "-shared", "-pthread", "-o", unfinished, .. files]);
        HostCompiler.Publish(unfinished, library);
        return library;
    }

    /// <summary>What the stub counted.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Counts
    {
        public int Launches;
        public int Synchronizations;
        public int EventWaits;
        public int CopiesIn;
        public int CopiesOut;
        public int ContextSwitches;
        public int Allocations;
        public int Pinned;
        public int Modules;
        public int Events;
        public int Retained;
        public int InDefaultStream;
        private fixed ulong _loads[5];
        private fixed ulong _stores[5];

        /// <summary>Bytes that kernels read with a hint to the caches, which is how they read arrays.</summary>
        public readonly ulong BytesRead => Bytes(in _loads[0]);

        /// <summary>Bytes that kernels wrote so.</summary>
        public readonly ulong BytesWritten => Bytes(in _stores[0]);

        private static ulong Bytes(in ulong first)
        {
            ulong bytes = 0;
            for (int width = 0; width < 5; width++) bytes += Unsafe.Add(ref Unsafe.AsRef(in first), width) << width;
            return bytes;
        }
    }
}
