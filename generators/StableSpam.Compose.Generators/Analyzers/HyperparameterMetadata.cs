using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Generators.Attributes;

namespace StableSpamCompose.Generators.Analyzers;

/// <summary>What the assembly of an optimizer says of one of its hyperparameters.</summary>
/// <param name="Name">Its name in constructors.</param>
/// <param name="Optimizer">Name of the optimizer.</param>
/// <param name="Range">What it may be.</param>
/// <param name="Why">What goes wrong outside; empty where it is not said.</param>
/// <param name="IsInteger">Whether it takes whole numbers only.</param>
internal sealed record HyperparameterMetadata(string Name, string Optimizer, HyperparameterRange Range, string Why, bool IsInteger)
{
    private const string LearningRateParameter = "lr";
    private const string LearningRateProperty = "LearningRate";

    /// <summary>Of a constructor parameter; <see langword="null"/> if it is no hyperparameter with a range.</summary>
    public static HyperparameterMetadata? Of(IParameterSymbol parameter)
    {
        AttributeData? attribute = parameter.GetAttributes().FirstOrDefault(attribute => AttributeNames.IsInRange(attribute.AttributeClass));
        if (attribute is null || attribute.ConstructorArguments.Length != 1) return null;
        if (attribute.ConstructorArguments[0].Value is not string text || HyperparameterRange.Parse(text) is not { } range) return null;
        string why = attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Why").Value.Value as string ?? "";
        bool isInteger = parameter.Type.SpecialType == SpecialType.System_Int32;
        return new HyperparameterMetadata(parameter.Name, OptimizerOf(parameter.ContainingType).Name, range, why, isInteger);
    }

    /// <summary>Of a property of a param group or of options, which on TorchSharp has the parameter's own name, or of a setting by its name; <see langword="null"/> if it is no hyperparameter with a range.</summary>
    public static HyperparameterMetadata? Of(IPropertyReferenceOperation property, OptimizerClass optimizer)
    {
        string? key = property.Property.IsIndexer ? property.Arguments.FirstOrDefault()?.Value.ConstantValue.Value as string : null;
        IParameterSymbol? parameter = optimizer.Hyperparameters
            .FirstOrDefault(parameter => property.Property.IsIndexer ? parameter.Name == key : parameter.Name == property.Property.Name || PropertyOf(parameter.Name) == property.Property.Name);
        return parameter is null ? null : Of(parameter);
    }

    /// <summary>What the value should be in; <see langword="null"/> if it is.</summary>
    public string? Complaint(double value)
    {
        if (!Range.Contains(value)) return Range.Text;
        return IsInteger && value != Math.Floor(value) ? "whole numbers" : null;
    }

    private static INamedTypeSymbol OptimizerOf(INamedTypeSymbol type) => type.ContainingType ?? type;

    private static string PropertyOf(string parameter) => parameter == LearningRateParameter ? LearningRateProperty : Identifiers.Pascal(parameter);
}
