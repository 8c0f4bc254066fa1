using StableSpamCompose.Arrays;

namespace StableSpamCompose.Plans;

/// <summary>What a compiled step does to memory: its passes, the bytes they move, the state they keep.</summary>
public sealed record OptimizerPlan
{
    /// <summary>The passes of a step, in order.</summary>
    public required IReadOnlyList<PassPlan> Passes { get; init; }

    /// <summary>How often in a step all tensors wait for each other, to be folded together.</summary>
    public int Barriers { get; init; }

    /// <summary>The states.</summary>
    public required IReadOnlyList<StateInfo> States { get; init; }

    /// <summary>Arrays of fp32 that live for one step.</summary>
    public required int ScratchArrays { get; init; }

    /// <summary>The chain in mathematical form, one line a statement.</summary>
    public required string Mathematics { get; init; }

    /// <summary>
    /// Bytes that a step reads and writes for each element of a parameter in fp32 with a gradient in fp32, at most: see
    /// <see cref="PassPlan.IsSpeculative"/>.
    /// </summary>
    public int BytesPerElement => BytesPerElementFor(4, 4, 4);

    /// <summary>Bytes of state kept for each element of a parameter.</summary>
    public int StateBytesPerElement => States.Where(state => state.Scope == StateScope.Element).Sum(state => SizeOf(state, sizeof(float)));

    /// <summary>
    /// Bytes that a step reads and writes for each element of a parameter, where not everything is fp32. Arrays that live for
    /// one step are.
    /// </summary>
    /// <param name="parameter">Bytes of an element of the parameter.</param>
    /// <param name="gradient">Bytes of an element of the gradient.</param>
    /// <param name="state">Bytes of an element of a state that the recipe keeps in fp32.</param>
    /// <param name="speculative">Whether passes count that look only where the guess of the pass before was wrong.</param>
    public int BytesPerElementFor(int parameter, int gradient, int state, bool speculative = true)
    {
        return Passes.Where(pass => speculative || !pass.IsSpeculative).Sum(pass => pass.Reads.Sum(Size) + pass.Writes.Sum(Size));

        int Size(string array) =>
            array == PassPlan.Parameter ? parameter
            : array == PassPlan.Gradient ? gradient
            : States.FirstOrDefault(known => known.Name == array) is { } known ? SizeOf(known, state)
            : sizeof(float);
    }

    private static int SizeOf(StateInfo state, int single) =>
        state.Type == ElementType.Float32 ? single : ElementFormat.Of(state.Type)!.Size;

    /// <summary>Kernel launches of a step on a GPU, whatever the number of tensors.</summary>
    public int Launches => Passes.Count + Barriers + ExtraLaunches;

    /// <summary>
    /// Launches on a GPU beside one for each pass and barrier: for values of rows, columns, matrices and blocks between the passes, and
    /// for states that follow from what the last pass folds. Of a program among several also for what it contributes to a barrier,
    /// and to decide whether the step is skipped; the fold of a barrier, which each of them counts, is launched once for all.
    /// </summary>
    public int ExtraLaunches { get; init; }
}

/// <summary>One pass over the elements.</summary>
/// <param name="Reads">
/// The arrays it reads, by name: <see cref="Parameter"/>, <see cref="Gradient"/>, a state as it is saved, or an array that lives
/// for one step.
/// </param>
/// <param name="Writes">The arrays it writes, by name.</param>
/// <param name="Reductions">What it folds over the tensor, by name.</param>
public sealed record PassPlan(IReadOnlyList<string> Reads, IReadOnlyList<string> Writes, IReadOnlyList<string> Reductions)
{
    /// <summary>What the parameter is called.</summary>
    public const string Parameter = "w";

    /// <summary>What the gradient is called.</summary>
    public const string Gradient = "grad";

    /// <summary>
    /// Whether the pass before folds for it too, on the guess that no element is above a limit. It then looks only at the chunks
    /// of <see cref="Execution.Fold.ChunkLength"/> elements in which one is.
    /// </summary>
    public bool IsSpeculative { get; init; }
}

/// <summary>A state of an optimizer.</summary>
/// <param name="Name">The name it is saved under: <c>Transform.state</c>.</param>
/// <param name="Scope">One value for each of what.</param>
/// <param name="Initial">Its value before the first update.</param>
/// <param name="IsMoment">Whether a momentum reset clears it.</param>
/// <param name="Role">What it means to other transforms; empty for nothing.</param>
/// <param name="Type">What the numbers of an element state are stored in; others are kept in fp32 or double.</param>
public sealed record StateInfo(
    string Name, StateScope Scope, double Initial, bool IsMoment, string Role, ElementType Type = ElementType.Float32)
{
    /// <summary>Whether it has several values for a tensor, but less than its elements: one for each row, column, matrix or block.</summary>
    public bool IsPart => Scope is > StateScope.Tensor and < StateScope.Element;
}

/// <summary>How many values a state has.</summary>
public enum StateScope
{
    /// <summary>One for the parameter, in double, known to the host.</summary>
    Step,

    /// <summary>One for the tensors of a param group together, in double.</summary>
    Group,

    /// <summary>One for the tensor, in double.</summary>
    Tensor,

    /// <summary>One for each matrix of the last two dimensions, in double.</summary>
    Matrix,

    /// <summary>One for each row of these matrices.</summary>
    Row,

    /// <summary>One for each column of these matrices.</summary>
    Column,

    /// <summary>One for the tensor taken as one matrix, in double.</summary>
    FlatMatrix,

    /// <summary>One for each row of the tensor taken as one matrix, whose rows are the places of the first dimension.</summary>
    FlatRow,

    /// <summary>One for each column of the tensor taken as one matrix.</summary>
    FlatColumn,

    /// <summary>One for each block.</summary>
    Block,

    /// <summary>One for each element.</summary>
    Element,
}
