using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Model;

/// <summary>A gradient transformation: hyperparameters, state, and the rule that maps <c>g</c> to <c>g</c>.</summary>
public sealed record TransformModel
{
    /// <summary>Its name in chains.</summary>
    public required Spelled Name { get; init; }

    /// <summary>One line of what it does.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Paper and equation, or program, that the rule is from.</summary>
    public string Source { get; init; } = "";

    /// <summary>Whether it moves <c>w</c> itself, so that the chain needs no <c>apply</c> (<c>apply: own</c>).</summary>
    public bool AppliesItself { get; init; }

    /// <summary>The name of the library transform that it takes the place of; <see langword="null"/> for none.</summary>
    public Spelled? Replaces { get; init; }

    /// <summary>Its hyperparameters, in order.</summary>
    public EquatableArray<HyperparameterModel> Hyperparameters { get; init; }

    /// <summary>Its state, in order.</summary>
    public EquatableArray<StateModel> State { get; init; }

    /// <summary>State of later transforms that it reads: local name and role.</summary>
    public EquatableArray<RoleUse> Uses { get; init; }

    /// <summary>The transforms that it should stand before.</summary>
    public EquatableArray<OrderAdvice> Before { get; init; }

    /// <summary>How rows and columns are taken of a tensor: <c>batched</c> (default) or <c>flattened</c>.</summary>
    public Spelled? View { get; init; }

    /// <summary>How the parameter is rounded when it is stored in a type narrower than fp32; <see langword="null"/> is to nearest.</summary>
    public StochasticRounding? ParameterRounding { get; init; }

    /// <summary>The rule, or one rule for each shape case.</summary>
    public EquatableArray<RuleCase> Rules { get; init; }
}

/// <summary>A rule and the shapes that it is for.</summary>
/// <param name="Shape"><c>matrix</c>, <c>vector</c>, or <see langword="null"/> for a rule of all shapes.</param>
/// <param name="Rule">The rule.</param>
public sealed record RuleCase(Spelled? Shape, Rule Rule);

/// <summary>Reads the state with a role of the nearest later transform that has one.</summary>
public sealed record RoleUse(Spelled Name, Spelled Role);

/// <summary>A transform that should not stand earlier in a chain.</summary>
/// <param name="Transform">That transform.</param>
/// <param name="Why">What goes wrong if it does.</param>
public sealed record OrderAdvice(Spelled Transform, string Why);

/// <summary>A value kept from step to step.</summary>
public sealed record StateModel
{
    /// <summary>Its name in the rule.</summary>
    public required Spelled Name { get; init; }

    /// <summary>One value for each of what: <c>element</c>, <c>tensor</c>, <c>step</c>, ..</summary>
    public required Spelled Per { get; init; }

    /// <summary>The type that it is stored in; <see langword="null"/> is fp32 for elements, and double for all else.</summary>
    public Spelled? Type { get; init; }

    /// <summary>How it is rounded when it is stored; <see langword="null"/> is to nearest.</summary>
    public StochasticRounding? Rounding { get; init; }

    /// <summary>What it means, so that other transforms can find it: <c>first moment</c>, <c>second moment</c>, ..</summary>
    public Spelled? Role { get; init; }

    /// <summary>Whether a momentum reset clears it.</summary>
    public bool IsMoment { get; init; }

    /// <summary>Its value before the first update; <see langword="null"/> is 0.</summary>
    public RuleExpression? Initial { get; init; }

    /// <summary>The structural condition under which it exists; <see langword="null"/> is always.</summary>
    public RuleExpression? When { get; init; }

    /// <summary>The shape case in which it exists; <see langword="null"/> is every one.</summary>
    public Spelled? For { get; init; }
}

/// <summary>Rounding up or down by chance, so that on average nothing is lost.</summary>
/// <param name="Seed">The seed of the chance: a step value.</param>
public sealed record StochasticRounding(RuleExpression Seed);
