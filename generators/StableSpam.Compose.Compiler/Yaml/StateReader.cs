using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Yaml;

/// <summary>Reads <c>state:</c>, what a transform keeps from step to step.</summary>
internal static class StateReader
{
    private const string Example = "its properties, as in '{ per: element }'";

    internal static readonly string[] Keys = ["per", "type", .. RoundingReader.Keys, "role", "moment", "initial", "when", "for"];

    /// <summary>The states that <paramref name="entry"/> holds, in order.</summary>
    public static IEnumerable<StateModel> ReadAll(YamlEntry entry, FindingBag findings)
    {
        if (EntryValue.AsMapping(entry, findings) is not { } mapping) yield break;
        foreach (YamlEntry declared in mapping.Entries)
        {
            DeclaredName.CheckValueName(declared.Key.Spelled, "a state", findings);
            if (declared.Value is not YamlMapping properties) EntryValue.ReportUnexpected(declared, Example, findings);
            else if (Read(declared.Key, properties, findings) is { } state) yield return state;
        }
    }

    private static StateModel? Read(YamlScalar name, YamlMapping mapping, FindingBag findings)
    {
        var properties = new KeyedMapping(mapping, "a state", Keys, findings);
        properties.Require("per", name.Span);
        Spelled? per = properties.Word("per", DeclaredWord.StateScopes);
        Spelled? type = properties.Word("type", DeclaredWord.StateTypes);
        StochasticRounding? rounding = RoundingReader.Read(properties, findings);
        Spelled? role = properties.Name("role", "what the state means, as in 'second moment'");
        Spelled? moment = properties.Word("moment", DeclaredWord.TruthValues);
        RuleExpression? initial = properties.Expression("initial", "a number or an expression");
        RuleExpression? when = properties.Expression("when", "a condition of flags and choices");
        Spelled? shape = properties.Word("for", DeclaredWord.Shapes);
        if (per is null) return null;
        var state = new StateModel
        {
            Name = name.Spelled,
            Per = per,
            Type = type,
            Rounding = rounding,
            Role = role,
            IsMoment = moment is { Text: "true" },
            Initial = initial,
            When = when,
            For = shape,
        };
        StateStorage.Check(state, properties.Find("rounding")?.Key.Span, findings);
        return state;
    }
}
