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
        .. Names(AdamFamilyTests.Optimizers), .. Names(CautiousTests.Optimizers), .. Names(MomentumTests.Optimizers),
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
            text.Append("\n```\n").Append(info.Plan.Mathematics).Append("\n```\n\n");
            text.Append("- `").Append(Constructor(info)).Append("`\n");
            text.Append("- ").Append(Cost(info)).Append('\n');
            text.Append("- ").Append(LibraryProperties.Scales[info.Name].Sentence).Append('\n');
            foreach (string agreement in Agreements(info.Name)) text.Append("- ").Append(agreement).Append('\n');
            text.Append('\n');
        }
        return text.ToString();
    }

    private static string Constructor(OptimizerInfo info) =>
        $"{info.Name}({string.Join(", ", info.Hyperparameters.Prepend(info.LearningRate).Select(hyperparameter => $"{hyperparameter.Name} = {Number(hyperparameter.Default)}"))})";

    private static string Cost(OptimizerInfo info)
    {
        int passes = info.Plan.Passes.Count;
        string scratch = info.Plan.ScratchArrays == 0 ? "" : $", {info.Plan.ScratchArrays} scratch array{(info.Plan.ScratchArrays == 1 ? "" : "s")} within a step";
        return $"{passes} pass{(passes == 1 ? "" : "es")}, {info.Plan.BytesPerElement} bytes moved and {info.Plan.StateBytesPerElement} bytes of state for each element in fp32{scratch}";
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
