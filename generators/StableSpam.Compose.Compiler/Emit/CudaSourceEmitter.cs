using StableSpamCompose.Compiler.Emit.Cuda;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>Emits the property that holds the step as CUDA C++, or says why there is none.</summary>
internal sealed class CudaSourceEmitter(StepPlan plan)
{
    /// <summary>Emits the property.</summary>
    public void Write(SourceWriter writer)
    {
        writer.Line().Line("/// <inheritdoc/>");
        const string Property = "public static global::StableSpamCompose.Cuda.CudaSource Cuda { get; } =";
        string refusal = CudaEmitter.WhyNot(plan);
        if (refusal.Length > 0)
        {
            writer.Line($"{Property} global::StableSpamCompose.Cuda.CudaSource.Refused({Comments.Literal(refusal)});");
            return;
        }
        using (writer.Block(Property + " new()", "};"))
        {
            writer.Line($"Name = {Comments.Literal(plan.Program.Name)},");
            writer.Line("Launches =").Line("[");
            using (writer.Indented()) writer.Lines("", new LaunchPlan(plan).Launches.Select(Launch));
            writer.Line("],");
            WriteText(CudaEmitter.Emit(plan), writer);
        }
    }

    private static string Launch(PlannedLaunch launch) =>
        $"new({Comments.Literal(launch.Kernel)}, {(launch.Kind == LaunchKind.Pass ? "true" : "false")}, {(launch.DecidesSkip ? "true" : "false")}),";

    private static void WriteText(string text, SourceWriter writer)
    {
        string quotes = "\"\"\"";
        while (text.Contains(quotes)) quotes += "\"";
        writer.Line("Text =");
        using (writer.Indented())
        {
            writer.Line(quotes);
            writer.Lines("", text.TrimEnd('\n').Split('\n'));
            writer.Line(quotes + ",");
        }
    }
}
