using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>
/// Inlines a chain into one graph: statement by statement, names become the values that they have there. Resets, the first
/// update and the application of the update are values like any other.
/// </summary>
public sealed class ChainLowering
{
    // How generated code and the catalogue write it.
    private const string Application = "w = w - lr * g";

    private readonly BoundChain _bound;
    private readonly FindingBag _findings;
    private readonly ProgramBuilder _builder = new();
    private readonly ChainState _chain;
    private readonly StatementLog _statements;
    private readonly ExpressionLowering _expressions;
    private readonly StateLowering _states;
    private readonly RoundingLowering _roundings;
    private readonly AssignmentLowering _assignments;
    private readonly EffectLowering _effects;
    private readonly OverAllCheck _overAll;

    private ChainLowering(BoundChain bound, FindingBag findings)
    {
        _bound = bound;
        _findings = findings;
        _chain = new ChainState(_builder);
        _statements = new StatementLog(_builder);
        _expressions = new ExpressionLowering(_builder, findings);
        _states = new StateLowering(bound, _chain, _builder, _expressions, _statements, findings);
        _roundings = new RoundingLowering(_chain, _builder, _expressions, _statements, findings);
        _assignments = new AssignmentLowering(_chain, _builder, _expressions, _states, findings);
        _effects = new EffectLowering(_chain, _builder, _expressions, _statements, findings);
        _overAll = new OverAllCheck(bound, _chain, _builder, findings);
    }

    /// <summary>Lowers <paramref name="bound"/>; <see langword="null"/>, with findings, if its rules have mistakes.</summary>
    public static StepProgram? Lower(BoundChain bound, FindingBag findings) => new ChainLowering(bound, findings).Lower();

    private StepProgram? Lower()
    {
        for (int index = 0; index < _bound.Transforms.Count; index++) _states.Declare(index);
        if (_findings.HasErrors) return null;
        for (int index = 0; index < _bound.Transforms.Count; index++) LowerTransform(index);
        if (!_chain.Applied)
        {
            _statements.Begin("apply", Application);
            _effects.Apply();
        }
        _effects.ResetAfterStep();
        EquatableArray<StochasticStore> stochasticStores = _roundings.Stores().ToEquatableArray();
        EquatableArray<Relation> relations = RelationLowering.Lower(_bound, _findings);
        return _findings.HasErrors ? null : new StepProgram
        {
            Name = _bound.Name,
            Case = _bound.Case,
            Hyperparameters = _bound.Hyperparameters,
            LearningRate = _bound.LearningRate,
            Relations = relations,
            States = _chain.Slots.ToEquatableArray(),
            Origins = _statements.Origins.ToEquatableArray(),
            Nodes = _builder.Nodes.ToEquatableArray(),
            NewStates = _chain.Values.ToEquatableArray(),
            StochasticStores = stochasticStores,
            NewWeight = _chain.Weight,
            NewClock = _chain.Clock,
            Skip = _chain.Skip,
        };
    }

    private void LowerTransform(int index)
    {
        BoundTransform transform = _bound.Transforms[index];
        _states.CheckUses(transform, index);
        var names = new TransformNames(transform, index, LowerHyperparameters(transform), _chain, _builder, _findings);
        _roundings.Lower(transform, index, names);
        int lowered = _builder.Nodes.Count;
        _states.LowerInitialValues(transform, index, names);
        _overAll.Run(lowered, transform.Span);
        foreach (Statement statement in transform.Statements)
        {
            lowered = _builder.Nodes.Count;
            _statements.Begin(transform.Name, statement is Apply ? Application : statement.Text, statement.Span);
            switch (statement)
            {
                case Assignment assignment: _assignments.Lower(assignment, transform, index, names); break;
                case ResetMoments reset: _effects.LowerReset(reset, index, names); break;
                case SkipStep skip: _effects.LowerSkip(skip, names); break;
                case Apply: _effects.Apply(); break;
            }
            _overAll.Run(lowered, statement.Span);
        }
        _chain.Applied |= transform.AppliesItself;
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
        if (binding.Value is not Name) _statements.Begin(transform.Name, $"{binding.Name} = {ExpressionPrinter.Print(binding.Value)}");
        int? value = _expressions.Number(binding.Value, names, $"'{binding.Name}'");
        if (value is { } named) _builder.Name(named, binding.Name);
        return value;
    }
}
