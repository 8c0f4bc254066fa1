using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>
/// Inlines a chain into one graph: statement by statement, names become the values that they have there. Resets, the first
/// update and the application of the update are values like any other.
/// </summary>
public sealed class ChainLowering
{
    private readonly BoundChain _bound;
    private readonly FindingBag _findings;
    private readonly ProgramBuilder _builder = new();
    private readonly ExpressionLowering _expressions;
    private readonly ChainState _chain;
    private readonly List<Origin> _origins = [];

    private ChainLowering(BoundChain bound, FindingBag findings)
    {
        _bound = bound;
        _findings = findings;
        _expressions = new ExpressionLowering(_builder, findings);
        _chain = new ChainState(_builder);
    }

    /// <summary>Lowers <paramref name="bound"/>; <see langword="null"/>, with findings, if its rules have mistakes.</summary>
    public static StepProgram? Lower(BoundChain bound, FindingBag findings) => new ChainLowering(bound, findings).Lower();

    private StepProgram? Lower()
    {
        for (int index = 0; index < _bound.Transforms.Count; index++) DeclareStates(index);
        if (_findings.HasErrors) return null;
        for (int index = 0; index < _bound.Transforms.Count; index++) LowerTransform(index);
        if (!_chain.Applied) LowerApply("", "apply");
        ResetAfterStep();
        EquatableArray<Relation> relations = RelationLowering.Lower(_bound, _findings);
        return _findings.HasErrors ? null : new StepProgram
        {
            Name = _bound.Name,
            Hyperparameters = _bound.Hyperparameters,
            LearningRate = _bound.LearningRate,
            Relations = relations,
            States = _chain.Slots.ToEquatableArray(),
            Origins = _origins.ToEquatableArray(),
            Nodes = _builder.Nodes.ToEquatableArray(),
            NewStates = _chain.Values.ToEquatableArray(),
            NewWeight = _chain.Weight,
            NewClock = _chain.Clock,
            Skip = _chain.Skip,
        };
    }

    private void DeclareStates(int index)
    {
        BoundTransform transform = _bound.Transforms[index];
        foreach (StateModel state in transform.States)
        {
            if (ScopeName.Find(state.Per.Text) is not { } scope)
            {
                _findings.Report(FindingCatalog.NotCompiledYet, state.Per.Span, $"States per {state.Per.Text} are");
                continue;
            }
            double initial = state.Initial is null ? 0 : NumberLiteral.Evaluate(state.Initial.Expression) ?? 0;
            if (state.IsMoment && HasInitialExpression(state))
                _findings.Report(FindingCatalog.InitialNotConstant, state.Initial!.Span, "is a moment", "it is set back to it");
            else if (scope == Scope.Group && HasInitialExpression(state))
                _findings.Report(FindingCatalog.InitialNotConstant, state.Initial!.Span, "is one value for each group", "no one parameter's first update is the group's");
            _chain.Declare(_builder, index, state.Name.Text,
                new StateSlot($"{transform.Name}.{state.Name.Text}", scope, initial, state.IsMoment, state.Role?.Text ?? ""));
        }
    }

    private static bool HasInitialExpression(StateModel state) =>
        state.Initial is { } initial && NumberLiteral.Evaluate(initial.Expression) is null;

    private void LowerTransform(int index)
    {
        BoundTransform transform = _bound.Transforms[index];
        CheckUses(transform, index);
        var names = new TransformNames(transform, index, LowerHyperparameters(transform), _chain, _builder, _findings);
        LowerInitialValues(transform, index, names);
        foreach (Statement statement in transform.Statements)
        {
            BeginStatement(transform.Name, statement.Text);
            switch (statement)
            {
                case Assignment assignment: LowerAssignment(assignment, transform, index, names); break;
                case ResetMoments reset: LowerReset(reset, index, names); break;
                case Apply: LowerApply(transform.Name, statement.Text); break;
                case SkipStep skip: LowerSkip(skip, names); break;
            }
        }
        _chain.Applied |= transform.AppliesItself;
    }

