using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Yaml;

/// <summary>Reads a transform.</summary>
internal static class TransformReader
{
    internal static readonly string[] Keys =
        ["transform", "summary", "source", "hyperparameters", "state", "uses", "before", "view", "apply", "parameter", "rule", "replaces"];

    private static readonly Dictionary<string, string> UnsupportedKeys = new(StringComparer.Ordinal)
    {
        ["views"] = "remove it: the parameters are always those of the last step",
    };

    /// <summary>The transform that <paramref name="root"/> describes; <see langword="null"/> if it has no name.</summary>
    public static TransformModel? Read(YamlMapping root, FindingBag findings)
    {
        var keys = new KeyedMapping(root, "a transform", Keys, findings, UnsupportedKeys);
        SourceSpan start = root.Entries[0].Key.Span;
        keys.Require("transform", start);
        // What only says how the parameter is stored has no rule.
        if (keys.Find("parameter") is null) keys.Require("rule", start);
        if (keys.Name("transform", "the transform's name") is not { } name) return null;
        DeclaredName.CheckTypeName(name, "a transform", findings);
        var transform = new TransformModel
        {
            Name = name,
            Summary = keys.Prose("summary"),
            Source = keys.Prose("source"),
            AppliesItself = keys.Word("apply", DeclaredWord.Applications) is not null,
            Replaces = keys.Name("replaces", "the name of the library's transform that this one takes the place of"),
            Hyperparameters = keys.Items("hyperparameters", HyperparameterReader.ReadAll),
            State = keys.Items("state", StateReader.ReadAll),
            Uses = keys.Items("uses", ReadUses),
            Before = keys.Items("before", OrderReader.Read),
            View = keys.Word("view", DeclaredWord.Views),
            ParameterRounding = keys.Find("parameter") is { } stored ? RoundingReader.ReadParameter(stored, findings) : null,
            Rules = keys.Items("rule", RuleReader.Read),
        };
        DistinctNames.Check(transform, findings);
        StructuralValues.Check(transform, findings);
        return transform;
    }

    private static IEnumerable<RoleUse> ReadUses(YamlEntry entry, FindingBag findings)
    {
        if (EntryValue.AsMapping(entry, findings) is not { } mapping) yield break;
        foreach (YamlEntry use in mapping.Entries)
        {
            DeclaredName.CheckValueName(use.Key.Spelled, "the state of another transform", findings);
            YamlScalar? role = EntryValue.AsScalar(use, "the role of a later transform's state, as in 'v: second moment'", findings);
            if (role is not null) yield return new RoleUse(use.Key.Spelled, role.Spelled);
        }
    }
}
