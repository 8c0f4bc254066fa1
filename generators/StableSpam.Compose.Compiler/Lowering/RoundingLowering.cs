using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>Lowers how a chain's transforms have something stored, and what is rounded by chance.</summary>
internal sealed class RoundingLowering(
    ChainState chain, ProgramBuilder builder, ExpressionLowering expressions, StatementLog statements, FindingBag findings)
{
    private readonly SortedDictionary<int, int> _stateSeeds = [];
    private (string Transform, int Seed)? _parameter;

    /// <summary>Notes how a transform has something stored, and evaluates its seeds, where it begins.</summary>
    public void Lower(BoundTransform transform, int index, TransformNames names)
    {
        foreach (StateModel state in transform.States)
        {
            string chance = state.Rounding is null ? "" : ", rounded by chance";
            if (state.Type is { Text: not "float32" } type) statements.Begin(transform.Name, $"{state.Name.Text} is stored in {type.Text}{chance}");
            if (state.Rounding is { } rounding && Seed(rounding, names) is { } seed) _stateSeeds.Add(chain.Find(index, state.Name.Text)!.Value, seed);
        }
        if (transform.ParameterRounding is not { } stored) return;
        statements.Begin(transform.Name, "w is rounded by chance where it is stored in less than fp32");
        if (Seed(stored, names) is not { } parameterSeed) return;
        if (_parameter is { } earlier) findings.Report(FindingCatalog.ParameterRoundedTwice, transform.Span, transform.Name, earlier.Transform);
        _parameter ??= (transform.Name, parameterSeed);
    }

    /// <summary>The stores, which draw after all calls of the chain: states in their order, then the parameter.</summary>
    public IEnumerable<StochasticStore> Stores()
    {
        foreach (KeyValuePair<int, int> state in _stateSeeds) yield return Store(state.Key, state.Value);
        if (_parameter is { } parameter) yield return Store(StochasticStore.Parameter, parameter.Seed);
    }

    private StochasticStore Store(int slot, int seed) => new(slot, builder.RandomNumber(Opcode.Uniform, seed));

    private int? Seed(StochasticRounding rounding, TransformNames names)
    {
        if (expressions.Number(rounding.Seed.Expression, names, "A seed") is not { } seed) return null;
        if (builder[seed].Scope == Scope.Step) return seed;
        findings.Report(FindingCatalog.SeedNotOfStep, rounding.Seed.Span, "a rounding", ScopeName.Of(builder[seed].Scope));
        return null;
    }
}
