using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>What is written in the brackets of an attribute, each value with its place.</summary>
internal sealed class AttributeArguments
{
    private readonly AttributeData _attribute;
    private readonly AttributeSyntax _syntax;

    private AttributeArguments(AttributeData attribute, AttributeSyntax syntax)
    {
        _attribute = attribute;
        _syntax = syntax;
    }

    /// <summary>Reads an attribute; <see langword="null"/> for one that is not written in C#.</summary>
    public static AttributeArguments? Of(AttributeData attribute, CancellationToken cancellation) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is AttributeSyntax syntax ? new AttributeArguments(attribute, syntax) : null;

    /// <summary>Where the attribute stands.</summary>
    public SourceSpan Span => SyntaxSpans.Of(_syntax);

    /// <summary>Where its name stands.</summary>
    public SourceSpan NameSpan => SyntaxSpans.Of(_syntax.Name);

    /// <summary>Where its name stands, in its syntax tree.</summary>
    public Location NameLocation => _syntax.Name.GetLocation();

    /// <summary>The names that are given values, in order.</summary>
    public IEnumerable<Spelled> Names =>
        from argument in Written
        where argument.NameEquals is not null
        select new Spelled(argument.NameEquals!.Name.Identifier.ValueText, SyntaxSpans.Of(argument.NameEquals.Name));

    /// <summary>Whether one of its texts is longer than any that a recipe has; says so.</summary>
    public bool HasTextTooLong(FindingBag findings)
    {
        IEnumerable<TypedConstant> values = _attribute.ConstructorArguments.Concat(_attribute.NamedArguments.Select(argument => argument.Value));
        int longest = values.SelectMany(value => value.Kind == TypedConstantKind.Array && !value.IsNull ? value.Values.AsEnumerable() : [value])
            .Select(value => value.Kind == TypedConstantKind.Primitive && value.Value is string text ? text.Length : 0).DefaultIfEmpty(0).Max();
        if (longest <= RecipeLimits.Characters) return false;
        findings.Report(FindingCatalog.TextTooLong, NameSpan, "A text in an attribute",
            RecipeLimits.Characters.ToString(CultureInfo.InvariantCulture), longest.ToString(CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>Whether the attribute stands within <paramref name="node"/>.</summary>
    public bool StandsOn(SyntaxNode node) => node.SyntaxTree == _syntax.SyntaxTree && node.Span.Contains(_syntax.Span);

    /// <summary>A named value; <see langword="null"/> where it is not written.</summary>
    public AttributeValue? Find(string name)
    {
        ExpressionSyntax? written = Written.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name)?.Expression;
        KeyValuePair<string, TypedConstant> value = _attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name);
        return written is null || value.Key is null ? null : new AttributeValue(value.Value, written);
    }

    /// <summary>A value by its place among those that the constructor takes; <see langword="null"/> where C# takes none.</summary>
    public AttributeValue? Find(int position, string parameter)
    {
        if (position >= _attribute.ConstructorArguments.Length) return null;
        ExpressionSyntax? written =
            Written.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == parameter)?.Expression
            ?? Written.Where(argument => argument.NameEquals is null && argument.NameColon is null).ElementAtOrDefault(position)?.Expression;
        return written is null ? null : new AttributeValue(_attribute.ConstructorArguments[position], written);
    }

    /// <summary>A text by name; <see langword="null"/> where it is not written.</summary>
    public Spelled? Text(string name) => Find(name)?.AsText();

    private IEnumerable<AttributeArgumentSyntax> Written => _syntax.ArgumentList?.Arguments.AsEnumerable() ?? [];
}

/// <summary>A value in an attribute.</summary>
/// <param name="Constant">What it is.</param>
/// <param name="Written">How it is written.</param>
internal readonly record struct AttributeValue(TypedConstant Constant, ExpressionSyntax Written)
{
    /// <summary>Where it stands.</summary>
    public SourceSpan Span => SyntaxSpans.Of(Written);

    /// <summary>The value as a text; <see langword="null"/> if it is none.</summary>
    public Spelled? AsText() => Constant.Value is string text ? new Spelled(text, Span) : null;

    /// <summary>The value as a flag.</summary>
    public bool IsTrue => Constant.Value is true;

    /// <summary>The value as a finite number, as written where the rule language reads it alike; <see langword="null"/> if it is none.</summary>
    public NumberText? AsNumber()
    {
        if (Constant.Value is not IConvertible number || Constant.Kind != TypedConstantKind.Primitive || number is string or bool or char) return null;
        double value = number.ToDouble(CultureInfo.InvariantCulture);
        if (double.IsNaN(value) || double.IsInfinity(value)) return null;
        return NumberText.Parse(Written.ToString()) is { } written && written.Value.Equals(value)
            ? written
            : new NumberText(value, value.ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>The name of an enumeration's value; <see langword="null"/> if it has none.</summary>
    public string? AsChoice()
    {
        object? value = Constant.Value;
        return Constant.Type is INamedTypeSymbol { TypeKind: TypeKind.Enum } type
            ? type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, value))?.Name
            : null;
    }

    /// <summary>The values of an array of texts; <see langword="null"/> if it is none.</summary>
    public EquatableArray<Spelled>? AsTexts()
    {
        if (Constant.Kind != TypedConstantKind.Array || Constant.IsNull) return null;
        ExpressionSyntax[] written = Written switch
        {
            ArrayCreationExpressionSyntax { Initializer: { } items } => [.. items.Expressions],
            ImplicitArrayCreationExpressionSyntax array => [.. array.Initializer.Expressions],
            CollectionExpressionSyntax collection => [.. collection.Elements.OfType<ExpressionElementSyntax>().Select(element => element.Expression)],
            _ => [],
        };
        SourceSpan whole = Span;
        return Constant.Values
            .Select((value, i) => new Spelled(value.Value as string ?? "", i < written.Length ? SyntaxSpans.Of(written[i]) : whole))
            .ToEquatableArray();
    }
}
