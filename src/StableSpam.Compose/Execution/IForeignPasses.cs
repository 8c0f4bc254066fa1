namespace StableSpamCompose.Execution;

/// <summary>
/// Runs the passes of a program over tensors whose elements kernels cannot reach, such as those on another device. Everything
/// else about such a tensor is the engine's: its clock, its step and tensor values, the folds of its group.
/// </summary>
/// <typeparam name="TStep">Step values of the program.</typeparam>
/// <typeparam name="TTensor">Tensor values of the program.</typeparam>
public unsafe interface IForeignPasses<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged
{
    /// <summary>Runs a pass over a whole tensor. It may be called on any thread, by several at once for different tensors.</summary>
    /// <param name="pass">Number of the pass.</param>
    /// <param name="parameter">The parameter, which <see cref="StepParameter.Tag"/> tells what it is.</param>
    /// <param name="step">The step values.</param>
    /// <param name="tensor">The tensor values.</param>
    /// <param name="totals">Room for the totals of the pass, in the order of its reductions.</param>
    /// <param name="parts">
    /// The arrays with values of rows, columns, matrices and blocks, in the order of the program, in memory of the host: the pass
    /// reads them, and writes what it folds to them.
    /// </param>
    void Run(int pass, StepParameter parameter, in TStep step, in TTensor tensor, Span<double> totals, void** parts);
}
