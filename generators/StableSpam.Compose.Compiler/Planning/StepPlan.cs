using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Planning;

/// <summary>
/// How a step runs over memory: pass by pass over the elements, with the values of the whole tensor computed between passes.
/// Stage n of the tensor values runs before pass n, the last one after the last pass.
/// </summary>
public sealed record StepPlan
{
    /// <summary>The values; all indices below are into its nodes.</summary>
    public required StepProgram Program { get; init; }

    /// <summary>The passes over the elements.</summary>
    public required EquatableArray<PlannedPass> Passes { get; init; }

    /// <summary>The tensor values, one stage more than there are passes.</summary>
    public required EquatableArray<TensorStage> Stages { get; init; }

    /// <summary>Element values that one pass keeps for later ones in arrays of their own.</summary>
    public required EquatableArray<int> Scratch { get; init; }

    /// <summary>Bytes read and written for each element, where everything is fp32.</summary>
    public int BytesPerElement => 4 * Passes.Sum(pass => pass.Loads.Count + pass.Stores.Count);

    /// <summary>Bytes of state kept for each element, in fp32.</summary>
    public int StateBytesPerElement => 4 * Program.States.Count(state => state.Scope == Scope.Element);
}

/// <summary>One pass over the elements of a tensor.</summary>
/// <param name="Loads">What it reads: gradient, parameter and state leaves, and values that an earlier pass kept.</param>
/// <param name="Computed">The element values that it computes, operands first.</param>
/// <param name="Reductions">What it folds over the tensor.</param>
/// <param name="Stores">What it writes.</param>
public sealed record PlannedPass(
    EquatableArray<int> Loads, EquatableArray<int> Computed, EquatableArray<int> Reductions, EquatableArray<PlannedStore> Stores);

/// <summary>A write of an element value.</summary>
/// <param name="Target">Into which kind of array.</param>
/// <param name="Slot">Which state; for scratch, which array; -1 for the parameter.</param>
/// <param name="Value">The value.</param>
public sealed record PlannedStore(StoreTarget Target, int Slot, int Value);

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

/// <summary>The tensor values computed between two passes.</summary>
/// <param name="Computed">The values, operands first.</param>
/// <param name="Stores">The tensor states written: slot and value.</param>
public sealed record TensorStage(EquatableArray<int> Computed, EquatableArray<TensorStore> Stores);

/// <summary>A write of a tensor state.</summary>
/// <param name="Slot">Which state.</param>
/// <param name="Value">The value.</param>
public sealed record TensorStore(int Slot, int Value);
