using System.Globalization;
using System.Text;
using StableSpamCompose.Agreement.Tests.Published;
using StableSpamCompose.Compiler;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>Writes the catalogue of the library: each optimizer's rule, source, cost, and what it agrees with.</summary>
internal static class Catalogue
{
    private static readonly HashSet<string> WrittenByHand =
    [
        .. Names(AdamFamilyTests.Optimizers), .. Names(CautiousTests.Optimizers), .. Names(FactoredTests.Optimizers),
        .. Names(GlobalNormTests.Optimizers), .. Names(MomentumTests.Optimizers), .. Names(ProjectionTests.Optimizers),
        .. Names(ScheduleFreeTests.Optimizers), .. Names(TensorNormTests.Optimizers), .. Names(TorchTests.Optimizers),
        .. Names(MixedPrecisionTests.Optimizers), "AdamGradientNoise", "AdamWEma", "Prodigy",
    ];

    /// <summary>The catalogue as Markdown, without its heading.</summary>
    public static string Write()
    {
        var text = new StringBuilder();
        foreach (OptimizerInfo info in OptimizerLibrary.All.OrderBy(info => info.Name, StringComparer.OrdinalIgnoreCase))
        {
            text.Append("### ").Append(info.Name).Append("\n\n").Append(info.Summary).Append('\n');
            if (info.Source.Length > 0) text.Append("Source: ").Append(info.Source).Append(".\n");
            foreach (ProgramInfo program in info.Programs)
                text.Append('\n').Append(Heading(program)).Append("```\n").Append(program.Plan.Mathematics).Append("\n```\n");
            text.Append("\n- `").Append(Constructor(info)).Append("`\n");
            foreach (ProgramInfo program in info.Programs)
                text.Append("- ").Append(Parameters(program) is { Length: > 0 } parameters ? parameters + ": " : "").Append(Cost(program.Plan)).Append('\n');
            text.Append("- ").Append(LibraryProperties.Scales[info.Name].Sentence).Append('\n');
            foreach (string agreement in Agreements(info.Name)) text.Append("- ").Append(agreement).Append('\n');
            text.Append('\n');
        }
        return text.ToString();
    }

    private static string Constructor(OptimizerInfo info) =>
        $"{info.Name}({string.Join(", ", info.Hyperparameters.Prepend(info.LearningRate).Select(hyperparameter => $"{hyperparameter.Name} = {Number(hyperparameter.Default)}"))})";

    private static string Heading(ProgramInfo program) => Parameters(program) is { Length: > 0 } parameters ? $"{parameters}:\n\n" : "";

    // Empty for all of them.
    private static string Parameters(ProgramInfo program)
    {
        string shape = program.Shape switch { ShapeCase.Matrix => "Matrices", ShapeCase.Vector => "Vectors and scalars", _ => "" };
        if (program.Match == "*") return shape;
        return $"{(shape.Length > 0 ? shape : "Parameters")} named `{program.Match}`";
    }

    private static string Cost(OptimizerPlan plan)
    {
        int passes = plan.Passes.Count;
        string scratch = plan.ScratchArrays == 0 ? "" : $", {plan.ScratchArrays} scratch array{(plan.ScratchArrays == 1 ? "" : "s")} within a step";
        return $"{passes} pass{(passes == 1 ? "" : "es")}, {plan.BytesPerElement} bytes moved and {plan.StateBytesPerElement} bytes of state for each element in fp32{scratch}";
    }

    private static IEnumerable<string> Agreements(string optimizer)
    {
        foreach (GoldenCase golden in GoldenCase.All.Where(golden => golden.Optimizer == optimizer))
        {
            yield return $"agrees with `{golden.Case}` ({GoldenRun.SourceOf(golden)}): {Share(GoldenRun.Compiled(golden))} of what fp32 explains, {Share(GoldenRun.Interpreted(golden))} of the bound in double";
        }
        if (WrittenByHand.Contains(optimizer)) yield return "agrees with its rule written out by hand, in double, to 1e-12";
    }

    // Two digits: the last bits of pow and cos differ between machines.
    private static string Share(double ratio) =>
        ratio < 0.01 ? "less than 0.01" : ratio.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Names(IEnumerable<object[]> theory) => theory.Select(row => (string)row[0]);
}
