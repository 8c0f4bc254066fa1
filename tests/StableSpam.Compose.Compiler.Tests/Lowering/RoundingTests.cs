using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Planning;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Tests.Lowering;

/// <summary>What states and parameters are stored in, and how they are rounded: what it becomes, and what must be refused.</summary>
public class RoundingTests
{
    private const string Seed = "hyperparameters: { seed: { type: int, default: 7 } }\n";

    private const string Declarations = Seed + """
        state:
          a: { per: element, type: bfloat16, rounding: stochastic, seed: seed }
          b: { per: element, type: float16, rounding: nearest }
          c: { per: element, type: float16, rounding: stochastic, seed: seed + t }
        parameter: { rounding: stochastic, seed: seed }
        """;

    [Fact]
    public void Stores_draw_after_the_calls_of_the_chain_states_first()
    {
        CompiledOptimizer compiled = Recipes.Compile(Recipes.OfX, Recipes.Transform("a = a + g\nb = b + a\nc = c + uniform(seed)\ng = a + b + c", Declarations));
        StepProgram program = compiled.Lowered;
        Assert.Equal([NumberFormat.BFloat16, NumberFormat.Float16, NumberFormat.Float16], program.States.Select(state => state.Format));
        Assert.Equal([0, 2, StochasticStore.Parameter], program.StochasticStores.Select(store => store.Slot));
        Assert.Equal([1, 2, 3], program.StochasticStores.Select(store => program.Nodes[store.Random].Slot));
        Assert.All(program.StochasticStores, store => Assert.Equal(Opcode.Uniform, program.Nodes[store.Random].Opcode));
        Assert.Equal(-1, program.RoundingOf(1));

        // Passes keep what is drawn from where, and the plan counts the bytes of each.
        StepPlan plan = compiled.Plan;
        Assert.Equal([1, 2, 3], plan.Program.StochasticStores.Select(store => plan.Program.Nodes[store.Random].Slot));
        Assert.Equal([1, -1, 2, 3], Assert.Single(plan.Passes).Stores.Select(store => store.Rounding < 0 ? -1 : plan.Program.Nodes[store.Rounding].Slot));
        Assert.Equal((4 + 4 + 3 * 2, 4 + 3 * 2), (plan.BytesRead(plan.Passes[0]), plan.BytesWritten(plan.Passes[0])));
        Assert.Equal(6, plan.StateBytesPerElement);
    }

    [Fact]
    public void The_statements_say_how_things_are_stored() =>
        Assert.Equal(
            [
                "a is stored in bfloat16, rounded by chance", "b is stored in float16", "c is stored in float16, rounded by chance",
                "w is rounded by chance where it is stored in less than fp32",
            ],
            Recipes.LowerRule("g = a + b + c", Declarations).Origins.Take(4).Select(origin => origin.Statement));

    [Fact]
    public void A_state_in_fewer_bits_is_kept_from_pass_to_pass_by_bytes()
    {
        // m in the second pass: computed again from g and m, 6 bytes, rather than kept, 8.
        CompiledOptimizer compiled = Recipes.Compile(
            Recipes.OfX, Recipes.Transform("m = 0.9 * m + g\ng = m / (norm(m) + 1)", "state: { m: { per: element, type: bfloat16 } }"));
        Assert.Empty(compiled.Plan.Scratch);
        Assert.Equal(4 + 2 + 4 + 2 + 4 + 2 + 4, compiled.Plan.BytesPerElement);
    }

    [Theory]
    [InlineData("state: { s: { per: element, type: ⟦float8⟧ } }", "SSC0221", "'type' takes float32, bfloat16 or float16, not 'float8'")]
    [InlineData("state: { s: { per: tensor, type: ⟦bfloat16⟧ } }", "SSC0231", "Only a state per element chooses the type that it is stored in; this one is kept per tensor, where few numbers are kept in full")]
    [InlineData("state: { s: { per: element, ⟦rounding⟧: stochastic, seed: 1 } }", "SSC0232", "A state in float32 is stored as it is computed; give it 'type: bfloat16' or 'type: float16', or leave the rounding out")]
    [InlineData("state: { s: { per: element, type: bfloat16, rounding: ⟦stochastic⟧ } }", "SSC0214", "A state needs 'seed:'")]
    [InlineData("state: { s: { per: element, type: bfloat16, ⟦seed⟧: 1 } }", "SSC0230", "A seed belongs to 'rounding: stochastic'; without it nothing is drawn")]
    [InlineData("parameter: { rounding: ⟦stochastic⟧ }", "SSC0214", "The parameter needs 'seed:'")]
    [InlineData("state: { s: { per: element, type: bfloat16, rounding: stochastic, seed: ⟦norm(g)⟧ } }", "SSC0541", "The seed of a rounding is a whole number that is known before the step, such as a hyperparameter; this is one value for each tensor")]
    public void What_cannot_be_stored_so_is_refused(string declarations, string id, string message)
    {
        var kind = typeof(FindingCatalog).GetFields().Select(field => field.GetValue(null)).OfType<FindingKind>().Single(kind => kind.Id == id);
        Assert.Equal(message, Recipes.FindsOne(kind, Recipes.OfX, Recipes.Transform("g = g", declarations)));
    }

    [Fact]
    public void The_parameter_is_rounded_by_one_transform() =>
        Assert.Equal(
            "'Again' says how the parameter is rounded, and so does 'StochasticRounding' before it; the parameter is stored once, so keep one of them",
            Recipes.FindsOne(
                FindingCatalog.ParameterRoundedTwice,
                "optimizer: O\nhyperparameters: { seed: { default: 0 } }\nchain: [ StochasticRounding: { seed: seed }, ⟦StochasticRounding⟧: { as: Again, seed: seed } ]"));
}
