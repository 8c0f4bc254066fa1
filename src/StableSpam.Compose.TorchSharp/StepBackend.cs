namespace StableSpamCompose.Torch;

/// <summary>What runs the steps of a parameter.</summary>
public enum StepBackend
{
    /// <summary>Kernels of the CPU, on the parameter's own memory.</summary>
    Cpu,

    /// <summary>Kernels of a CUDA device, on the parameter's own memory.</summary>
    Cuda,

    /// <summary>TorchSharp's operations, on whatever device it is. They agree with the kernels within rounding.</summary>
    TensorCode,
}
