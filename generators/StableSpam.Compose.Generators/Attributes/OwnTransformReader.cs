using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Generators.Recipes;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>Reads the transforms that a class declares by <c>[Transform("Name", rule)]</c>, and checks each by itself.</summary>
internal static class OwnTransformReader
{
    /// <summary>Whether a node with <c>[Transform]</c> is a class.</summary>
    public static bool IsCandidate(SyntaxNode node, CancellationToken cancellation) => node is ClassDeclarationSyntax or RecordDeclarationSyntax;

    /// <summary>The transforms that a class declares; those that it only uses are none.</summary>
    public static EquatableArray<CheckedTransform> Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        SourceSpan place = SyntaxSpans.Of(((TypeDeclarationSyntax)context.TargetNode).Identifier);
        var findings = new FindingBag();
        CheckedTransform[]? transforms = Guarded.Run(place, findings, () => ReadAll(context, cancellation));
        return (transforms ?? [new CheckedTransform("", null, findings.Findings.ToEquatableArray())]).ToEquatableArray();
    }

    private static CheckedTransform[] ReadAll(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        AttributeArguments[] declarations =
        [
            .. context.Attributes.Select(attribute => AttributeArguments.Of(attribute, cancellation)).OfType<AttributeArguments>()
                .Where(OwnTransform.IsDeclaredBy),
        ];
        var members = new TransformMembers((INamedTypeSymbol)context.TargetSymbol, context.TargetNode, declarations, cancellation);
        var unowned = new FindingBag();
        members.ReportUnowned(unowned);
        return
        [
            .. declarations.Select(declaration => Check(declaration, members)),
            new CheckedTransform("", null, unowned.Findings.ToEquatableArray()),
        ];
    }

    private static CheckedTransform Check(AttributeArguments declaration, TransformMembers members)
    {
        var findings = new FindingBag();
        TransformModel? model = ToModel(declaration, members, findings);
        if (model is not null && !findings.HasErrors) TransformCheck.Run(model, findings);
        return new CheckedTransform(model?.Name.Text ?? "", model, findings.Findings.ToEquatableArray());
    }

    private static TransformModel? ToModel(AttributeArguments declaration, TransformMembers members, FindingBag findings)
    {
        if (declaration.HasTextTooLong(findings) || OwnTransform.NameIn(declaration) is not { } name) return null;
        DeclaredName.CheckTypeName(name, "a transform", findings);
        var transform = new TransformModel
        {
            Name = name,
            Summary = OwnTransform.OneLine(declaration.Text("Summary")),
            Source = OwnTransform.OneLine(declaration.Text("Source")),
            AppliesItself = declaration.Find("AppliesItself") is { IsTrue: true },
            Replaces = declaration.Find("Replaces") is { IsTrue: true } replaces ? name with { Span = replaces.Span } : null,
            Hyperparameters = members.HyperparametersOf(name.Text, findings),
            State = members.StatesOf(name.Text, findings),
            Uses = members.UsesOf(name.Text, findings),
            Before = members.BeforeOf(name.Text, findings),
            ParameterRounding = RoundingProperties.Read(declaration, OwnTransform.ParameterRounding, OwnTransform.ParameterSeed, findings),
            View = declaration.Text("View") is { } view && DeclaredWord.Check(view, "View", DeclaredWord.Views, findings) ? view : null,
            Rules = RulesOf(declaration, findings).ToEquatableArray(),
        };
        DistinctNames.Check(transform, findings);
        StructuralValues.Check(transform, findings);
        return transform;
    }

    private static IEnumerable<RuleCase> RulesOf(AttributeArguments declaration, FindingBag findings)
    {
        if (AttributeExpression.ReadRule(declaration.Find(1, "rule"), findings) is { } rule) yield return new RuleCase(null, rule);
        foreach (string shape in DeclaredWord.Shapes)
        {
            if (declaration.Find(AttributeWords.Capitalised(shape)) is not { } given) continue;
            if (AttributeExpression.ReadRule(given, findings) is { } shaped) yield return new RuleCase(new Spelled(shape, given.Span), shaped);
        }
    }
}
