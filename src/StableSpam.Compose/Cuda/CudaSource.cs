namespace StableSpamCompose.Cuda;

/// <summary>A compiled step as CUDA C++: what is generated from a recipe and run by <see cref="CudaStepEngine{TProgram, TStep, TTensor}"/>.</summary>
public sealed record CudaSource
{
    /// <summary>The optimizer's name, for messages about the text.</summary>
    public string Name { get; init; } = "step";

    /// <summary>The text, which needs no header. It is the same for all storages, which macros choose.</summary>
    public required string Text { get; init; }

    /// <summary>The kernels that a step launches, in order.</summary>
    public required IReadOnlyList<CudaLaunch> Launches { get; init; }

    /// <summary>Why there is no text: the step needs what the CUDA backend does not do; empty where there is one.</summary>
    public string Refusal { get; init; } = "";

    /// <summary>The source of a step that the CUDA backend cannot run.</summary>
    /// <param name="reason">Why, for the exception that says so.</param>
    public static CudaSource Refused(string reason) => new() { Text = "", Launches = [], Refusal = reason };
}

/// <summary>One launch of a step.</summary>
/// <param name="Kernel">Name of the kernel.</param>
/// <param name="IsPass">Whether it goes over the elements, with as many blocks as the device runs; else over the tensors, with one block.</param>
/// <param name="DecidesSkip">Whether the host reads back from it if the step is skipped.</param>
public readonly record struct CudaLaunch(string Kernel, bool IsPass, bool DecidesSkip);
