using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>Emits the struct of a program: the compiled step without its host.</summary>
internal sealed class ProgramEmitter
{
    private readonly StepPlan _scheduled;
    private readonly StepPlan _plan;
    private readonly string _name;
    private readonly StepLayout _layout;

    /// <param name="plan">The scheduled step.</param>
    /// <param name="name">Name of the struct.</param>
    public ProgramEmitter(StepPlan plan, string name)
    {
        (_scheduled, _name) = (plan, name);
        _plan = Speculation.Run(plan);
        _layout = new StepLayout(_plan);
    }

    /// <summary>Emits the struct.</summary>
    public void Write(SourceWriter writer)
    {
        var passes = new PassEmitter(_plan, _layout);
        var step = new StepEmitter(_layout);
        var tensor = new TensorStageEmitter(_plan, _layout);

        string parameters = CaseText.Of(_plan.Program.Case) is { Length: > 0 } text ? $" of {Comments.Xml(text)}" : "";
        writer.Line().Line($"/// <summary>The compiled step{parameters}: what the host computes, what each tensor computes, and the passes over the elements.</summary>");
        writer.Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
        using (writer.Block($"public readonly struct {_name} : global::StableSpamCompose.Execution.IStepProgram<{_name}.Step, {_name}.Tensor>"))
        {
            new PlanEmitter(_plan, passes).Write(writer);
            step.WriteStruct(writer);
            tensor.WriteStruct(writer);
            step.WriteMethod(writer);
            tensor.WriteMethods(writer);
            new GroupEmitter(_plan, _layout).Write(writer);
            WriteSpeculation(writer);
            new CudaSourceEmitter(_scheduled).Write(writer);
            WritePartArrays(writer);
            WriteDispatch(passes, writer);
            for (int pass = 0; pass < _plan.Passes.Count; pass++) passes.Write(pass, writer);
        }
    }

    private void WritePartArrays(SourceWriter writer)
    {
        List<string> arrays = _layout.PartArrays.Select(array => $"new(global::StableSpamCompose.Plans.StateScope.{array.Scope}, {NumberLiterals.Integer(array.State)})").ToList();
        if (arrays.Count == 0) return;
        writer.Line().Line("/// <inheritdoc/>");
        writer.Line($"public static global::System.ReadOnlySpan<global::StableSpamCompose.Execution.PartArray> PartArrays => new global::StableSpamCompose.Execution.PartArray[] {{ {string.Join(", ", arrays)} }};");
    }

    private void WriteSpeculation(SourceWriter writer)
    {
        List<(int Pass, SpeculativeFold Fold)> folds = Enumerable.Range(0, _plan.Passes.Count)
            .Where(pass => _plan.Passes[pass].Speculative is not null).Select(pass => (pass, _plan.Passes[pass].Speculative!)).ToList();
        if (folds.Count == 0) return;
        string list = string.Join(", ", folds.Select(item => $"new({NumberLiterals.Integer(item.Pass)}, {NumberLiterals.Integer(item.Fold.Largest)}, {NumberLiterals.Integer(item.Fold.First)})"));
        writer.Line().Line("/// <inheritdoc/>");
        writer.Line($"public static global::System.ReadOnlySpan<global::StableSpamCompose.Execution.SpeculativeFold> SpeculativeFolds => new global::StableSpamCompose.Execution.SpeculativeFold[] {{ {list} }};");
        writer.Line().Line("/// <inheritdoc/>");
        if (folds.Count == 1)
        {
            writer.Line($"public static float LimitOf(int pass, in Step step, in Tensor tensor) => {_layout.Number(folds[0].Fold.Limit)};");
            return;
        }
        using (writer.Block("public static float LimitOf(int pass, in Step step, in Tensor tensor) => pass switch", "};"))
        {
            foreach ((int pass, SpeculativeFold fold) in folds) writer.Line($"{NumberLiterals.Integer(pass)} => {_layout.Number(fold.Limit)},");
            writer.Line("_ => float.NaN,");
        }
    }

    private void WriteDispatch(PassEmitter passes, SourceWriter writer)
    {
        writer.Line().Line("/// <inheritdoc/>");
        writer.Line("public static void Dispatch<TParameter, TGradient, TState, TRunner>(int pass, ref TRunner runner)");
        PassEmitter.WriteStorageConstraints(writer);
        using (writer.Block("    where TRunner : struct, global::StableSpamCompose.Execution.IPassRunner<Step, Tensor>, allows ref struct"))
        {
            // What changes nothing has no pass, and C# warns of a switch without cases.
            if (_plan.Passes.Count == 0) return;
            using (writer.Block("switch (pass)"))
            {
                for (int pass = 0; pass < _plan.Passes.Count; pass++)
                    writer.Line($"case {NumberLiterals.Integer(pass)}: runner.{(passes.IsSegmented(pass) ? "RunSegmented" : "Run")}<{PassEmitter.NameOf(pass)}<TParameter, TGradient, TState>>(); break;");
            }
        }
    }
}
