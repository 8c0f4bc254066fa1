using StableSpamCompose.Arrays;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Plans;

namespace StableSpamCompose.JustInTime.Tests;

public sealed class OwnRecipeTests : IDisposable
{
    private const string Heavy = """
        transform: HeavyBall
        hyperparameters:
          keep: { default: 0.5, range: "[0, 1)", summary: How much of the past stays. }
        state:
          past: { per: element }
        rule: |
          past = keep * past + g
          g    = past
        """;

    private const string Roller = """
        optimizer: Roller
        summary: Rolls on.
        chain: [HeavyBall]
        """;

    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Transforms_beside_the_optimizer_are_its_own()
    {
        _folder.Add("heavy-ball.transform.yaml", Heavy);
        OptimizerInfo info = RecipeCompilation.Compile(_folder.Add("roller.optimizer.yaml", Roller));

        Assert.Equal("Roller", info.Name);
        Assert.Equal("Rolls on.", info.Summary);
        Assert.Equal(["keep"], info.Hyperparameters.Select(hyperparameter => hyperparameter.Name));
        // past: 1, 1.5 and 2, 0; w moves by half of each, exactly.
        float[] after = Training.Run(info, new Dictionary<string, double> { ["lr"] = 0.5 }, [1, 1], [1, 2], [1, -1]);
        Assert.Equal([1 - 0.5f - 0.75f, 1 - 1f - 0f], after);
    }

    [Fact]
    public void Texts_compile_without_files()
    {
        OptimizerInfo info = RecipeCompilation.Compile("roller", Roller, [("heavy", Heavy)]);

        float[] after = Training.Run(info, new Dictionary<string, double> { ["lr"] = 1, ["keep"] = 0.25 }, [0], [4], [4]);
        Assert.Equal([-4f - 5f], after);
    }

    [Theory]
    [InlineData("1e-40", 0f)]
    [InlineData("-1e-40", 0f)]
    [InlineData("1.17549435e-38", 1.17549435e-38f)]
    [InlineData("-2", -2f)]
    public void A_state_starts_from_what_it_can_keep(string initial, float kept)
    {
        OptimizerInfo info = RecipeCompilation.Compile(
            "roller", Roller, [("heavy", Heavy.Replace("per: element", $"per: element, initial: {initial}", StringComparison.Ordinal))]);
        using ArrayOptimizer optimizer = info.Create([new ArrayParameter("p", new float[3], new float[3], [3])], new Dictionary<string, double>());

        Assert.Equal([kept, kept, kept], optimizer.State("p").Single().Span.ToArray());
    }

    [Theory]
    [InlineData("amin(g)", new float[0], 0.0)]
    [InlineData("amin(g, over: all)", new float[0], 0.0)]
    [InlineData("amin(g)", new[] { -0f }, -0.0)]
    [InlineData("amin(g, over: all)", new[] { -0f, 1 }, -0.0)]
    [InlineData("amin(g)", new[] { 3f, -2 }, -2.0)]
    public void The_smallest_of_nothing_is_0_without_a_sign(string expression, float[] gradient, double smallest)
    {
        string transform = $"transform: HeavyBall\nstate: {{ s: {{ per: tensor }} }}\nrule: |\n  s = {expression}\n";
        OptimizerInfo info = RecipeCompilation.Compile("roller", Roller, [("heavy", transform)]);
        using var parameter = new ArrayParameter("p", new float[gradient.Length], gradient, [gradient.Length]);
        using ArrayOptimizer optimizer = info.Create([parameter], new Dictionary<string, double>());
        optimizer.Step();

        Assert.Equal(BitConverter.DoubleToInt64Bits(smallest), BitConverter.DoubleToInt64Bits(optimizer.State("p").Single().Value));
    }

    [Fact]
    public void A_file_in_the_current_folder_needs_no_folder_in_its_path()
    {
        string name = Path.GetRandomFileName() + ".optimizer.yaml";
        File.WriteAllText(name, "optimizer: Alone\nchain: [Momentum]\n");
        try
        {
            Assert.Equal("Alone", RecipeCompilation.Compile(name).Name);
        }
        finally
        {
            File.Delete(name);
        }
        Assert.Throws<FileNotFoundException>(() => RecipeCompilation.Compile(name));
    }

    [Fact]
    public void One_recipe_compiles_twice_into_two_classes()
    {
        OptimizerInfo first = RecipeCompilation.Compile("roller", Roller, [("heavy", Heavy)]);
        OptimizerInfo second = RecipeCompilation.Compile("roller", Roller, [("heavy", Heavy)]);

        Assert.NotSame(first, second);
        Assert.NotEqual(first.Create.Method.DeclaringType, second.Create.Method.DeclaringType);
        float[] initial = [0.1f, -0.2f, 0.3f];
        float[] gradient = [0.7f, 0.11f, -0.13f];
        var settings = new Dictionary<string, double>();
        Assert.Equal(Training.Run(first, settings, initial, gradient), Training.Run(second, settings, initial, gradient));
    }

    [Fact]
    public void Lowering_takes_the_same_files()
    {
        _folder.Add("heavy-ball.transform.yaml", Heavy);
        StepProgram program = RecipeCompilation.Lower(_folder.Add("roller.optimizer.yaml", Roller)).Single();

        Assert.Equal(["HeavyBall.past"], program.States.Select(state => state.Name));
    }

    [Fact]
    public void A_warning_is_shown_and_does_not_stop()
    {
        var warnings = new List<Finding>();
        OptimizerInfo info = RecipeCompilation.Compile(
            "roller", Roller + "\nhyperparameters:\n  unread: { default: 1 }\n", [("heavy", Heavy)], warnings.Add);

        Assert.Equal("Roller", info.Name);
        Assert.Equal("roller(5,3): warning SSC0412", Assert.Single(warnings).ToString().Split(": Nothing")[0]);
    }
}
