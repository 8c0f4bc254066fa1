using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Binding;

/// <summary>A chain for some shapes, whose transforms are found, whose structural choices are folded and whose constructor is known.</summary>
public sealed record BoundChain
{
    /// <summary>The parameters that it is for.</summary>
    public required ParameterCase Case { get; init; }

    /// <summary>Whether the optimizer has other chains, for parameters of other names.</summary>
    public required bool IsOneOfSeveral { get; init; }

    /// <summary>Name of the optimizer.</summary>
    public required string Name { get; init; }

    /// <summary>Default and range of the learning rate.</summary>
    public required HyperparameterSlot LearningRate { get; init; }

    /// <summary>What the constructor takes after the learning rate, in order.</summary>
    public required EquatableArray<HyperparameterSlot> Hyperparameters { get; init; }

    /// <summary>What holds between them.</summary>
    public required EquatableArray<RuleExpression> Relations { get; init; }

    /// <summary>The transforms, from the gradient down.</summary>
    public required EquatableArray<BoundTransform> Transforms { get; init; }
}

/// <summary>One transform of a chain, with its structure folded.</summary>
public sealed record BoundTransform
{
    /// <summary>Its name in the chain; its state is saved under it.</summary>
    public required string Name { get; init; }

    /// <summary>Where the chain names it.</summary>
    public required SourceSpan Span { get; init; }

    /// <summary>Whether it moves <c>w</c> itself.</summary>
    public required bool AppliesItself { get; init; }

    /// <summary>Whether its rows and columns are those of the flattened view, not of the batched one.</summary>
    public required bool IsFlattened { get; init; }

    /// <summary>Where its numbers come from.</summary>
    public required EquatableArray<BoundHyperparameter> Hyperparameters { get; init; }

    /// <summary>All that it declares as hyperparameters, read or not: no rule may assign them.</summary>
    public required EquatableArray<string> HyperparameterNames { get; init; }

    /// <summary>Its flags and choices, which no expression may read any more.</summary>
    public required EquatableArray<string> StructuralNames { get; init; }

    /// <summary>The states that exist.</summary>
    public required EquatableArray<StateModel> States { get; init; }

    /// <summary>The states that its structural choices leave out.</summary>
    public required EquatableArray<StateModel> FoldedStates { get; init; }

    /// <summary>How it has the parameter rounded; <see langword="null"/> where it says nothing.</summary>
    public StochasticRounding? ParameterRounding { get; init; }

    /// <summary>The states that exist for the other shape only.</summary>
    public required EquatableArray<StateModel> StatesOfOtherShape { get; init; }

    /// <summary>The states of later transforms that it reads.</summary>
    public required EquatableArray<RoleUse> Uses { get; init; }

    /// <summary>The statements that remain, none of them a <see cref="StructuralIf"/>.</summary>
    public required EquatableArray<Statement> Statements { get; init; }
}

/// <summary>Where a transform's number comes from.</summary>
/// <param name="Name">Its name in the rule.</param>
public abstract record BoundHyperparameter(string Name);

/// <summary>From the constructor.</summary>
/// <param name="Name">Its name in the rule.</param>
/// <param name="Slot">Index in <see cref="BoundChain.Hyperparameters"/>.</param>
public sealed record FromConstructor(string Name, int Slot) : BoundHyperparameter(Name);

/// <summary>From an expression of the optimizer's hyperparameters and the clocks.</summary>
/// <param name="Name">Its name in the rule.</param>
/// <param name="Value">The expression.</param>
public sealed record FromBinding(string Name, Expression Value) : BoundHyperparameter(Name);

/// <summary>Baked in.</summary>
/// <param name="Name">Its name in the rule.</param>
/// <param name="Value">The number.</param>
public sealed record FromRecipe(string Name, double Value) : BoundHyperparameter(Name);
