using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>Reads the attribute of a transform as an entry of a chain.</summary>
internal static class ChainLinkReader
{
    private const string As = "As";
    private const string Parameters = "Parameters";
    private const string Bind = "Bind";
    private const string Fixed = "Fixed";

    /// <summary>The entry of a transform that has an attribute of its own: what is written there is a setting, what is not stays open.</summary>
    public static ChainLink Read(string transform, AttributeArguments arguments, FindingBag findings) =>
        Read(new Spelled(transform, arguments.NameSpan), arguments, [], findings);

    /// <summary>The entry of a transform that <c>[Transform]</c> names.</summary>
    public static ChainLink? ReadNamed(AttributeArguments arguments, FindingBag findings) =>
        OwnTransform.NameIn(arguments) is { } name ? Read(name, arguments, OwnTransform.Properties, findings) : null;

    /// <summary>The pattern of the parameters whose chain the entry stands in; <see langword="null"/> for the rest.</summary>
    public static Spelled? PatternOf(AttributeArguments arguments, FindingBag findings)
    {
        if (arguments.Text(Parameters) is not { } match || match.Text.Length > 0) return arguments.Text(Parameters);
        findings.Report(FindingCatalog.WrongShape, match.Span, $"'{Parameters}'", NamePattern.Expected, "'\"\"'");
        return null;
    }

    private static ChainLink Read(Spelled transform, AttributeArguments arguments, IReadOnlyList<string> ignored, FindingBag findings)
    {
        var settings = new List<Setting>();
        foreach (Spelled name in arguments.Names)
        {
            if (name.Text is As or Parameters || ignored.Contains(name.Text) || arguments.Find(name.Text) is not { } value) continue;
            if (name.Text is Bind or Fixed) settings.AddRange(SettingList.Read(value, name.Text, findings));
            else if (ReadValue(name, value, findings) is { } setting) settings.Add(setting);
        }
        Spelled? alias = arguments.Text(As);
        if (alias is not null) DeclaredName.CheckTypeName(alias, "a use of a transform", findings);
        return new ChainLink
        {
            Transform = transform,
            As = alias,
            Settings = settings.ToEquatableArray(),
        };
    }

    private static Setting? ReadValue(Spelled name, AttributeValue value, FindingBag findings)
    {
        if (ToExpression(name, value, findings) is not { } expression) return null;
        string text = ExpressionPrinter.Print(expression);
        return new Setting(new Spelled(AttributeWords.InRecipe(name.Text), name.Span), new RuleExpression(expression, text, value.Span), IsFixed: false);
    }

    private static Expression? ToExpression(Spelled name, AttributeValue value, FindingBag findings)
    {
        SourceSpan span = value.Span;
        if (value.Constant.Value is bool flag) return new Name(flag ? "true" : "false", span);
        if (value.Constant.Kind == Microsoft.CodeAnalysis.TypedConstantKind.Enum)
        {
            if (value.AsChoice() is { } choice) return new Name(AttributeWords.InRecipe(choice), span);
            findings.Report(FindingCatalog.NotAChoice, span, name.Text, value.Constant.Type?.Name ?? "");
            return null;
        }
        if (value.AsNumber() is { } number) return ToExpression(number, span);
        findings.Report(FindingCatalog.NotFinite, span, name.Text, value.Written.ToString());
        return null;
    }

    private static Expression ToExpression(NumberText number, SourceSpan span) => number.Text.StartsWith("-", StringComparison.Ordinal)
        ? new Unary(UnaryOperator.Negate, new Number(-number.Value, number.Text.Substring(1), span), span)
        : new Number(number.Value, number.Text, span);
}
