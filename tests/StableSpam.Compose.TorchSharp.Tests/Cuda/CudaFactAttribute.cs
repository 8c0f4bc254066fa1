using static TorchSharp.torch;

namespace StableSpamCompose.Torch.Tests;

/// <summary>A test with tensors on a CUDA device: the emulated one of the test double, or with the package a real one.</summary>
public sealed class CudaFactAttribute : FactAttribute
{
    public CudaFactAttribute() => Skip = Missing;

    /// <summary>Why such tests are skipped; null where they run.</summary>
#if TORCH_CONTRACT
    public static string? Missing => EmulatedCuda.Missing;
#else
    public static string? Missing => cuda.is_available() ? null : "There is no CUDA device.";
#endif
}

/// <summary>A theory with tensors on a CUDA device.</summary>
public sealed class CudaTheoryAttribute : TheoryAttribute
{
    public CudaTheoryAttribute() => Skip = CudaFactAttribute.Missing;
}
