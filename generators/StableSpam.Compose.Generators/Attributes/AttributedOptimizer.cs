using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>Reads the optimizer that the attributes of a class declare. Nothing of the compilation leaves it but text and places.</summary>
internal static class AttributedOptimizer
{
    private const string LearningRateRange = "[0, inf)";

    /// <summary>Whether a node with <c>[Optimizer]</c> is a class.</summary>
    public static bool IsCandidate(SyntaxNode node, CancellationToken cancellation) => node is ClassDeclarationSyntax or RecordDeclarationSyntax;

    /// <summary>Reads a class with <c>[Optimizer]</c>.</summary>
    public static DeclaredOptimizer Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var declaration = (TypeDeclarationSyntax)context.TargetNode;
        SourceSpan place = SyntaxSpans.Of(declaration.Identifier);
        var findings = new FindingBag();
        OptimizerModel? model = Guarded.Run(place, findings, () => ReadModel(context, type, declaration, findings, cancellation));
        string namespaceName = type.ContainingNamespace.IsGlobalNamespace ? "" : NamespaceOf(type.ContainingNamespace);
        return new DeclaredOptimizer(place, namespaceName, ClassShape.ModifiersOf(type), model, findings.Findings.ToEquatableArray());
    }

    private static OptimizerModel? ReadModel(
        GeneratorAttributeSyntaxContext context, INamedTypeSymbol type, TypeDeclarationSyntax declaration, FindingBag findings,
        CancellationToken cancellation)
    {
        if (AttributeArguments.Of(context.Attributes[0], cancellation) is not { } optimizer) return null;
        ClassShape.Check(type, declaration, findings);
        var name = new Spelled(type.Name, SyntaxSpans.Of(declaration.Identifier));
        DeclaredName.CheckTypeName(name, "an optimizer", findings);

        var hyperparameters = new List<HyperparameterModel>();
        var chain = new List<ChainLink>();
        foreach (AttributeData attribute in type.GetAttributes())
        {
            cancellation.ThrowIfCancellationRequested();
            bool isTransform = AttributeNames.IsTransform(attribute.AttributeClass);
            if (!isTransform && !AttributeNames.IsHyperparameter(attribute.AttributeClass)) continue;
            if (AttributeArguments.Of(attribute, cancellation) is not { } arguments) continue;
            if (!arguments.StandsOn(declaration))
                findings.Report(FindingCatalog.ChainOnTwoParts, arguments.NameSpan, AttributeWords.TransformOf(attribute.AttributeClass!.Name), type.Name);
            else if (isTransform)
                chain.Add(ChainLinkReader.Read(AttributeWords.TransformOf(attribute.AttributeClass!.Name), arguments, findings));
            else if (HyperparameterAttributeReader.Read(arguments, findings) is { } declared)
                Declare(declared, hyperparameters, findings);
        }
        return new OptimizerModel
        {
            Name = name,
            Summary = OneLine(optimizer.Text("Summary")),
            Source = OneLine(optimizer.Text("Source")),
            LearningRate = ReadLearningRate(optimizer, findings),
            Hyperparameters = hyperparameters.ToEquatableArray(),
            Chain = chain.ToEquatableArray(),
            ChainSpan = optimizer.Span,
        };
    }

    private static void Declare(HyperparameterModel declared, List<HyperparameterModel> hyperparameters, FindingBag findings)
    {
        const string What = "a hyperparameter";
        if (hyperparameters.Any(other => other.Name.Text == declared.Name.Text))
            findings.Report(FindingCatalog.DeclaredTwice, declared.Name.Span, declared.Name.Text, What, What);
        else
            hyperparameters.Add(declared);
    }

    private static HyperparameterModel? ReadLearningRate(AttributeArguments optimizer, FindingBag findings)
    {
        if (optimizer.Find("Lr") is not { } rate) return null;
        if (rate.AsNumber() is not { } number)
        {
            findings.Report(FindingCatalog.NotFinite, rate.Span, "Lr", rate.Written.ToString());
            return null;
        }
        return new HyperparameterDeclaration
        {
            Name = new Spelled("lr", rate.Span),
            Default = new Spelled(number.Text, rate.Span),
            Range = new Spelled(LearningRateRange, rate.Span),
            IsNumber = true,
        }.ToModel(findings);
    }

    private static string OneLine(Spelled? text) =>
        text is null ? "" : string.Join(" ", text.Text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()));

    private static string NamespaceOf(INamespaceSymbol symbol) =>
        symbol.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted));
}
