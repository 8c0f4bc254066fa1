using Microsoft.CodeAnalysis;
using StableSpamCompose.Compiler.Emit;
using StableSpamCompose.Generators.Attributes;

namespace StableSpamCompose.Generators.Analyzers;

/// <summary>The registry of a project, which makes optimizers by name.</summary>
/// <param name="Name">Name of its class.</param>
/// <param name="Optimizers">The classes of its optimizers.</param>
internal sealed record RegistryClass(string Name, IReadOnlyList<INamedTypeSymbol> Optimizers)
{
    /// <summary>The registry that a method of its own belongs to; <see langword="null"/> for any other method.</summary>
    public static RegistryClass? Of(IMethodSymbol method)
    {
        AttributeData? attribute = method.ContainingType?.GetAttributes().FirstOrDefault(attribute => AttributeNames.IsRegistry(attribute.AttributeClass));
        if (attribute is null || attribute.ConstructorArguments.Length != 1 || !RegistryEmitter.Members.Contains(method.Name)) return null;
        TypedConstant types = attribute.ConstructorArguments[0];
        return types.Kind == TypedConstantKind.Array && !types.IsNull
            ? new RegistryClass(method.ContainingType!.Name, [.. types.Values.Select(type => type.Value).OfType<INamedTypeSymbol>()])
            : null;
    }

    /// <summary>The optimizer of a name; <see langword="null"/> if there is none.</summary>
    public OptimizerClass? Find(string name) => OptimizerClass.Of(Optimizers.FirstOrDefault(optimizer => optimizer.Name == name));
}
