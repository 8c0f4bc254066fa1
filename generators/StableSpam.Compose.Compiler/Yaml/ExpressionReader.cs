using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Yaml;

/// <summary>Reads expressions that stand outside rules: settings, relations, initial values, conditions.</summary>
internal static class ExpressionReader
{
    /// <summary>The expression that is the value of a key; <see langword="null"/> where there is none.</summary>
    public static RuleExpression? Read(YamlEntry entry, string expected, FindingBag findings) =>
        EntryValue.AsScalar(entry, expected, findings) is { } scalar ? Read(scalar, findings) : null;

    /// <summary>The expression that a scalar holds; <see langword="null"/> where there is none.</summary>
    public static RuleExpression? Read(YamlScalar scalar, FindingBag findings)
    {
        if (scalar.Rule is not { Lines.Count: 1 } text)
        {
            findings.Report(FindingCatalog.ExpressionNotOnOneLine, scalar.Span);
            return null;
        }
        Expression? expression = RuleParser.ParseExpression(text, findings);
        return expression is null ? null : new RuleExpression(expression, text.Text.Trim(), scalar.Span);
    }
}
