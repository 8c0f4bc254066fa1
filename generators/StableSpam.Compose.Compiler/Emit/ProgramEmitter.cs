using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>Emits the struct of a program: the compiled step without its host.</summary>
/// <param name="plan">The scheduled step.</param>
/// <param name="name">Name of the struct.</param>
internal sealed class ProgramEmitter(StepPlan plan, string name)
{
    private readonly StepLayout _layout = new(plan);

    /// <summary>Emits the struct.</summary>
    public void Write(SourceWriter writer)
    {
        var passes = new PassEmitter(plan, _layout);
        var step = new StepEmitter(_layout);
        var tensor = new TensorStageEmitter(plan, _layout);

        string parameters = CaseText.Of(plan.Program.Case) is { Length: > 0 } text ? $" of {Comments.Xml(text)}" : "";
        writer.Line().Line($"/// <summary>The compiled step{parameters}: what the host computes, what each tensor computes, and the passes over the elements.</summary>");
        writer.Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
        using (writer.Block($"public readonly struct {name} : global::StableSpamCompose.Execution.IStepProgram<{name}.Step, {name}.Tensor>"))
        {
            new PlanEmitter(plan, passes).Write(writer);
            step.WriteStruct(writer);
            tensor.WriteStruct(writer);
            step.WriteMethod(writer);
            tensor.WriteMethods(writer);
            new GroupEmitter(plan, _layout).Write(writer);
            new CudaSourceEmitter(plan).Write(writer);
            WritePartArrays(writer);
            WriteDispatch(passes, writer);
            for (int pass = 0; pass < plan.Passes.Count; pass++) passes.Write(pass, writer);
        }
    }

    private void WritePartArrays(SourceWriter writer)
    {
        List<string> arrays = _layout.PartArrays.Select(array => $"new(global::StableSpamCompose.Plans.StateScope.{array.Scope}, {NumberLiterals.Integer(array.State)})").ToList();
        if (arrays.Count == 0) return;
        writer.Line().Line("/// <inheritdoc/>");
        writer.Line($"public static global::System.ReadOnlySpan<global::StableSpamCompose.Execution.PartArray> PartArrays => new global::StableSpamCompose.Execution.PartArray[] {{ {string.Join(", ", arrays)} }};");
    }

    private void WriteDispatch(PassEmitter passes, SourceWriter writer)
    {
        writer.Line().Line("/// <inheritdoc/>");
        writer.Line("public static void Dispatch<TParameter, TGradient, TState, TRunner>(int pass, ref TRunner runner)");
        PassEmitter.WriteStorageConstraints(writer);
        using (writer.Block("    where TRunner : struct, global::StableSpamCompose.Execution.IPassRunner<Step, Tensor>, allows ref struct"))
        {
            // What changes nothing has no pass, and C# warns of a switch without cases.
            if (plan.Passes.Count == 0) return;
            using (writer.Block("switch (pass)"))
            {
                for (int pass = 0; pass < plan.Passes.Count; pass++)
                    writer.Line($"case {NumberLiterals.Integer(pass)}: runner.{(passes.IsSegmented(pass) ? "RunSegmented" : "Run")}<{PassEmitter.NameOf(pass)}<TParameter, TGradient, TState>>(); break;");
            }
        }
    }
}
