using StableSpamCompose.Plans;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Execution;

/// <summary>
/// A pass over the elements of a tensor that folds its rows, columns or blocks, or reads values of theirs: a generated loop
/// that is called for one segment after the other, none of which reaches across a boundary that matters to it.
/// </summary>
/// <typeparam name="TStep">What is the same for a whole tensor and known before the step.</typeparam>
/// <typeparam name="TTensor">What is the same for a whole tensor and computed from reductions.</typeparam>
public unsafe interface ISegmentedPass<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged
{
    /// <summary>Its way through the elements.</summary>
    static abstract Traversal Traversal { get; }

    /// <summary>What a segment must not reach across, because the pass reads a value that changes there.</summary>
    static abstract Boundaries Boundaries { get; }

    /// <summary>How the pass folds.</summary>
    static abstract ReadOnlySpan<Reduction> Reductions { get; }

    /// <summary>What becomes of each reduction, in the same order.</summary>
    static abstract ReadOnlySpan<FoldTarget> Targets { get; }

    /// <summary>Whether the pass writes arrays of elements.</summary>
    static abstract bool Writes { get; }

    /// <summary>
    /// Runs over elements <paramref name="start"/>, <paramref name="start"/> + <see cref="ILanes{TSelf}.Count"/>, .. while
    /// all lanes stay below <paramref name="end"/>.
    /// </summary>
    /// <param name="step">Step values.</param>
    /// <param name="tensor">Tensor values.</param>
    /// <param name="memory">Where the tensor's arrays are.</param>
    /// <param name="segment">Where in the tensor the elements are.</param>
    /// <param name="start">First element.</param>
    /// <param name="end">The element after the last.</param>
    /// <param name="fold">How its elements are folded, if it folds them.</param>
    /// <returns>The first element that was not visited.</returns>
    static abstract nint Run<TLanes, TFold>(
        in TStep step, in TTensor tensor, in TensorMemory memory, in Segment segment, nint start, nint end, TFold fold)
        where TLanes : unmanaged, ILanes<TLanes>
        where TFold : struct, ITileFold;
}

/// <summary>The way of a pass through the elements.</summary>
public enum Traversal
{
    /// <summary>Row by row of the batched view: folds to rows and columns.</summary>
    Rows,

    /// <summary>Row by row of the flattened view: folds to its rows and columns.</summary>
    FlatRows,

    /// <summary>Block by block: folds to blocks.</summary>
    Blocks,

    /// <summary>From the first element to the last: folds to the tensor, or nothing.</summary>
    Tensor,
}

/// <summary>Where values change that a pass reads.</summary>
[Flags]
public enum Boundaries
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>From row to row of the batched view.</summary>
    Rows = 1,

    /// <summary>From row to row of the flattened view.</summary>
    FlatRows = 2,

    /// <summary>From block to block.</summary>
    Blocks = 4,
}

/// <summary>Where a reduction's results go.</summary>
/// <param name="Scope">One result for each of what.</param>
/// <param name="Part">The array of <see cref="TensorMemory.Parts"/> that takes them; -1 for a total of the tensor.</param>
public readonly record struct FoldTarget(StateScope Scope, int Part);

/// <summary>An array with a value for each row, column, matrix or block.</summary>
/// <param name="Scope">Of what; matrices in double, all others in fp32.</param>
/// <param name="State">The number of the state in the plan; -1 for an array that lives for one step.</param>
public readonly record struct PartArray(StateScope Scope, int State)
{
    /// <summary>Bytes of one value.</summary>
    public int Size => SizeOf(Scope);

    /// <summary>Bytes of one value of <paramref name="scope"/>.</summary>
    internal static int SizeOf(StateScope scope) => scope is StateScope.Matrix or StateScope.FlatMatrix ? sizeof(double) : sizeof(float);
}

/// <summary>Elements between two boundaries, and where they are in the tensor.</summary>
public unsafe struct Segment
{
    /// <summary>Their row in the batched view, counted through all matrices.</summary>
    public nint Row;

    /// <summary>Their matrix in the batched view.</summary>
    public nint Matrix;

    /// <summary>Their row in the flattened view.</summary>
    public nint FlatRow;

    /// <summary>Their block.</summary>
    public nint Block;

    /// <summary>From an element's index to that of its column in the batched view, counted through all matrices.</summary>
    public nint ColumnShift;

    /// <summary>From an element's index to that of its column in the flattened view.</summary>
    public nint FlatColumnShift;

    /// <summary>The first element of the row or block that is folded.</summary>
    public nint RunStart;

    /// <summary>The partials of the columns, for the first reduction to columns; element i goes to place i.</summary>
    public float* ColumnPartials;

    /// <summary>From the partials of one reduction to columns to those of the next.</summary>
    public nint ColumnStride;
}
