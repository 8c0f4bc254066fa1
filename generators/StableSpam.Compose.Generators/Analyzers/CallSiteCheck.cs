using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using StableSpamCompose.Compiler.Lowering;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Generators.Output;

namespace StableSpamCompose.Generators.Analyzers;

/// <summary>Checks what a call says of an optimizer, against what travels with the optimizer's assembly.</summary>
internal static class CallSiteCheck
{
    private static readonly DiagnosticDescriptor OutOfRange = FindingReport.DescriptorOf(FindingCatalog.CallOutOfRange);
    private static readonly DiagnosticDescriptor BreaksRelation = FindingReport.DescriptorOf(FindingCatalog.CallBreaksRelation);
    private static readonly DiagnosticDescriptor SetsNothing = FindingReport.DescriptorOf(FindingCatalog.CallSetsNothing);

    /// <summary>What these checks report.</summary>
    public static ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = ImmutableArray.Create(OutOfRange, BreaksRelation, SetsNothing);

    /// <summary>Reports a constant outside its range; <see langword="false"/> if it is.</summary>
    public static bool Range(OperationAnalysisContext context, HyperparameterMetadata metadata, CallSiteValue value)
    {
        if (value.Constant is not { } constant || metadata.Complaint(constant) is not { } allowed) return true;
        Report(context, OutOfRange, value.Place, metadata.Name, metadata.Optimizer, allowed, Text(constant), FindingCatalog.Because(metadata.Why));
        return false;
    }

    /// <summary>Reports the relations that <paramref name="values"/>, all of a call with its defaults, break.</summary>
    public static void Relations(OperationAnalysisContext context, OptimizerClass optimizer, IReadOnlyList<CallSiteValue> values)
    {
        Dictionary<string, double?> constants = values.ToDictionary(value => value.Name, value => value.Constant, StringComparer.Ordinal);
        foreach (string relation in optimizer.Relations)
        {
            if (RelationCheck.Holds(relation, constants, out IReadOnlyList<string> names) != false) continue;
            CallSiteValue? written = values.FirstOrDefault(value => value.Place is not null && names.Contains(value.Name));
            string here = string.Join(" and ", names.Select(name => $"{name} is {Text(constants[name]!.Value)}"));
            if (written is not null) Report(context, BreaksRelation, written.Place, optimizer.Type.Name, relation, here);
        }
    }

    /// <summary>Reports a name that no hyperparameter has; <see langword="false"/> if it is none.</summary>
    public static bool Name(OperationAnalysisContext context, OptimizerClass optimizer, string name, SyntaxNode place)
    {
        if (optimizer.Find(name) is not null) return true;
        Report(context, SetsNothing, place.GetLocation(), optimizer.Type.Name, name, optimizer.Nearest(name));
        return false;
    }

    /// <summary>Reports a mistake in a call; of arguments that hold text of a recipe or of the call, what could not be read in a message is spelled out.</summary>
    public static void Report(OperationAnalysisContext context, DiagnosticDescriptor mistake, Location? place, params string[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(mistake, place, [.. arguments.Select(MessageText.Of)]));

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
