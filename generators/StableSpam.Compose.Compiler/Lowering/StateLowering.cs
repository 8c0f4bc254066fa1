using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>Lowers what a chain's transforms declare of their states: the states themselves, their initial values, whose states they read.</summary>
internal sealed class StateLowering(
    BoundChain bound, ChainState chain, ProgramBuilder builder, ExpressionLowering expressions, StatementLog statements, FindingBag findings)
{
    /// <summary>Declares the states of transform number <paramref name="index"/>.</summary>
    public void Declare(int index)
    {
        BoundTransform transform = bound.Transforms[index];
        foreach (StateModel state in transform.States)
        {
            Scope scope = ScopeName.Find(state.Per.Text, transform.IsFlattened);
            double initial = state.Initial is null ? 0 : NumberLiteral.Evaluate(state.Initial.Expression) ?? 0;
            if (state.IsMoment && HasInitialExpression(state))
                findings.Report(FindingCatalog.InitialNotConstant, state.Initial!.Span, "is a moment", "it is set back to it");
            else if (scope == Scope.Group && HasInitialExpression(state))
                findings.Report(FindingCatalog.InitialNotConstant, state.Initial!.Span, "is one value for each group", "no one parameter's first update is the group's");
            chain.Declare(builder, index, state.Name.Text,
                new StateSlot($"{transform.Name}.{state.Name.Text}", scope, initial, state.IsMoment, state.Role?.Text ?? "", FormatOf(state)));
        }
    }

    /// <summary>Checks that the states which a transform reads of later ones are there and can be read.</summary>
    public void CheckUses(BoundTransform transform, int index)
    {
        foreach (RoleUse use in transform.Uses)
        {
            StateModel? read = bound.Transforms.Skip(index + 1).SelectMany(later => later.States).FirstOrDefault(state => state.Role?.Text == use.Role.Text);
            if (read is null)
                findings.Report(FindingCatalog.NoSuchRole, transform.Span, transform.Name, use.Role.Text);
            else if (HasInitialExpression(read))
                findings.Report(FindingCatalog.InitialNotConstant, read.Initial!.Span, $"'{transform.Name}' reads", "it is read before its own transform begins");
        }
    }

    /// <summary>Selects, in the parameter's first update, the initial values that are expressions; they are evaluated where the transform begins.</summary>
    public void LowerInitialValues(BoundTransform transform, int index, TransformNames names)
    {
        foreach (StateModel state in transform.States.Where(HasInitialExpression))
        {
            statements.Begin(transform.Name, $"{state.Name.Text} = {state.Initial!.Text} in the first update");
            int slot = chain.Find(index, state.Name.Text)!.Value;
            if (expressions.Number(state.Initial.Expression, names, $"'{state.Name.Text}'") is not { } initial) continue;
            if (AtStateScope(slot, state.Name.Text, initial, state.Initial.Span) is not { } value) continue;
            int first = builder.Leaf(Opcode.FirstUpdate, Scope.Step, ValueKind.Condition, label: "first");
            int selected = builder.Select(first, value, chain.Values[slot]);
            builder.Name(selected, state.Name.Text);
            chain.Assign(slot, selected);
        }
    }

    /// <summary>A value as a state keeps it; <see langword="null"/>, with a finding, for one that it cannot keep.</summary>
    public int? AtStateScope(int slot, string name, int value, SourceSpan span)
    {
        Scope scope = chain.Slots[slot].Scope;
        if (scope == Scope.Group && builder.BelongsToParameter(value))
        {
            findings.Report(FindingCatalog.BelongsToParameter, span, name);
            return null;
        }
        if (Scopes.IsWithin(builder[value].Scope, scope)) return builder.AtScope(value, scope);
        findings.Report(FindingCatalog.TooFine, span, name, ScopeName.Of(scope), ScopeName.Of(builder[value].Scope));
        return null;
    }

    private static NumberFormat FormatOf(StateModel state) => state.Type?.Text switch
    {
        "bfloat16" => NumberFormat.BFloat16,
        "float16" => NumberFormat.Float16,
        _ => NumberFormat.Float32,
    };

    private static bool HasInitialExpression(StateModel state) =>
        state.Initial is { } initial && NumberLiteral.Evaluate(initial.Expression) is null;
}
