using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Generators.Output;

namespace StableSpamCompose.Generators.Analyzers;

/// <summary>
/// Checks names and settings where optimizers are made by name: <c>Optimizers.Create("Adam", parameters, new Dictionary..)</c>, and
/// wherever else an optimizer or a group of one is given a dictionary that is written out in the call.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SettingsAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor NoOptimizer = FindingReport.DescriptorOf(FindingCatalog.CallOfNoOptimizer);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = CallSiteCheck.Descriptors.Add(NoOptimizer);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(CheckCreation, OperationKind.ObjectCreation);
        context.RegisterOperationAction(CheckInvocation, OperationKind.Invocation);
    }

    private static void CheckCreation(OperationAnalysisContext context)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (OptimizerClass.Of(creation.Type) is { } optimizer) CheckSettings(context, optimizer, creation.Arguments);
    }

    private static void CheckInvocation(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        OptimizerClass? optimizer = RegistryClass.Of(call.TargetMethod) is { } registry
            ? Named(context, registry, call)
            : OptimizerClass.Of(call.Instance?.Type);
        if (optimizer is not null) CheckSettings(context, optimizer, call.Arguments);
    }

    private static OptimizerClass? Named(OperationAnalysisContext context, RegistryClass registry, IInvocationOperation call)
    {
        IOperation? argument = call.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.SpecialType == SpecialType.System_String)?.Value;
        if (argument?.ConstantValue.Value is not string name) return null;
        OptimizerClass? optimizer = registry.Find(name);
        if (optimizer is null)
        {
            string nearest = Suggestion.DidYouMean(name, registry.Optimizers.Select(type => type.Name));
            CallSiteCheck.Report(context, NoOptimizer, argument.Syntax.GetLocation(), registry.Name, name, nearest);
        }
        return optimizer;
    }

    private static void CheckSettings(OperationAnalysisContext context, OptimizerClass optimizer, ImmutableArray<IArgumentOperation> arguments)
    {
        foreach (IArgumentOperation argument in arguments)
        {
            if (SettingsInCall.Read(argument.Value) is { } settings) CheckSettings(context, optimizer, settings);
        }
    }

    private static void CheckSettings(OperationAnalysisContext context, OptimizerClass optimizer, SettingsInCall settings)
    {
        bool isSound = settings.IsComplete;
        var values = new List<CallSiteValue>();
        foreach ((string name, SyntaxNode place, IOperation written) in settings.Entries)
        {
            if (!CallSiteCheck.Name(context, optimizer, name, place))
            {
                isSound = false;
                continue;
            }
            var value = CallSiteValue.Written(name, written);
            // Of two of one name the later holds.
            values.RemoveAll(earlier => earlier.Name == name);
            values.Add(value);
            if (HyperparameterMetadata.Of(optimizer.Find(name)!) is { } metadata) isSound &= CallSiteCheck.Range(context, metadata, value);
        }
        if (!isSound) return;
        IEnumerable<IParameterSymbol> left = optimizer.Hyperparameters.Where(parameter => values.All(value => value.Name != parameter.Name));
        CallSiteCheck.Relations(context, optimizer, [.. values, .. left.Select(CallSiteValue.Default)]);
    }
}
