using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using StableSpamCompose.Compiler.Lowering;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Generators.Output;

namespace StableSpamCompose.Generators.Analyzers;

/// <summary>
/// Checks constants where compiled optimizers are made and set: constructor arguments, object initialisers, properties and
/// settings by name. What they are checked against travels with the optimizer's assembly.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CallSiteAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor OutOfRange = FindingReport.DescriptorOf(FindingCatalog.CallOutOfRange);
    private static readonly DiagnosticDescriptor BreaksRelation = FindingReport.DescriptorOf(FindingCatalog.CallBreaksRelation);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(OutOfRange, BreaksRelation);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(CheckCreation, OperationKind.ObjectCreation);
        context.RegisterOperationAction(CheckAssignment, OperationKind.SimpleAssignment);
    }

    private static void CheckCreation(OperationAnalysisContext context)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (creation.Constructor is not { } constructor || !constructor.Parameters.Any(parameter => HyperparameterMetadata.Of(parameter) is not null)) return;
        bool isSound = true;
        foreach (IArgumentOperation argument in creation.Arguments)
        {
            if (argument.ArgumentKind == ArgumentKind.DefaultValue || argument.Parameter is null) continue;
            if (HyperparameterMetadata.Of(argument.Parameter) is { } metadata) isSound &= Check(context, metadata, argument.Value);
        }
        if (isSound) CheckRelations(context, creation, constructor);
    }

    private static void CheckRelations(OperationAnalysisContext context, IObjectCreationOperation creation, IMethodSymbol constructor)
    {
        INamedTypeSymbol optimizer = HyperparameterMetadata.OptimizerOf(constructor);
        Dictionary<string, double?> values = creation.Arguments.Where(argument => argument.Parameter is not null)
            .ToDictionary(argument => argument.Parameter!.Name, argument => ConstantOf(argument.Value), StringComparer.Ordinal);
        foreach (string relation in HyperparameterMetadata.RelationsOf(optimizer))
        {
            if (RelationCheck.Holds(relation, values, out IReadOnlyList<string> names) != false) continue;
            IArgumentOperation? written = creation.Arguments.FirstOrDefault(
                argument => argument.ArgumentKind != ArgumentKind.DefaultValue && names.Contains(argument.Parameter!.Name));
            string here = string.Join(" and ", names.Select(name => $"{name} is {Text(values[name]!.Value)}"));
            if (written is not null)
                context.ReportDiagnostic(Diagnostic.Create(BreaksRelation, written.Syntax.GetLocation(), optimizer.Name, relation, here));
        }
    }

    private static void CheckAssignment(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is IPropertyReferenceOperation target && HyperparameterMetadata.Of(target) is { } metadata)
            Check(context, metadata, assignment.Value);
    }

    private static bool Check(OperationAnalysisContext context, HyperparameterMetadata metadata, IOperation written)
    {
        if (ConstantOf(written) is not { } value || metadata.Complaint(value) is not { } allowed) return true;
        context.ReportDiagnostic(Diagnostic.Create(
            OutOfRange, written.Syntax.GetLocation(), metadata.Name, metadata.Optimizer, allowed, Text(value), FindingCatalog.Because(metadata.Why)));
        return false;
    }

    private static double? ConstantOf(IOperation operation)
    {
        // Where null is allowed a constant is no constant any more: the number in it is.
        while (operation is IConversionOperation { ConstantValue.HasValue: false, IsImplicit: true } conversion) operation = conversion.Operand;
        return operation.ConstantValue is { HasValue: true, Value: IConvertible number and not (string or bool or char) }
            ? number.ToDouble(CultureInfo.InvariantCulture)
            : null;
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
