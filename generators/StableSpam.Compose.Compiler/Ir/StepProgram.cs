using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Ir;

/// <summary>
/// What one step does to one tensor, as a graph of values without order of memory: what is read, what is computed, and
/// which values are the new state, the new parameter and the new clock. Passes map one program to another; the interpreter
/// reads the one that comes out of lowering.
/// </summary>
public sealed record StepProgram
{
    /// <summary>Name of the optimizer.</summary>
    public required string Name { get; init; }

    /// <summary>The hyperparameters read at run time, in constructor order; the learning rate is apart.</summary>
    public required EquatableArray<HyperparameterSlot> Hyperparameters { get; init; }

    /// <summary>Default and range of the learning rate.</summary>
    public required HyperparameterSlot LearningRate { get; init; }

    /// <summary>What holds between them, whatever they are set to.</summary>
    public EquatableArray<Relation> Relations { get; init; }

    /// <summary>The states.</summary>
    public required EquatableArray<StateSlot> States { get; init; }

    /// <summary>The statements that values come from, for comments in generated code.</summary>
    public required EquatableArray<Origin> Origins { get; init; }

    /// <summary>All values; operands stand before their users.</summary>
    public required EquatableArray<Node> Nodes { get; init; }

    /// <summary>The new value of each state, by slot: index of a node of the state's scope.</summary>
    public required EquatableArray<int> NewStates { get; init; }

    /// <summary>The new parameter: index of an element node.</summary>
    public required int NewWeight { get; init; }

    /// <summary>What is rounded by chance when it is stored; all else is rounded to nearest.</summary>
    public EquatableArray<StochasticStore> StochasticStores { get; init; }

    /// <summary>The condition under which the whole optimizer skips the step, over all tensors: index of a group node; -1 for never.</summary>
    public int Skip { get; init; } = -1;

    /// <summary>The parameters that it is for.</summary>
    public ParameterCase Case { get; init; } = ParameterCase.All;

    /// <summary>What the programs of the optimizer fold together, whichever contributes to it; empty for a program alone.</summary>
    public EquatableArray<SharedFold> Folds { get; init; }

    /// <summary>What k counts on from: index of a step node; the <see cref="Opcode.UpdateClock"/> itself where no rule assigns k.</summary>
    public required int NewClock { get; init; }

    /// <summary>The random number by which state <paramref name="slot"/>, or the parameter, is rounded; -1 for to nearest.</summary>
    public int RoundingOf(int slot) => StochasticStores.FirstOrDefault(store => store.Slot == slot)?.Random ?? -1;

    /// <summary>Where the statement stands that a node comes from; <see langword="null"/> where no rule says it.</summary>
    public SourceSpan? PlaceOf(int node) =>
        Nodes[node].Origin is >= 0 and int origin && Origins[origin].Span != SourceSpan.None ? Origins[origin].Span : null;

    /// <summary>Whether a node is a reduction of element values, which takes a pass over the tensor.</summary>
    public bool FoldsElements(int node) => Nodes[node].IsReduction && Nodes[Nodes[node].Operands[0]].Scope == Scope.Element;
}

/// <summary>A hyperparameter that is read at run time.</summary>
/// <param name="Name">Constructor name, <c>snake_case</c>.</param>
/// <param name="IsInteger">Whether it takes whole numbers only.</param>
/// <param name="Default">Its default.</param>
/// <param name="Range">What it may be.</param>
/// <param name="Summary">One line of what it does.</param>
public sealed record HyperparameterSlot(
    string Name, bool IsInteger, NumberText Default, HyperparameterRange Range, string Summary)
{
    /// <summary>What goes wrong outside the range; empty where it is not said.</summary>
    public string Why { get; init; } = "";
}

/// <summary>A condition on the learning rate and the hyperparameters.</summary>
/// <param name="Text">The condition as written.</param>
/// <param name="Nodes">Its values: constants, hyperparameters, the learning rate and what is computed from them. The last is the condition.</param>
public sealed record Relation(string Text, EquatableArray<Node> Nodes);

/// <summary>A value kept from step to step.</summary>
/// <param name="Name">The name it is saved under: <c>Transform.state</c>.</param>
/// <param name="Scope">One value for each of what. Where there are many they are kept in fp32 (<see cref="Scopes.IsSingle"/>), those of elements in <paramref name="Format"/>, else in double.</param>
/// <param name="Initial">Its value before the first update. A state whose initial value is an expression is selected by <see cref="Opcode.FirstUpdate"/>.</param>
/// <param name="IsMoment">Whether a momentum reset clears it.</param>
/// <param name="Role">Its role; empty for none.</param>
/// <param name="Format">What an element state is stored in.</param>
public sealed record StateSlot(
    string Name, Scope Scope, double Initial, bool IsMoment, string Role, NumberFormat Format = NumberFormat.Float32);

/// <summary>A store that rounds by chance: away from zero where the share of the last place that would be cut off and the random number make 1.</summary>
/// <param name="Slot">Which state; <see cref="Parameter"/> for the parameter.</param>
/// <param name="Random">Index of an <see cref="Opcode.Uniform"/> node.</param>
public sealed record StochasticStore(int Slot, int Random)
{
    /// <summary>Stands for the parameter in the place of a state.</summary>
    public const int Parameter = -1;
}

/// <summary>A statement of a chain's rule.</summary>
/// <param name="Transform">The transform's name in the chain.</param>
/// <param name="Statement">The statement as written.</param>
public sealed record Origin(string Transform, string Statement)
{
    /// <summary>Where it stands; nowhere where the chain, and no rule, says it.</summary>
    public SourceSpan Span { get; init; } = SourceSpan.None;
}
