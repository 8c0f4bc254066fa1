using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>Emits a step as CUDA C++: one kernel for each launch, from the plan that the CPU runs too.</summary>
public static class CudaEmitter
{
    /// <summary>The text, compiled with <c>--fmad=false</c> and the macros PARAMETER, GRADIENT and STATE set to a storage.</summary>
    public static string Emit(StepPlan plan)
    {
        var layout = new CudaLayout(plan);
        var stages = new CudaStageEmitter(plan, layout);
        string kernels = EmitKernels(plan, layout, stages);
        var text = new SourceWriter();
        WriteHead(plan, layout, text);
        text.Line().Lines("", CudaPrelude.Storage.Replace("\r", "").Split('\n'));
        WriteStep(plan, layout, text);
        stages.WriteStruct(text);
        layout.Tables.Write(text);
        string functions = CudaFunctions.UsedBy(kernels);
        if (functions.Length > 0) text.Line().Lines("", functions.Split('\n'));
        text.Line().Lines("", kernels.TrimEnd('\n').Split('\n'));
        return text.ToString();
    }

    private static void WriteHead(StepPlan plan, CudaLayout layout, SourceWriter writer)
    {
        writer.Line($"// {plan.Program.Name}, compiled by StableSpam.Compose. What a step does, from the gradient g down to the parameter w:");
        writer.Line("//");
        foreach (Origin origin in plan.Program.Origins) writer.Line("//   " + CudaNames.Comment(Comments.Of(origin)));
        writer.Line("//");
        string launches = layout.Launches.Launches.Count == 1 ? "One launch" : $"{NumberLiterals.Integer(layout.Launches.Launches.Count)} launches";
        writer.Line($"// {launches} for all tensors. Nothing may be contracted: products are added as they are written, so that the bits are the CPU's.");
    }

    private static void WriteStep(StepPlan plan, CudaLayout layout, SourceWriter writer)
    {
        writer.Line().Line("// What is the same for every tensor of a group in a step: the host computes it.");
        using (writer.Block("struct Step", "};"))
        {
            foreach (KeyValuePair<int, string> field in layout.Steps.StepFields)
                writer.Line($"{StepLayout.HostType(plan.Program.Nodes[field.Key])} {field.Value};");
        }
    }

    private static string EmitKernels(StepPlan plan, CudaLayout layout, CudaStageEmitter stages)
    {
        var writer = new SourceWriter();
        var passes = new CudaPassEmitter(plan, layout, stages);
        var folds = new CudaFoldEmitter(plan, layout, stages);
        var parts = new CudaPartEmitter(plan, layout, stages);
        stages.WriteFunctions(writer);
        if (plan.SkipStage >= 0) stages.WriteSkips(writer);
        if (plan.Passes.Count > 0) CudaPassEmitter.WriteShare(writer);
        for (int launch = 0; launch < layout.Launches.Launches.Count; launch++)
        {
            switch (layout.Launches.Launches[launch].Kind)
            {
                case LaunchKind.Pass: passes.Write(launch, writer); break;
                case LaunchKind.Parts: parts.Write(launch, writer); break;
                default: folds.Write(launch, writer); break;
            }
        }
        return writer.ToString();
    }
}
