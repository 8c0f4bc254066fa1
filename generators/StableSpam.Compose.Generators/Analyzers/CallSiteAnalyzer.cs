using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace StableSpamCompose.Generators.Analyzers;

/// <summary>
/// Checks constants where compiled optimizers are made and set: constructor arguments, object initialisers, properties and
/// settings by name.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CallSiteAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => CallSiteCheck.Descriptors;

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
        if (OptimizerClass.Of(creation.Type) is not { } optimizer) return;
        bool isSound = true;
        var values = new List<CallSiteValue>();
        foreach (IArgumentOperation argument in creation.Arguments)
        {
            if (argument.Parameter is not { } parameter || optimizer.Find(parameter.Name) is null) continue;
            if (argument.ArgumentKind == ArgumentKind.DefaultValue)
            {
                values.Add(CallSiteValue.Default(parameter));
                continue;
            }
            var value = CallSiteValue.Written(parameter.Name, argument.Value);
            values.Add(value);
            if (HyperparameterMetadata.Of(parameter) is { } metadata) isSound &= CallSiteCheck.Range(context, metadata, value);
        }
        if (isSound) CallSiteCheck.Relations(context, optimizer, values);
    }

    private static void CheckAssignment(OperationAnalysisContext context)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is not IPropertyReferenceOperation target || OptimizerClass.Of(target.Instance?.Type) is not { } optimizer) return;
        if (target.Property.IsIndexer)
        {
            IOperation? key = target.Arguments.FirstOrDefault()?.Value;
            if (key?.ConstantValue.Value is not string name || !CallSiteCheck.Name(context, optimizer, name, key.Syntax)) return;
        }
        if (HyperparameterMetadata.Of(target, optimizer) is { } metadata)
            CallSiteCheck.Range(context, metadata, CallSiteValue.Written(metadata.Name, assignment.Value));
    }
}
