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

    /// <summary>How many reductions leave a partial for each chunk.</summary>
    public int PartialRows { get; init; }

    /// <summary>Why there is no text; empty where there is one.</summary>
    public string Refusal { get; init; } = "";

    /// <summary>The source of a step that the CUDA backend cannot run.</summary>
    /// <param name="reason">Why, for the exception that says so.</param>
    public static CudaSource Refused(string reason) => new() { Text = "", Launches = [], Refusal = reason };
}

/// <summary>One launch of a step.</summary>
/// <param name="Kernel">Name of the kernel.</param>
/// <param name="Grid">What its blocks share out.</param>
public readonly record struct CudaLaunch(string Kernel, CudaGrid Grid)
{
    /// <summary>How many reductions to columns leave partials for each slab of rows.</summary>
    public int ColumnFolds { get; init; }

    /// <summary>Whether the host reads back from it if the step is skipped.</summary>
    public bool DecidesSkip { get; init; }

    /// <summary>Which folds of several programs it makes, once for all of them; -1 for none.</summary>
    public int Round { get; init; } = -1;

    /// <summary>Whether it goes over the elements.</summary>
    public bool IsPass => Grid < CudaGrid.Tensors;
}

/// <summary>What the blocks of a launch share out. There are as many blocks as the device runs at once.</summary>
public enum CudaGrid
{
    /// <summary>Chunks of 4096 elements.</summary>
    Chunks,

    /// <summary>Rows of the batched view, as many at a time as have about 4096 elements.</summary>
    Rows,

    /// <summary>64 rows of the batched view at a time, whose columns are folded.</summary>
    RowSlabs,

    /// <summary>Rows of the flattened view, as many at a time as have about 4096 elements.</summary>
    FlatRows,

    /// <summary>64 rows of the flattened view at a time, whose columns are folded.</summary>
    FlatRowSlabs,

    /// <summary>Blocks of elements, as many at a time as have about 4096.</summary>
    Blocks,

    /// <summary>Tensors.</summary>
    Tensors,

    /// <summary>Nothing: it is one block.</summary>
    Single,
}
