using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>Reads texts of the rule language in attributes.</summary>
internal static class AttributeExpression
{
    /// <summary>An expression; <see langword="null"/> where there is none.</summary>
    public static RuleExpression? Read(AttributeValue? value, FindingBag findings)
    {
        if (value is not { } given || given.AsText() is not { } written) return null;
        RuleText text = LiteralText.Read(given.Written) ?? RuleText.OnOneLine(written.Text, given.Span);
        return RuleParser.ParseExpression(text, findings) is { } expression ? new RuleExpression(expression, text.Text.Trim(), written.Span) : null;
    }

    /// <summary>A rule, which must be a literal: its mistakes are shown inside it; <see langword="null"/> where there is none.</summary>
    public static Rule? ReadRule(AttributeValue? value, FindingBag findings)
    {
        if (value is not { } given || given.AsText() is null) return null;
        if (LiteralText.Read(given.Written) is { } text) return RuleParser.ParseRule(text, findings);
        // C# itself says what is wrong with a literal that it cannot read.
        if (!given.Written.ContainsDiagnostics) findings.Report(FindingCatalog.RuleNotWrittenOut, given.Span, given.Written.ToString());
        return new Rule(EquatableArray<Statement>.Empty);
    }
}
