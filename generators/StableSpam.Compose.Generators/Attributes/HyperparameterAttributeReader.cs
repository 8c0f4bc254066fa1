using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>Reads <c>[Hyperparameter("eps", 1e-6, Range = "[0, inf)")]</c>.</summary>
internal static class HyperparameterAttributeReader
{
    /// <summary>The hyperparameter; <see langword="null"/> where there is no name or no number.</summary>
    public static HyperparameterModel? Read(AttributeArguments arguments, FindingBag findings)
    {
        if (arguments.Find(0, "name")?.AsText() is not { } name || arguments.Find(1, "value") is not { } value) return null;
        DeclaredName.CheckValueName(name, "a hyperparameter", findings);
        if (value.AsNumber() is not { } number)
        {
            findings.Report(FindingCatalog.NotFinite, value.Span, name.Text, value.Written.ToString());
            return null;
        }
        return new HyperparameterDeclaration
        {
            Name = name,
            Type = arguments.Find("IsInteger") is { IsTrue: true } whole ? new Spelled("int", whole.Span) : null,
            Default = new Spelled(number.Text, value.Span),
            Range = arguments.Text("Range"),
            Summary = arguments.Text("Summary")?.Text ?? "",
            IsNumber = true,
        }.ToModel(findings);
    }
}
