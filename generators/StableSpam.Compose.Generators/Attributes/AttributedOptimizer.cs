using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>Reads the optimizer that the attributes of a class declare. Nothing of the compilation leaves it but text and places.</summary>
internal static class AttributedOptimizer
{
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
        // While a namespace has no name yet there is nowhere to put the other part; C# itself says so.
        bool isGlobal = type.ContainingNamespace.IsGlobalNamespace;
        string namespaceName = isGlobal ? "" : NamespaceOf(type.ContainingNamespace);
        if (!isGlobal && namespaceName.Split('.').Contains("")) model = null;
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

        var parts = new OptimizerParts(type.Name, declaration, findings);
        foreach (AttributeData attribute in type.GetAttributes())
        {
            cancellation.ThrowIfCancellationRequested();
            if (AttributeArguments.Of(attribute, cancellation) is { } arguments && !arguments.HasTextTooLong(findings)) parts.Add(attribute.AttributeClass, arguments);
        }
        return parts.ToModel(name, optimizer);
    }

    private static string NamespaceOf(INamespaceSymbol symbol) =>
        symbol.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted));
}
