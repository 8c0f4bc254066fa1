using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>Reads <c>[Hyperparameter("eps", 1e-6, Range = "[0, inf)")]</c>.</summary>
internal static class HyperparameterAttributeReader
{
    /// <summary>The hyperparameter; <see langword="null"/> where there is no name or no value of use.</summary>
    public static HyperparameterModel? Read(AttributeArguments arguments, FindingBag findings)
    {
        if (arguments.Find(0, "name")?.AsText() is not { } name || arguments.Find(1, "value") is not { } value) return null;
        DeclaredName.CheckValueName(name, DistinctNames.Hyperparameter, findings);
        if (DefaultOf(value) is not { } initial)
        {
            findings.Report(FindingCatalog.NotFinite, value.Span, name.Text, value.Written.ToString());
            return null;
        }
        EquatableArray<Spelled>? choices = arguments.Find("Choices")?.AsTexts();
        if (value.AsText() is not null && choices is null)
        {
            findings.Report(FindingCatalog.ChoicesMissing, value.Span, name.Text, initial.Text);
            return null;
        }
        return new HyperparameterDeclaration
        {
            Name = name,
            Type = arguments.Find("IsInteger") is { IsTrue: true } whole ? new Spelled("int", whole.Span) : null,
            Default = initial,
            Range = arguments.Text("Range"),
            Choices = choices,
            Why = OwnTransform.OneLine(arguments.Text("Why")),
            Summary = OwnTransform.OneLine(arguments.Text("Summary")),
        }.ToModel(findings);
    }

    private static Spelled? DefaultOf(AttributeValue value)
    {
        if (value.Constant.Value is bool flag) return new Spelled(flag ? "true" : "false", value.Span);
        return value.AsText() ?? (value.AsNumber() is { } number ? new Spelled(number.Text, value.Span) : null);
    }
}
