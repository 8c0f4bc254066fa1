using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Planning;

/// <summary>
/// How a step runs over memory: level by level, each with a pass over the elements or a barrier at which groups are folded,
/// or both. Stage n computes the values of whole tensors, and of their rows, columns, matrices and blocks, before level n; the
/// last one runs after the last level.
/// </summary>
public sealed record StepPlan
{
    /// <summary>The values; all indices below are into its nodes.</summary>
    public required StepProgram Program { get; init; }

    /// <summary>The passes over the elements.</summary>
    public required EquatableArray<PlannedPass> Passes { get; init; }

    /// <summary>The levels, in order.</summary>
    public required EquatableArray<PlannedLevel> Levels { get; init; }

    /// <summary>The values that are neither the step's nor an element's, one stage more than there are levels.</summary>
    public required EquatableArray<TensorStage> Stages { get; init; }

    /// <summary>Element values that one pass keeps for later ones in arrays of their own.</summary>
    public required EquatableArray<int> Scratch { get; init; }

    /// <summary>Values of rows, columns, matrices and blocks that one part of the step keeps for another in arrays of their own.</summary>
    public required EquatableArray<int> KeptParts { get; init; }

    /// <summary>The stage after which it is known whether the step is skipped; -1 where it never is.</summary>
    public required int SkipStage { get; init; }

    /// <summary>How often all tensors wait for each other.</summary>
    public int Barriers => Levels.Count(level => level.GroupReductions.Count > 0);

    /// <summary>Bytes read and written for each element, where parameter and gradient are fp32.</summary>
    public int BytesPerElement => Passes.Sum(pass => BytesRead(pass) + BytesWritten(pass));

    /// <summary>Bytes of state kept for each element.</summary>
    public int StateBytesPerElement => Program.States.Where(state => state.Scope == Scope.Element).Sum(state => state.Format.Bytes());

    /// <summary>Bytes that a pass reads for each element, where parameter and gradient are fp32.</summary>
    public int BytesRead(PlannedPass pass) => pass.Loads.Sum(load => ArrayBytes.OfLoad(Program, load));

    /// <summary>Bytes that a pass writes for each element, where the parameter is fp32.</summary>
    public int BytesWritten(PlannedPass pass) => pass.Stores.Sum(store => ArrayBytes.OfStore(Program, store));
}

/// <summary>What runs between two stages.</summary>
/// <param name="Pass">Index of the pass; -1 where the level only folds groups.</param>
/// <param name="GroupReductions">What is folded over the tensors of a group, when all of them have come this far.</param>
public sealed record PlannedLevel(int Pass, EquatableArray<int> GroupReductions);

/// <summary>The way of a pass through the elements, by what it folds. Rows come first, so that the last pass of several is over the tensor.</summary>
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

/// <summary>One pass over the elements of a tensor.</summary>
/// <param name="Traversal">Its way through them.</param>
/// <param name="Loads">What it reads: gradient, parameter and state leaves, and values that an earlier pass kept.</param>
/// <param name="Computed">The element values that it computes, operands first.</param>
/// <param name="Reductions">What it folds.</param>
/// <param name="Stores">What it writes.</param>
public sealed record PlannedPass(
    Traversal Traversal, EquatableArray<int> Loads, EquatableArray<int> Computed, EquatableArray<int> Reductions, EquatableArray<PlannedStore> Stores)
{
    /// <summary>What the pass before has folded of this one's reductions already, as a guess; <see langword="null"/> for nothing.</summary>
    public SpeculativeFold? Speculative { get; init; }
}

/// <summary>What a pass has to fold again of what the pass before has guessed: only the chunks whose largest is above a limit.</summary>
/// <param name="Largest">Place of the largest among the reductions of the pass before.</param>
/// <param name="Limit">The limit: a step, group or tensor value.</param>
/// <param name="First">Place of the first guess among the reductions of the pass before; they stand in the order of this pass's.</param>
public sealed record SpeculativeFold(int Largest, int Limit, int First);

/// <summary>A write of an element value.</summary>
/// <param name="Target">Into which kind of array.</param>
/// <param name="Slot">Which state; for scratch, which array; -1 for the parameter.</param>
/// <param name="Value">The value.</param>
/// <param name="Rounding">The random number by which it is rounded; -1 for to nearest.</param>
public sealed record PlannedStore(StoreTarget Target, int Slot, int Value, int Rounding = -1);

/// <summary>Where an element value is written.</summary>
public enum StoreTarget
{
    /// <summary>The parameter.</summary>
    Weight,

    /// <summary>An element state.</summary>
    State,

    /// <summary>An array that lives for one step.</summary>
    Scratch,
}

/// <summary>The values computed between two levels, of groups, tensors, matrices, rows, columns and blocks.</summary>
/// <param name="Computed">The values, operands first.</param>
/// <param name="Stores">The states of these written, when all values are computed: slot and value.</param>
public sealed record TensorStage(EquatableArray<int> Computed, EquatableArray<TensorStore> Stores);

/// <summary>A write of a state that is no element's.</summary>
/// <param name="Slot">Which state.</param>
/// <param name="Value">The value.</param>
public sealed record TensorStore(int Slot, int Value);
