using Microsoft.CodeAnalysis;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>What the attributes of the runtime library are called.</summary>
internal static class AttributeNames
{
    /// <summary>Their namespace.</summary>
    public const string Namespace = "StableSpamCompose.Attributes";

    /// <summary>Makes a class an optimizer.</summary>
    public const string Optimizer = Namespace + ".OptimizerAttribute";

    /// <summary>Declares a transform, or uses one by name.</summary>
    public const string Transform = Namespace + "." + TransformClass;

    /// <summary>Declares a hyperparameter.</summary>
    public const string Hyperparameter = "HyperparameterAttribute";

    /// <summary>Declares a state of a transform.</summary>
    public const string State = "StateAttribute";

    /// <summary>Declares that a transform reads the state of another.</summary>
    public const string Uses = "UsesAttribute";

    /// <summary>Declares that a transform should stand before another.</summary>
    public const string Before = "BeforeAttribute";

    private const string OptimizerClass = "OptimizerAttribute";
    private const string TransformClass = "TransformAttribute";
    private const string ChainLink = "ChainLinkAttribute";
    private const string Relation = "RelationAttribute";
    private const string Budget = "BudgetAttribute";
    private const string InRange = "InRangeAttribute";
    private const string Registry = "RegistryAttribute";

    /// <summary>Whether a class makes a class an optimizer.</summary>
    public static bool IsOptimizer(INamedTypeSymbol? type) => Is(type, OptimizerClass);

    /// <summary>Whether a class declares a hyperparameter.</summary>
    public static bool IsHyperparameter(INamedTypeSymbol? type) => Is(type, Hyperparameter);

    /// <summary>Whether a class declares what a transform has: a hyperparameter, a state, a use or an order.</summary>
    public static bool IsMember(INamedTypeSymbol? type) => IsHyperparameter(type) || Is(type, State) || Is(type, Uses) || Is(type, Before);

    /// <summary>Whether a class declares a relation between hyperparameters.</summary>
    public static bool IsRelation(INamedTypeSymbol? type) => Is(type, Relation);

    /// <summary>Whether a class declares what a plan may cost.</summary>
    public static bool IsBudget(INamedTypeSymbol? type) => Is(type, Budget);

    /// <summary>Whether a class marks a parameter with its range.</summary>
    public static bool IsInRange(INamedTypeSymbol? type) => Is(type, InRange);

    /// <summary>Whether a class marks the registry of a project.</summary>
    public static bool IsRegistry(INamedTypeSymbol? type) => Is(type, Registry);

    /// <summary>Whether a class names its transform, rather than being called after it.</summary>
    public static bool IsNamedTransform(INamedTypeSymbol? type) => Is(type, TransformClass);

    /// <summary>Whether a class puts a transform into a chain.</summary>
    public static bool IsChainLink(INamedTypeSymbol? type)
    {
        for (INamedTypeSymbol? ancestor = type?.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (Is(ancestor, ChainLink)) return true;
        }
        return false;
    }

    private static bool Is(INamedTypeSymbol? type, string name) =>
        type is not null && type.Name == name && type.ContainingType is null && type.ContainingNamespace.ToDisplayString() == Namespace;
}
