using StableSpamCompose.Simd;

namespace StableSpamCompose.Execution;

/// <summary>One pass over the elements of a tensor: a generated loop.</summary>
/// <typeparam name="TStep">What is the same for a whole tensor and known before the step.</typeparam>
/// <typeparam name="TTensor">What is the same for a whole tensor and computed from reductions.</typeparam>
public unsafe interface IPass<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged
{
    /// <summary>What the pass folds over the tensor, in the order of the fold that it is given.</summary>
    static abstract ReadOnlySpan<Reduction> Reductions { get; }

    /// <summary>Whether the pass writes arrays of elements.</summary>
    static abstract bool Writes { get; }

    /// <summary>
    /// Runs over elements <paramref name="start"/>, <paramref name="start"/> + <see cref="ILanes{TSelf}.Count"/>, .. while
    /// all lanes stay below <paramref name="end"/>.
    /// </summary>
    /// <param name="step">Step values.</param>
    /// <param name="tensor">Tensor values.</param>
    /// <param name="memory">Where the tensor's arrays are.</param>
    /// <param name="start">First element; a multiple of the lane count.</param>
    /// <param name="end">The element after the last.</param>
    /// <param name="fold">How its elements are folded, if it folds them.</param>
    /// <returns>The first element that was not visited.</returns>
    static abstract nint Run<TLanes, TFold>(
        in TStep step, in TTensor tensor, in TensorMemory memory, nint start, nint end, TFold fold)
        where TLanes : unmanaged, ILanes<TLanes>
        where TFold : struct, ITileFold;
}

/// <summary>How a pass folds its elements.</summary>
public enum Reduction
{
    /// <summary>A sum, in the order of sums (see <see cref="Accumulator"/>).</summary>
    Sum,

    /// <summary>The largest in the order of bits; NaN wins; 0 for an empty tensor.</summary>
    Largest,

    /// <summary>The same of magnitudes, which no sign tells apart.</summary>
    LargestMagnitude,
}

/// <summary>Where the arrays of one tensor are.</summary>
public unsafe struct TensorMemory
{
    /// <summary>The parameter.</summary>
    public void* Parameter;

    /// <summary>The gradient.</summary>
    public void* Gradient;

    /// <summary>The element states, in the order of the program.</summary>
    public void** States;

    /// <summary>Arrays that live for one step, fp32, in the order of the plan.</summary>
    public float** Scratch;

    /// <summary>The arrays with values of rows, columns, matrices and blocks, in the order of the program.</summary>
    public void** Parts;

    /// <summary>Number of elements.</summary>
    public nint Length;

    /// <summary>The tensor's place among the parameters of the optimizer, by which its random numbers are its own.</summary>
    public uint Ordinal;
}
