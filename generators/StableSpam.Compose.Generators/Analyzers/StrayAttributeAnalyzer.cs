using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Generators.Attributes;
using StableSpamCompose.Generators.Output;

namespace StableSpamCompose.Generators.Analyzers;

/// <summary>Finds attributes of chains on classes that are no optimizers, where nothing reads them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StrayAttributeAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Stray = FindingReport.DescriptorOf(FindingCatalog.StrayAttribute);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Stray);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        // The relations that compiled classes carry are generated code.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(CheckClass, SymbolKind.NamedType);
    }

    private static void CheckClass(SymbolAnalysisContext context)
    {
        ImmutableArray<AttributeData> attributes = context.Symbol.GetAttributes();
        if (attributes.Any(attribute => AttributeNames.IsOptimizer(attribute.AttributeClass))) return;
        bool declaresTransform = false;
        var written = new List<(AttributeData Attribute, AttributeArguments Arguments)>();
        foreach (AttributeData attribute in attributes)
        {
            if (AttributeArguments.Of(attribute, context.CancellationToken) is not { } arguments) continue;
            bool isDeclaration = AttributeNames.IsNamedTransform(attribute.AttributeClass) && OwnTransform.IsDeclaredBy(arguments);
            declaresTransform |= isDeclaration;
            if (!isDeclaration) written.Add((attribute, arguments));
        }
        foreach ((AttributeData attribute, AttributeArguments arguments) in written)
        {
            bool isStray = AttributeNames.IsChainLink(attribute.AttributeClass) || AttributeNames.IsBudget(attribute.AttributeClass)
                || AttributeNames.IsRelation(attribute.AttributeClass) || (AttributeNames.IsMember(attribute.AttributeClass) && !declaresTransform);
            if (isStray)
                context.ReportDiagnostic(Diagnostic.Create(Stray, arguments.NameLocation, AttributeWords.TransformOf(attribute.AttributeClass!.Name), context.Symbol.Name));
        }
    }
}
