using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>Lowers assignments: to the names that a rule is given, to its states, and to its locals.</summary>
internal sealed class AssignmentLowering(
    ChainState chain, ProgramBuilder builder, ExpressionLowering expressions, StateLowering states, FindingBag findings)
{
    /// <summary>Lowers an assignment in the rule of transform number <paramref name="index"/>.</summary>
    public void Lower(Assignment assignment, BoundTransform transform, int index, TransformNames names)
    {
        string target = assignment.Target.Text;
        if (expressions.Lower(assignment.Value, names) is not { } value)
        {
            if (GivenNames.Find(target, chain, builder, names.IsFlattened) is null && chain.Find(index, target) is null) names.AssignLocal(target, null);
            return;
        }
        if (chain.Find(index, target) is { } slot)
        {
            if (IsNumber(value, assignment) && states.AtStateScope(slot, target, value, assignment.Value.Span) is { } stored)
                chain.Assign(slot, builder.Named(stored, target));
            return;
        }
        switch (target)
        {
            case "g" when IsNumber(value, assignment):
                chain.Update = builder.Named(builder.AtScope(value, Scope.Element), target);
                break;
            case "w" when IsNumber(value, assignment):
                chain.Weight = builder.Named(builder.AtScope(value, Scope.Element), target);
                break;
            case "lr" when IsNumber(value, assignment) && IsAtMost(Scope.Tensor, value, assignment):
                chain.LearningRate = builder.Named(value, target);
                break;
            case "k" when IsNumber(value, assignment) && IsAtMost(Scope.Step, value, assignment):
                chain.Clock = builder.Named(value, target);
                break;
            case "g" or "w" or "lr" or "k":
                break;
            default:
                if (MayBeLocal(assignment.Target, transform)) names.AssignLocal(target, builder.Named(value, target));
                break;
        }
    }

    private bool MayBeLocal(Name target, BoundTransform transform)
    {
        string name = target.Text;
        if (transform.HyperparameterNames.Contains(name))
            findings.Report(FindingCatalog.HyperparameterAssigned, target.Span, name);
        else if (transform.Uses.Any(use => use.Name.Text == name))
            findings.Report(FindingCatalog.UsedStateAssigned, target.Span, name);
        else if (transform.FoldedStates.FirstOrDefault(state => state.Name.Text == name) is { When: { } when })
            findings.Report(FindingCatalog.StateFoldedAway, target.Span, name, when.Text);
        else if (transform.StatesOfOtherShape.FirstOrDefault(state => state.Name.Text == name) is { For: { } shape })
            findings.Report(FindingCatalog.StateOfOtherShape, target.Span, name, shape.Text, DeclaredWord.Shapes.First(other => other != shape.Text));
        else
            return true;
        return false;
    }

    private bool IsNumber(int value, Assignment assignment)
    {
        if (builder[value].Kind != ValueKind.Condition) return true;
        findings.Report(FindingCatalog.ConditionAssigned, assignment.Value.Span, assignment.Target.Text);
        return false;
    }

    private bool IsAtMost(Scope scope, int value, Assignment assignment)
    {
        if (Scopes.IsWithin(builder[value].Scope, scope)) return true;
        findings.Report(FindingCatalog.TooFine, assignment.Value.Span, assignment.Target.Text, ScopeName.Of(scope), ScopeName.Of(builder[value].Scope));
        return false;
    }
}
