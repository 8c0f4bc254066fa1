using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Language;

namespace StableSpamCompose.Compiler.Tests.Binding;

/// <summary>Flags and choices are gone before any name is looked up.</summary>
public class StructuralFolderTests
{
    [Theory]
    [InlineData("if on: g = 1 * g", "1 * g")]
    [InlineData("if not on: g = 1 * g", "")]
    [InlineData("if off: g = 1 * g", "")]
    [InlineData("if on and way == a: g = 1 * g", "1 * g")]
    [InlineData("if off or way != a: g = 1 * g", "")]
    [InlineData("if not (off or way == b) and true: g = 1 * g", "1 * g")]
    [InlineData("if false or off: g = 1 * g", "")]
    [InlineData("if off: g = not_there * g", "")]
    [InlineData("g = if on then 1 * g else not_there", "1 * g")]
    [InlineData("g = if way == b then not_there else (if on then 2 * g else 3 * g)", "2 * g")]
    [InlineData("g = max(if off then not_there else g, w)", "max(g, w)")]
    [InlineData("g = -(if on then g else w)^2", "-g^2")]
    [InlineData("g = if g > (if on then 1 else 2) then g else if off then w else -w", "if g > 1 then g else -w")]
    [InlineData("g = if (if on then off else on) then 1 * g else 2 * g", "2 * g")]
    [InlineData("if on:\n  g = 1 * g\n  if off: g = 2 * g\n  if way == a:\n    g = 3 * g\ng = 4 * g", "1 * g; 3 * g; 4 * g")]
    [InlineData("reset moments when if off then true_there > 0 else t > 3", "t > 3")]
    public void What_structure_excludes_is_gone(string rule, string remaining)
    {
        BoundTransform bound = Recipes.Bind(Recipes.OfX, Transform(rule)).Transforms.Single();

        Assert.Equal(remaining, string.Join("; ", bound.Statements.Select(Print)));
    }

    [Fact]
    public void A_setting_chooses()
    {
        string transform = Transform("if way == b and off:\n  g = 2 * g");
        BoundChain bound = Recipes.Bind("optimizer: O\nchain: [ X: { way: b, off: true } ]\n", transform);

        Assert.Equal("2 * g", Print(bound.Transforms.Single().Statements.Single()));
    }

    [Fact]
    public void A_state_exists_when_its_condition_holds()
    {
        BoundTransform bound = Recipes.Bind(Recipes.OfX, Transform("g = g", "state: { s: { per: step, when: off }, u: { per: step, when: way == a and not off } }")).Transforms.Single();

        Assert.Equal(["u"], bound.States.Select(state => state.Name.Text));
        Assert.Equal(["s"], bound.FoldedStates.Select(state => state.Name.Text));
        Assert.Equal(["on", "off", "way"], bound.StructuralNames);
    }

    private static string Print(Statement statement) => ExpressionPrinter.Print(statement switch
    {
        Assignment assignment => assignment.Value,
        ResetMoments reset => reset.When!,
        _ => throw new InvalidOperationException(statement.GetType().Name),
    });

    private static string Transform(string rule, string declarations = "") => Recipes.Transform(
        rule, "hyperparameters: { on: { default: true }, off: { default: false }, way: { choices: [a, b], default: a } }\n" + declarations);
}
