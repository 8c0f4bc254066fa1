using StableSpamCompose.Cuda;
using StableSpamCompose.Plans;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Execution;

/// <summary>A compiled optimizer without its host: what is generated from a recipe and run by <see cref="StepEngine"/>.</summary>
/// <remarks>
/// A step goes level by level, with a stage before each and one after the last. Without <see cref="Levels"/> each pass is a
/// level, no tensor waits for another, and no step is skipped.
/// </remarks>
/// <typeparam name="TStep">Step values that kernels and tensor stages read.</typeparam>
/// <typeparam name="TTensor">Tensor values that later passes read.</typeparam>
public interface IStepProgram<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged
{
    /// <summary>Its passes, states and costs.</summary>
    static abstract OptimizerPlan Plan { get; }

    /// <summary>The same step as CUDA C++.</summary>
    static virtual CudaSource Cuda => CudaSource.Refused("This program has no CUDA C++.");

    /// <summary>Its levels, for a program whose levels are not simply its passes; empty for every other.</summary>
    static virtual ReadOnlySpan<StepLevel> Levels => default;

    /// <summary>The arrays with values of rows, columns, matrices and blocks: its states, and what it keeps for a step.</summary>
    static virtual ReadOnlySpan<PartArray> PartArrays => default;

    /// <summary>What it folds over the tensors of a group, at whatever level.</summary>
    static virtual ReadOnlySpan<GroupReduction> GroupReductions => default;

    /// <summary>The stage after which <see cref="Skips"/> is asked, before anything is written but scratch arrays; -1 for never.</summary>
    static virtual int SkipStage => -1;

    /// <summary>The passes whose reductions the pass before guesses.</summary>
    static virtual ReadOnlySpan<SpeculativeFold> SpeculativeFolds => default;

    /// <summary>The limit above which the guess for a pass is wrong; NaN where it always is.</summary>
    static virtual float LimitOf(int pass, in TStep step, in TTensor tensor) => float.NaN;

    /// <summary>
    /// Computes in double what is the same for all tensors of a group whose clock and step states agree: the values that
    /// tensors and elements read, the clock that k counts on from, and the new step states.
    /// </summary>
    static abstract void ComputeStep(in StepInputs inputs, ref StepOutputs outputs, out TStep step);

    /// <summary>
    /// Computes in double what is the same for a whole tensor. Stage 0 runs before the first level, stage n after level n-1
    /// with the totals of its pass and of the group; the last stage runs after the last level.
    /// </summary>
    static abstract void ComputeTensor(int stage, in TStep step, in TensorInputs inputs, ref TTensor tensor);

    /// <summary>Writes what a tensor adds to the folds of a level's barrier, each in its place among <see cref="GroupReductions"/>.</summary>
    static virtual unsafe void Contribute(int level, in TStep step, in TTensor tensor, double* values)
    {
    }

    /// <summary>Whether the step is to be skipped for all tensors, as this one sees it.</summary>
    static virtual bool Skips(in TTensor tensor) => false;

    /// <summary>Hands pass number <paramref name="pass"/> to <paramref name="runner"/>, specialised for the storage.</summary>
    static abstract void Dispatch<TParameter, TGradient, TState, TRunner>(int pass, ref TRunner runner)
        where TParameter : struct, IStorage
        where TGradient : struct, IStorage
        where TState : struct, IStorage
        where TRunner : struct, IPassRunner<TStep, TTensor>, allows ref struct;
}

/// <summary>Receives a pass as a type, so that the JIT specialises the loop around it.</summary>
/// <typeparam name="TStep">Step values.</typeparam>
/// <typeparam name="TTensor">Tensor values.</typeparam>
public interface IPassRunner<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged
{
    /// <summary>Runs the pass.</summary>
    void Run<TPass>()
        where TPass : struct, IPass<TStep, TTensor>;

    /// <summary>Runs a pass that goes segment by segment.</summary>
    void RunSegmented<TPass>()
        where TPass : struct, ISegmentedPass<TStep, TTensor>;
}

/// <summary>What step values are computed from.</summary>
public readonly unsafe struct StepInputs
{
    /// <summary>The group's learning rate.</summary>
    public double LearningRate { get; init; }

    /// <summary>t: number of this step, from 1.</summary>
    public double StepClock { get; init; }

    /// <summary>k: number of this parameter's update, from 1.</summary>
    public double UpdateClock { get; init; }

    /// <summary>Whether this is the parameter's first update.</summary>
    public bool FirstUpdate { get; init; }

    /// <summary>The group's hyperparameters, in constructor order.</summary>
    public double* Hyperparameters { get; init; }

    /// <summary>The step states before this step, in the order of the program.</summary>
    public double* States { get; init; }
}

/// <summary>What a step leaves behind on the host.</summary>
public unsafe struct StepOutputs
{
    /// <summary>What k counts on from.</summary>
    public double UpdateClock;

    /// <summary>Room for the step states after this step; not the memory of <see cref="StepInputs.States"/>.</summary>
    public double* States;
}

/// <summary>What tensor values are computed from, beside step values.</summary>
public unsafe struct TensorInputs
{
    /// <summary>Number of elements.</summary>
    public double ElementCount { get; set; }

    /// <summary>Number of dimensions.</summary>
    public double Rank { get; set; }

    /// <summary>How the tensor is cut into matrices, rows, columns and blocks.</summary>
    public TensorShape Shape { get; set; }

    /// <summary>The arrays with values of those, in the order of the program: of matrices in double, of all others in fp32.</summary>
    public void** Parts { get; set; }

    /// <summary>The totals of the pass before, in the order of its reductions.</summary>
    public double* Totals { get; set; }

    /// <summary>The tensor states, in the order of the program. A stage may write them when no later stage reads the old value.</summary>
    public double* States { get; set; }

    /// <summary>The totals of the tensor's group, in the order of the program's group reductions; those of passed barriers hold.</summary>
    public double* GroupTotals { get; set; }

    /// <summary>The states of the tensor's group before this step, in the order of the program.</summary>
    public double* GroupStates { get; set; }

    /// <summary>Room for the states of the group after this step. Every tensor of the group writes the same.</summary>
    public double* NewGroupStates { get; set; }
}
