using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>Checks that a class can be the one part of an optimizer whose other part is compiled.</summary>
internal static class ClassShape
{
    /// <summary>Reports what keeps <paramref name="type"/> from being an optimizer.</summary>
    public static void Check(INamedTypeSymbol type, TypeDeclarationSyntax declaration, FindingBag findings)
    {
        string name = type.Name;
        SourceSpan place = SyntaxSpans.Of(declaration.Identifier);
        if (!Has(declaration, SyntaxKind.PartialKeyword)) findings.Report(FindingCatalog.ClassNotPartial, place, name);
        if (type.ContainingType is { } outer) findings.Report(FindingCatalog.ClassNested, place, name, outer.Name);
        if (type.IsGenericType) findings.Report(FindingCatalog.ClassGeneric, place, name);
        if (type.IsStatic) findings.Report(FindingCatalog.ClassNotInstantiable, place, name, "static");
        else if (type.IsAbstract) findings.Report(FindingCatalog.ClassNotInstantiable, place, name, "abstract");
        if (type.BaseType is { SpecialType: not SpecialType.System_Object } ancestor)
            findings.Report(FindingCatalog.ClassHasBase, place, name, ancestor.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
        if (type.IsRecord) findings.Report(FindingCatalog.ClassNotPlain, place, name, "is a record");
        else if (declaration.ParameterList is not null) findings.Report(FindingCatalog.ClassNotPlain, place, name, "has a primary constructor");
        if (type.IsFileLocal) findings.Report(FindingCatalog.ClassNotPlain, place, name, "is visible in its file alone");
    }

    /// <summary>What stands before <c>class</c> in the other part.</summary>
    public static string ModifiersOf(INamedTypeSymbol type) =>
        (type.DeclaredAccessibility == Accessibility.Public ? "public " : "internal ") + (type.IsSealed ? "sealed partial" : "partial");

    private static bool Has(TypeDeclarationSyntax declaration, SyntaxKind modifier) => declaration.Modifiers.Any(modifier);
}