    private void CheckUses(BoundTransform transform, int index)
    {
        foreach (RoleUse use in transform.Uses)
        {
            StateModel? read = _bound.Transforms.Skip(index + 1).SelectMany(later => later.States).FirstOrDefault(state => state.Role?.Text == use.Role.Text);
            if (read is null)
                _findings.Report(FindingCatalog.NoSuchRole, transform.Span, transform.Name, use.Role.Text);
            else if (HasInitialExpression(read))
                _findings.Report(FindingCatalog.InitialNotConstant, read.Initial!.Span, $"'{transform.Name}' reads", "it is read before its own transform begins");
        }
    }

    private Dictionary<string, int> LowerHyperparameters(BoundTransform transform)
    {
        var values = new Dictionary<string, int>(StringComparer.Ordinal);
        var bindingNames = new BindingNames(_bound, _chain, _builder, _findings);
        foreach (BoundHyperparameter hyperparameter in transform.Hyperparameters)
        {
            int? value = hyperparameter switch
            {
                FromConstructor raised => _builder.Leaf(Opcode.Hyperparameter, Scope.Step, ValueKind.Double, raised.Slot, raised.Name),
                FromRecipe baked => _builder.Constant(baked.Value),
                FromBinding binding => LowerBinding(transform, binding, bindingNames),
                _ => throw new InvalidOperationException($"{hyperparameter.GetType().Name} has no value."),
            };
            if (value is { } found) values.Add(hyperparameter.Name, found);
        }
        return values;
    }

    private int? LowerBinding(BoundTransform transform, FromBinding binding, BindingNames names)
    {
        // A hyperparameter passed on under a name of the optimizer computes nothing that a reader would want to see.
        if (binding.Value is not Name) BeginStatement(transform.Name, $"{binding.Name} = {ExpressionPrinter.Print(binding.Value)}");
        int? value = _expressions.Number(binding.Value, names, $"'{binding.Name}'");
        if (value is { } named) _builder.Name(named, binding.Name);
        return value;
    }

    // An initial value that is an expression is selected at the parameter's first update, where its transform begins.
    private void LowerInitialValues(BoundTransform transform, int index, TransformNames names)
    {
        foreach (StateModel state in transform.States.Where(HasInitialExpression))
        {
            BeginStatement(transform.Name, $"{state.Name.Text} = {state.Initial!.Text} in the first update");
            int slot = _chain.Find(index, state.Name.Text)!.Value;
            if (_expressions.Number(state.Initial.Expression, names, $"'{state.Name.Text}'") is not { } initial) continue;
            if (AtStateScope(slot, state.Name.Text, initial, state.Initial.Span) is not { } value) continue;
            int first = _builder.Leaf(Opcode.FirstUpdate, Scope.Step, ValueKind.Condition, label: "first");
            int selected = _builder.Select(first, value, _chain.Values[slot]);
            _builder.Name(selected, state.Name.Text);
            _chain.Assign(slot, selected);
        }
    }

    private void LowerAssignment(Assignment assignment, BoundTransform transform, int index, TransformNames names)
    {
        string target = assignment.Target.Text;
        if (_expressions.Lower(assignment.Value, names) is not { } value)
        {
            if (GivenNames.Find(target, _chain, _builder) is null && _chain.Find(index, target) is null) names.AssignLocal(target, null);
            return;
        }
        if (_chain.Find(index, target) is { } slot)
        {
            if (IsNumber(value, assignment) && AtStateScope(slot, target, value, assignment.Value.Span) is { } stored)
                _chain.Assign(slot, Named(stored, target));
            return;
        }
        switch (target)
        {
            case "g" when IsNumber(value, assignment):
                _chain.Update = Named(_builder.AtScope(value, Scope.Element), target);
                break;
            case "w" when IsNumber(value, assignment):
                _chain.Weight = Named(_builder.AtScope(value, Scope.Element), target);
                break;
            case "lr" when IsNumber(value, assignment) && IsAtMost(Scope.Tensor, value, assignment):
                _chain.LearningRate = Named(value, target);
                break;
            case "k" when IsNumber(value, assignment) && IsAtMost(Scope.Step, value, assignment):
                _chain.Clock = Named(value, target);
                break;
            case "g" or "w" or "lr" or "k":
                break;
            default:
                if (MayBeLocal(assignment.Target, transform)) names.AssignLocal(target, Named(value, target));
                break;
        }
    }

