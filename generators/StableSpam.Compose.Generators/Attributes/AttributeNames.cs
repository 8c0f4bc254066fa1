using Microsoft.CodeAnalysis;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>What the attributes of the runtime library are called.</summary>
internal static class AttributeNames
{
    /// <summary>Their namespace.</summary>
    public const string Namespace = "StableSpamCompose.Attributes";

    /// <summary>Makes a class an optimizer.</summary>
    public const string Optimizer = Namespace + ".OptimizerAttribute";

    private const string Hyperparameter = "HyperparameterAttribute";
    private const string Transform = "TransformAttribute";

    /// <summary>Whether a class declares a hyperparameter of an optimizer.</summary>
    public static bool IsHyperparameter(INamedTypeSymbol? type) => Is(type, Hyperparameter);

    /// <summary>Whether a class puts a transform into a chain.</summary>
    public static bool IsTransform(INamedTypeSymbol? type)
    {
        for (INamedTypeSymbol? ancestor = type?.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (Is(ancestor, Transform)) return true;
        }
        return false;
    }

    private static bool Is(INamedTypeSymbol? type, string name) =>
        type is not null && type.Name == name && type.ContainingType is null && type.ContainingNamespace.ToDisplayString() == Namespace;
}
