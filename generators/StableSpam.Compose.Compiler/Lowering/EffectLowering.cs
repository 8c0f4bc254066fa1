using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>Lowers what a rule does beside computing: applying the update, resetting moments, skipping the step.</summary>
internal sealed class EffectLowering(
    ChainState chain, ProgramBuilder builder, ExpressionLowering expressions, StatementLog statements, FindingBag findings)
{
    private readonly SkipCondition _skips = new(builder);

    /// <summary>Applies the update.</summary>
    public void Apply()
    {
        int move = builder.Arithmetic(Opcode.Multiply, chain.LearningRate, chain.Update);
        chain.Weight = builder.Named(builder.Arithmetic(Opcode.Subtract, chain.Weight, move), "w");
        chain.Applied = true;
    }

    /// <summary>Resets the moments of the transforms after number <paramref name="index"/>, now or when the chain has run.</summary>
    public void LowerReset(ResetMoments reset, int index, TransformNames names)
    {
        int? condition = reset.When is null
            ? builder.Constant(true)
            : expressions.Condition(reset.When, names, "'reset moments when'");
        if (condition is not { } due) return;
        if (builder[due].Scope != Scope.Step)
        {
            findings.Report(FindingCatalog.StepConditionNeeded, reset.When!.Span, "A reset", ScopeName.Of(builder[due].Scope));
            return;
        }
        foreach (int slot in chain.LaterMoments(index).ToList())
        {
            if (chain.Slots[slot].Scope == Scope.Group && builder.BelongsToParameter(due))
                findings.Report(FindingCatalog.BelongsToParameter, reset.When!.Span, chain.Slots[slot].Name);
            else if (reset.AfterStep) chain.ResetAfterStep(slot, due);
            else Reset(slot, due);
        }
    }

    /// <summary>Resets what was to be reset when the chain has run.</summary>
    public void ResetAfterStep()
    {
        if (chain.ResetsAfterStep.Count == 0) return;
        statements.Begin("", "after the step: reset moments");
        foreach ((int slot, int due) in chain.ResetsAfterStep) Reset(slot, due);
    }

    /// <summary>Adds a condition under which the step is skipped.</summary>
    public void LowerSkip(SkipStep skip, TransformNames names)
    {
        if (expressions.Condition(skip.When, names, "'skip step when'") is not { } condition) return;
        if (_skips.Mistake(condition) is { } mistake)
        {
            findings.Report(FindingCatalog.SkipNotOverAll, skip.When.Span, mistake);
            return;
        }
        int overAll = builder.AtScope(condition, Scope.Group);
        chain.Skip = chain.Skip < 0 ? overAll : builder.Logic(Opcode.Or, chain.Skip, overAll);
    }

    private void Reset(int slot, int due)
    {
        StateSlot state = chain.Slots[slot];
        int initial = builder.AtScope(builder.Constant(state.Initial), state.Scope);
        int reset = builder.Select(due, initial, chain.Values[slot]);
        chain.Assign(slot, builder.Named(reset, state.Name.Substring(state.Name.IndexOf('.') + 1)));
    }
}
