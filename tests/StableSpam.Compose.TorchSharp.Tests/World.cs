using System.Runtime.CompilerServices;
using TorchSharp;

// Handles are counted over the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace StableSpamCompose.Torch.Tests;

/// <summary>Which TorchSharp the tests run on.</summary>
internal static class World
{
    /// <summary>Whether it is the test double.</summary>
#if TORCH_CONTRACT
    public static readonly bool IsContract = true;
#else
    public static readonly bool IsContract;
#endif

    /// <summary>The native library that belongs to it. The test double has functions of its own.</summary>
    [ModuleInitializer]
    public static void Begin()
    {
#if TORCH_CONTRACT
        NativeExports.Find = TorchSharp.Contract.NativeExports.Find;
        EmulatedCuda.Begin();
#endif
        Console.WriteLine($"TorchSharp: {(IsContract ? "the test double" : "the package")}, {typeof(torch).Assembly.GetName().Version}");
    }
}
