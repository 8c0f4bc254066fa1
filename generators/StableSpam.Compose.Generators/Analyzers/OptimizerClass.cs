using Microsoft.CodeAnalysis;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Generators.Attributes;

namespace StableSpamCompose.Generators.Analyzers;

/// <summary>A compiled optimizer as other projects see it: its constructor says what can be set, its attributes what must hold.</summary>
internal sealed class OptimizerClass
{
    private const string Info = "Info";
    private const string InfoClass = "StableSpamCompose.Plans.OptimizerInfo";
    private const string LearningRate = "lr";

    private OptimizerClass(INamedTypeSymbol type, IReadOnlyList<IParameterSymbol> hyperparameters)
    {
        Type = type;
        Hyperparameters = hyperparameters;
    }

    /// <summary>The class.</summary>
    public INamedTypeSymbol Type { get; }

    /// <summary>The parameters of its constructor that are hyperparameters, the learning rate first.</summary>
    public IReadOnlyList<IParameterSymbol> Hyperparameters { get; }

    /// <summary>The optimizer that a class is, or that it lies in; <see langword="null"/> for none.</summary>
    public static OptimizerClass? Of(ITypeSymbol? type)
    {
        for (INamedTypeSymbol? candidate = type as INamedTypeSymbol; candidate is not null; candidate = candidate.ContainingType)
        {
            if (!candidate.GetMembers(Info).OfType<IPropertySymbol>().Any(property => property.IsStatic && property.Type.ToDisplayString() == InfoClass)) continue;
            IEnumerable<IParameterSymbol>? parameters = candidate.InstanceConstructors
                .FirstOrDefault(constructor => constructor.Parameters.Any(parameter => parameter.Name == LearningRate))?.Parameters;
            if (parameters is not null) return new OptimizerClass(candidate, [.. parameters.SkipWhile(parameter => parameter.Name != LearningRate)]);
        }
        return null;
    }

    /// <summary>The hyperparameter of a name; <see langword="null"/> if there is none.</summary>
    public IParameterSymbol? Find(string name) => Hyperparameters.FirstOrDefault(parameter => parameter.Name == name);

    /// <summary>The relations between its hyperparameters.</summary>
    public IEnumerable<string> Relations => Type.GetAttributes()
        .Where(attribute => AttributeNames.IsRelation(attribute.AttributeClass) && attribute.ConstructorArguments.Length == 1)
        .Select(attribute => attribute.ConstructorArguments[0].Value).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>The nearest name to one that is not there, for a message.</summary>
    public string Nearest(string name) => Suggestion.DidYouMean(name, Hyperparameters.Select(parameter => parameter.Name));
}
