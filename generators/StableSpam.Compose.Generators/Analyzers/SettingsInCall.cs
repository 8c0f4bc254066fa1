using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace StableSpamCompose.Generators.Analyzers;

/// <summary>A dictionary of settings that is written out in a call.</summary>
/// <param name="Entries">Its entries with constant names, in order.</param>
/// <param name="IsComplete">Whether these are all of its entries.</param>
internal sealed record SettingsInCall(IReadOnlyList<(string Name, SyntaxNode Place, IOperation Value)> Entries, bool IsComplete)
{
    /// <summary>Reads an argument; <see langword="null"/> if it is no new dictionary of numbers by name.</summary>
    public static SettingsInCall? Read(IOperation argument)
    {
        while (argument is IConversionOperation conversion) argument = conversion.Operand;
        if (argument is not IObjectCreationOperation { Type: INamedTypeSymbol type } creation || !IsOfNumbersByName(type)) return null;
        var entries = new List<(string, SyntaxNode, IOperation)>();
        // What a constructor copies from elsewhere is not known.
        bool isComplete = creation.Arguments.All(argument => argument.ArgumentKind == ArgumentKind.DefaultValue);
        foreach (IOperation item in creation.Initializer?.Initializers ?? ImmutableArray<IOperation>.Empty)
        {
            if (EntryOf(item) is not { } entry || entry.Key.ConstantValue.Value is not string name) isComplete = false;
            else entries.Add((name, entry.Key.Syntax, entry.Value));
        }
        return new SettingsInCall(entries, isComplete);
    }

    private static (IOperation Key, IOperation Value)? EntryOf(IOperation item) => item switch
    {
        // ["beta1"] = 0.9
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Arguments: { Length: 1 } key }, Value: var value } => (key[0].Value, value),
        // { "beta1", 0.9 }
        IInvocationOperation { Arguments: { Length: 2 } added } => (added[0].Value, added[1].Value),
        _ => null,
    };

    private static bool IsOfNumbersByName(INamedTypeSymbol type) => type.AllInterfaces.Any(contract =>
        contract.Name == nameof(IReadOnlyDictionary<string, double>) && contract.TypeArguments.Length == 2
        && contract.TypeArguments[0].SpecialType == SpecialType.System_String && contract.TypeArguments[1].SpecialType == SpecialType.System_Double);
}
