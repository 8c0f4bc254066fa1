using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableSpamCompose.Generators.Analyzers;

/// <summary>What a call says of one hyperparameter.</summary>
/// <param name="Name">Its name in constructors.</param>
/// <param name="Constant">The value; <see langword="null"/> where it is not constant.</param>
/// <param name="Place">Where it is written; <see langword="null"/> for a default.</param>
internal sealed record CallSiteValue(string Name, double? Constant, Location? Place)
{
    /// <summary>A value that is written.</summary>
    public static CallSiteValue Written(string name, IOperation value) => new(name, ConstantOf(value), value.Syntax.GetLocation());

    /// <summary>The default of a parameter.</summary>
    public static CallSiteValue Default(IParameterSymbol parameter) =>
        new(parameter.Name, parameter.HasExplicitDefaultValue ? Number(parameter.ExplicitDefaultValue) : null, Place: null);

    /// <summary>A number that the compiler knows; <see langword="null"/> for another operation.</summary>
    public static double? ConstantOf(IOperation operation)
    {
        // Where null is allowed a constant is no constant any more: the number in it is.
        while (operation is IConversionOperation { ConstantValue.HasValue: false, IsImplicit: true } conversion) operation = conversion.Operand;
        return operation.ConstantValue is { HasValue: true, Value: var value } ? Number(value) : null;
    }

    private static double? Number(object? value) =>
        value is IConvertible number and not (string or bool or char) ? number.ToDouble(CultureInfo.InvariantCulture) : null;
}
