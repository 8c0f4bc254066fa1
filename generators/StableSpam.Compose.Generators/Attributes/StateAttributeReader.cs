using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>Reads <c>[State("m", Per.Element)]</c> and <c>[Uses("v", "second moment")]</c>.</summary>
internal static class StateAttributeReader
{
    /// <summary>The state; <see langword="null"/> where there is no name or no scope.</summary>
    public static StateModel? Read(AttributeArguments arguments, FindingBag findings)
    {
        if (arguments.Find(0, "name")?.AsText() is not { } name || arguments.Find(1, "per") is not { } per) return null;
        DeclaredName.CheckValueName(name, DistinctNames.State, findings);
        if (per.AsChoice() is not { } scope)
        {
            findings.Report(FindingCatalog.NotAChoice, per.Span, "Per", per.Constant.Type?.Name ?? "");
            return null;
        }
        Spelled? shape = arguments.Text("For");
        if (shape is not null && !DeclaredWord.Check(shape, "For", DeclaredWord.Shapes, findings)) shape = null;
        Spelled? type = arguments.Text("Type");
        if (type is not null && !DeclaredWord.Check(type, "Type", DeclaredWord.StateTypes, findings)) type = null;
        var state = new StateModel
        {
            Name = name,
            Per = new Spelled(AttributeWords.InRecipe(scope), per.Span),
            Type = type,
            Rounding = RoundingProperties.Read(arguments, "Rounding", "Seed", findings),
            Role = arguments.Text("Role"),
            IsMoment = arguments.Find("IsMoment") is { IsTrue: true },
            Initial = AttributeExpression.Read(arguments.Find("Initial"), findings),
            When = AttributeExpression.Read(arguments.Find("When"), findings),
            For = shape,
        };
        StateStorage.Check(state, arguments.Text("Rounding")?.Span, findings);
        return state;
    }

    /// <summary>The use of another transform's state; <see langword="null"/> where there is no name or no role.</summary>
    public static RoleUse? ReadUse(AttributeArguments arguments, FindingBag findings)
    {
        if (arguments.Find(0, "name")?.AsText() is not { } name || arguments.Find(1, "role")?.AsText() is not { } role) return null;
        DeclaredName.CheckValueName(name, DistinctNames.UsedState, findings);
        return new RoleUse(name, role);
    }
}
