using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Model;

// An optimizer as its recipe or its attributes declare it: names are not resolved yet. Both front ends end here.

/// <summary>An optimizer: a chain of transforms and what its constructor takes.</summary>
public sealed record OptimizerModel
{
    /// <summary>Name of the class.</summary>
    public required Spelled Name { get; init; }

    /// <summary>One line of what it does; becomes the class's documentation.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Paper and equation, or program, that the rule is from.</summary>
    public string Source { get; init; } = "";

    /// <summary>Default and range of the learning rate, where the recipe gives them.</summary>
    public HyperparameterModel? LearningRate { get; init; }

    /// <summary>Hyperparameters of the optimizer itself, in the order of its constructor.</summary>
    public EquatableArray<HyperparameterModel> Hyperparameters { get; init; }

    /// <summary>The chain, from the gradient down.</summary>
    public EquatableArray<ChainLink> Chain { get; init; }

    /// <summary>Where the chain stands.</summary>
    public SourceSpan ChainSpan { get; init; }

    /// <summary>Chains of parameters by name; the first that matches is theirs, and <see cref="Chain"/> takes the rest.</summary>
    public EquatableArray<NamedChain> Chains { get; init; }

    /// <summary>The links of all chains.</summary>
    public IEnumerable<ChainLink> Links => Chains.SelectMany(named => named.Chain).Concat(Chain);

    /// <summary>Relations between hyperparameters, such as <c>beta1 &lt;= beta2</c>.</summary>
    public EquatableArray<RuleExpression> Relations { get; init; }

    /// <summary>What the plan may cost, where the recipe says it.</summary>
    public EquatableArray<BudgetLimit> Budget { get; init; }
}

/// <summary>The chain of the parameters whose names match a pattern.</summary>
/// <param name="Match">The pattern, for the whole name: <c>*</c> stands for any characters, <c>?</c> for one.</param>
/// <param name="Chain">The chain, from the gradient down.</param>
/// <param name="ChainSpan">Where the chain stands.</param>
public sealed record NamedChain(Spelled Match, EquatableArray<ChainLink> Chain, SourceSpan ChainSpan);

/// <summary>One use of a transform in a chain.</summary>
public sealed record ChainLink
{
    /// <summary>Name of the transform.</summary>
    public required Spelled Transform { get; init; }

    /// <summary>The name under which its state is saved, where it is not the transform's.</summary>
    public Spelled? As { get; init; }

    /// <summary>What the chain says of the transform's hyperparameters.</summary>
    public EquatableArray<Setting> Settings { get; init; }
}

/// <summary>A hyperparameter's value in a chain.</summary>
/// <param name="Hyperparameter">Name of the transform's hyperparameter.</param>
/// <param name="Value">A number, a structural value, or an expression of the optimizer's hyperparameters.</param>
/// <param name="IsFixed">Whether <c>fixed:</c> bakes it in.</param>
public sealed record Setting(Spelled Hyperparameter, RuleExpression Value, bool IsFixed);

/// <summary>A name and where it is written.</summary>
public sealed record Spelled(string Text, SourceSpan Span);

/// <summary>An expression, parsed, as it stands in a recipe outside a rule.</summary>
/// <param name="Expression">The syntax.</param>
/// <param name="Text">The text as written.</param>
/// <param name="Span">Where.</param>
public sealed record RuleExpression(Expression Expression, string Text, SourceSpan Span);

/// <summary>A limit that the plan must keep.</summary>
/// <param name="Cost">What is limited.</param>
/// <param name="Limit">The most that it may be.</param>
/// <param name="Span">Where the limit stands.</param>
public sealed record BudgetLimit(BudgetedCost Cost, double Limit, SourceSpan Span);

/// <summary>The costs of a plan that a recipe can limit; bytes are for each element, where everything is fp32.</summary>
public enum BudgetedCost
{
    /// <summary>Bytes of state kept.</summary>
    StateBytes,

    /// <summary>Bytes read and written in a step.</summary>
    TrafficBytes,

    /// <summary>Passes over the elements.</summary>
    Passes,
}
