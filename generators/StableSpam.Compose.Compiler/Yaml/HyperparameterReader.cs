using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Yaml;

/// <summary>Reads hyperparameters: a transform's, an optimizer's, and the learning rate.</summary>
internal static class HyperparameterReader
{
    private const string Example = "its properties, as in '{ default: 0.9, range: \"[0, 1)\" }'";

    internal static readonly string[] Keys = ["default", "range", "why", "type", "choices", "summary"];
    internal static readonly string[] LearningRateKeys = ["default", "range", "why", "summary"];

    /// <summary>The entries of <c>hyperparameters:</c>, in order.</summary>
    public static IEnumerable<HyperparameterModel> ReadAll(YamlEntry entry, FindingBag findings)
    {
        if (EntryValue.AsMapping(entry, findings) is not { } mapping) yield break;
        foreach (YamlEntry declared in mapping.Entries)
        {
            DeclaredName.CheckValueName(declared.Key.Spelled, "a hyperparameter", findings);
            if (Read(declared, "a hyperparameter", Keys, findings) is { } declaration) yield return declaration.ToModel(findings);
        }
    }

    /// <summary>The entry <c>lr:</c>: the default and the range of the learning rate.</summary>
    public static HyperparameterModel? ReadLearningRate(YamlEntry entry, FindingBag findings) =>
        Read(entry, "the learning rate", LearningRateKeys, findings) is { } declaration
            ? (declaration with { IsNumber = true }).ToModel(findings)
            : null;

    private static HyperparameterDeclaration? Read(YamlEntry entry, string owner, IReadOnlyList<string> keys, FindingBag findings)
    {
        if (entry.Value is not YamlMapping mapping)
        {
            EntryValue.ReportUnexpected(entry, Example, findings);
            return null;
        }
        var properties = new KeyedMapping(mapping, owner, keys, findings);
        properties.Require("default", entry.Key.Span);
        EquatableArray<Spelled>? choices = null;
        if (properties.Find("choices") is { } listed && (choices = ReadChoices(listed, findings)) is null) return null;
        return new HyperparameterDeclaration
        {
            Name = entry.Key.Spelled,
            Type = properties.Name("type", DeclaredWord.Listed(DeclaredWord.Types)),
            Default = properties.Name("default", "a number, true, false, or one of the choices"),
            Range = properties.Name("range", "an interval in quotes, as \"[0, 1)\""),
            Why = properties.Prose("why"),
            Choices = choices,
            Summary = properties.Prose("summary"),
        };
    }

    private static EquatableArray<Spelled>? ReadChoices(YamlEntry entry, FindingBag findings)
    {
        if (EntryValue.AsSequence(entry, findings) is not { } list) return null;
        var choices = new List<Spelled>();
        foreach (YamlNode item in list.Items)
        {
            if (item is not YamlScalar scalar)
            {
                findings.Report(FindingCatalog.WrongShape, item.Span, "'choices:'", "a list of names", EntryValue.KindOf(item));
                return null;
            }
            choices.Add(scalar.Spelled);
        }
        return choices.ToEquatableArray();
    }
}