    private bool MayBeLocal(Name target, BoundTransform transform)
    {
        string name = target.Text;
        if (transform.HyperparameterNames.Contains(name))
            _findings.Report(FindingCatalog.HyperparameterAssigned, target.Span, name);
        else if (transform.Uses.Any(use => use.Name.Text == name))
            _findings.Report(FindingCatalog.UsedStateAssigned, target.Span, name);
        else if (transform.FoldedStates.FirstOrDefault(state => state.Name.Text == name) is { When: { } when })
            _findings.Report(FindingCatalog.StateFoldedAway, target.Span, name, when.Text);
        else
            return true;
        return false;
    }

    private bool IsNumber(int value, Assignment assignment)
    {
        if (_builder[value].Kind != ValueKind.Condition) return true;
        _findings.Report(FindingCatalog.ConditionAssigned, assignment.Value.Span, assignment.Target.Text);
        return false;
    }

    private bool IsAtMost(Scope scope, int value, Assignment assignment)
    {
        if (_builder[value].Scope <= scope) return true;
        _findings.Report(FindingCatalog.TooFine, assignment.Value.Span, assignment.Target.Text, ScopeName.Of(scope), ScopeName.Of(_builder[value].Scope));
        return false;
    }

    private int? AtStateScope(int slot, string name, int value, SourceSpan span)
    {
        Scope scope = _chain.Slots[slot].Scope;
        if (scope == Scope.Group && _builder.BelongsToParameter(value))
        {
            _findings.Report(FindingCatalog.BelongsToParameter, span, name);
            return null;
        }
        if (_builder[value].Scope <= scope) return _builder.AtScope(value, scope);
        _findings.Report(FindingCatalog.TooFine, span, name, ScopeName.Of(scope), ScopeName.Of(_builder[value].Scope));
        return null;
    }

    private void LowerReset(ResetMoments reset, int index, TransformNames names)
    {
        int? condition = reset.When is null
            ? _builder.Constant(true)
            : _expressions.Condition(reset.When, names, "'reset moments when'");
        if (condition is not { } due) return;
        if (_builder[due].Scope != Scope.Step)
        {
            _findings.Report(FindingCatalog.StepConditionNeeded, reset.When!.Span, "A reset", ScopeName.Of(_builder[due].Scope));
            return;
        }
        foreach (int slot in _chain.LaterMoments(index).ToList())
        {
            if (reset.AfterStep) _chain.ResetAfterStep(slot, due);
            else Reset(slot, due);
        }
    }

    private void LowerSkip(SkipStep skip, TransformNames names)
    {
        if (_expressions.Condition(skip.When, names, "'skip step when'") is not { } condition) return;
        if (SkipCondition.Mistake(_builder, condition) is { } mistake)
        {
            _findings.Report(FindingCatalog.SkipNotOverAll, skip.When.Span, mistake);
            return;
        }
        int overAll = _builder.AtScope(condition, Scope.Group);
        _chain.Skip = _chain.Skip < 0 ? overAll : _builder.Logic(Opcode.Or, _chain.Skip, overAll);
    }

    private void Reset(int slot, int due)
    {
        StateSlot state = _chain.Slots[slot];
        int initial = _builder.AtScope(_builder.Constant(state.Initial), state.Scope);
        int reset = _builder.Select(due, initial, _chain.Values[slot]);
        _chain.Assign(slot, Named(reset, state.Name.Substring(state.Name.IndexOf('.') + 1)));
    }

    private void ResetAfterStep()
    {
        if (_chain.ResetsAfterStep.Count == 0) return;
        BeginStatement("", "after the step: reset moments");
        foreach ((int slot, int due) in _chain.ResetsAfterStep) Reset(slot, due);
    }

    private void LowerApply(string transform, string statement)
    {
        BeginStatement(transform, $"{statement}: w = w - lr * g");
        int move = _builder.Arithmetic(Opcode.Multiply, _chain.LearningRate, _chain.Update);
        _chain.Weight = Named(_builder.Arithmetic(Opcode.Subtract, _chain.Weight, move), "w");
        _chain.Applied = true;
    }

    private int Named(int value, string label)
    {
        _builder.Name(value, label);
        return value;
    }

    private void BeginStatement(string transform, string statement)
    {
        _builder.Origin = _origins.Count;
        _origins.Add(new Origin(transform, statement));
    }
}
