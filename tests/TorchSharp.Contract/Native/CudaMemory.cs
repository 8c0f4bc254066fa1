using System.Runtime.InteropServices;

namespace TorchSharp.Contract;

/// <summary>Where the memory of tensors on CUDA devices comes from: the process's own, unless an emulated device provides it.</summary>
public static unsafe class CudaMemory
{
    /// <summary>Gives as many bytes.</summary>
    public static Func<nuint, nint> Allocate { get; set; } = static bytes => (nint)NativeMemory.Alloc(bytes);

    /// <summary>Takes them back. What was allocated is freed by what is set when it is freed.</summary>
    public static Action<nint> Free { get; set; } = static memory => NativeMemory.Free((void*)memory);
}
