using StableSpamCompose.Arrays;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Plans;

namespace StableSpamCompose.JustInTime.Tests;

/// <summary>Names that a recipe may give, and that mean something to C# or to generated code: each compiles, or is refused in words.</summary>
public class HostileNameTests
{
    // What generated code calls its own things, and what every object has.
    private static readonly string[] Generated =
    [
        "step", "tensor", "memory", "i", "start", "end", "fold", "inputs", "outputs", "equals", "get_hash_code", "to_string", "get_type",
        "value", "math", "global", "t_lanes", "info", "gradients", "settings", "groups", "group", "base_class", "runner", "stage", "program", "pass0", "plan",
        "system", "stable_spam_compose", "reference_equals", "finalize", "memberwise_clone", "t_parameter", "param_group", "count", "run", "load",
        "states", "totals", "update_clock", "learning_rate", "values", "item", "get", "set", "optimizer", "dispose", "create", "name", "summary",
    ];

    // Words of C# in some places only.
    private static readonly string[] Contextual =
    [
        "var", "dynamic", "async", "await", "nameof", "record", "scoped", "required", "file", "partial", "yield", "when", "where", "from", "select",
        "let", "join", "into", "on", "by", "ascending", "orderby", "get", "set", "init", "add", "remove", "field", "managed", "unmanaged", "notnull",
        "nint", "nuint", "with", "allows", "extension", "alias", "args", "unchecked_", "discard",
    ];

    [Fact]
    public void Locals_may_have_any_name()
    {
        // Keywords too: nothing declares them. Each is assigned twice, in an element, a tensor and a step value.
        string[] keywords = ["class", "float", "double", "int", "ref", "in", "out", "void", "null", "base", "this", "string", "fixed", "is", "new", "params", "_", "__", "_1", "a__b", "A", "a"];
        foreach (string[] names in Generated.Concat(Contextual).Concat(keywords).Where(name => name is not "count").Chunk(20))
        {
            string rule = string.Concat(names.Select((name, n) => $"""
                  {name} = {(n % 3 == 0 ? "g * 2" : n % 3 == 1 ? "norm(g)" : "t + 1")}
                  g = g * {name}
                  {name} = {name} + {n % 7}
                  g = g + {name}

                """));
            Compile("optimizer: Names\nchain: [X]\n", $"transform: X\nrule: |\n{rule}");
        }
    }

    [Fact]
    public void A_hyperparameter_and_states_of_every_scope_may_have_a_name_or_are_refused()
    {
        string[] names = [.. Generated.Concat(Contextual).Distinct()];
        CompiledOptimizer[] compiled = [.. names.SelectMany(TransformsThatDeclare).Select(CompileOrRefuse).OfType<CompiledOptimizer>()];

        // One assembly for all of them: the C# compiler takes as long to start as for a hundred classes.
        Assert.True(compiled.Length > 2 * names.Length, "Most names are names like others.");
        IReadOnlyList<(Type Class, OptimizerInfo Info)> loaded = InMemoryAssembly.Load(compiled, new FindingBag());
        // Every fifth runs: there are four of each name, so that all four kinds are among them.
        foreach ((_, OptimizerInfo info) in loaded.Where((_, i) => i % 5 == 0)) Step(info);
    }

    private static IEnumerable<string> TransformsThatDeclare(string name)
    {
        const string Rule = "rule: |\n  NAME = 0.5 * NAME + VALUE\n  g = g * NAME / norm(g)\n  NAME = NAME + VALUE\n";
        yield return $"transform: X\nhyperparameters: {{ {name}: {{ default: 1 }}, n: {{ type: int, default: 1 }} }}\nrule: |\n  x = {name} * n\n  g = g * x / norm(g) + {name}\n";
        foreach ((string scope, string value) in new[] { ("element", "g"), ("tensor", "norm(g)"), ("step", "t") })
            yield return $"transform: X\nstate: {{ {name}: {{ per: {scope} }} }}\n" + Rule.Replace("NAME", name).Replace("VALUE", value);
    }

    // The optimizers have different names, so that all go into one assembly.
    private static CompiledOptimizer? CompileOrRefuse(string transform, int index)
    {
        try
        {
            return FrontEnd.Compile(new RecipeSources("names", $"optimizer: Names{index}\nchain: [X]\n", [("x", transform)]), new FindingBag());
        }
        catch (RecipeException refused)
        {
            Assert.All(refused.Findings, finding => Assert.NotEqual("SSC0000", finding.Kind.Id));
            return null;
        }
    }

    [Theory]
    [InlineData("Equals")]
    [InlineData("System")]
    [InlineData("StableSpamCompose")]
    [InlineData("Tensor")]
    [InlineData("Pass0")]
    [InlineData("TLanes")]
    [InlineData("TParameter")]
    [InlineData("ArrayOptimizer")]
    [InlineData("ArrayParameter")]
    [InlineData("Math")]
    [InlineData("ToString")]
    [InlineData("GetHashCode")]
    [InlineData("Finalize")]
    [InlineData("MemberwiseClone")]
    [InlineData("ReferenceEquals")]
    [InlineData("Dispatch")]
    [InlineData("StepEngine")]
    [InlineData("Beta1")]
    [InlineData("M")]
    public void An_optimizer_and_its_transforms_may_have_a_name_or_are_refused(string name)
    {
        try
        {
            Compile($"optimizer: {name}\nchain: [{name}: {{ as: Program }}]\n",
                $"transform: {name}\nhyperparameters: {{ beta1: {{ default: 1 }} }}\nstate: {{ m: {{ per: element }} }}\nrule: |\n  m = beta1 * m + g / norm(g)\n  g = m\n");
        }
        catch (RecipeException refused)
        {
            Assert.All(refused.Findings, finding => Assert.NotEqual("SSC0000", finding.Kind.Id));
        }
    }

    [Fact]
    public void Texts_do_not_escape_from_what_they_stand_in()
    {
        const string Hostile = "a \\u2028 } class Evil { /* */ // \\\" {0} </summary> <c> & ]]> \\u0085 \\U0001F600 \\n#error x";
        OptimizerInfo info = Compile(
            $"optimizer: Names\nsummary: \"{Hostile}\"\nsource: \"{Hostile}\"\nlr: {{ default: 0.1, summary: \"{Hostile}\" }}\nhyperparameters: {{ top: {{ default: 1, summary: \"{Hostile}\" }} }}\nchain: [ X: {{ h: top }} ]\n",
            $"transform: X\nsummary: \"{Hostile}\"\nhyperparameters: {{ h: {{ default: 1, summary: \"{Hostile}\" }} }}\nstate: {{ s: {{ per: element, role: \"{Hostile}\", initial: \"w * 2  # }} */\" }} }}\nrule: |\n  s = s + (g #  */ }} \n   * h)  # </code> {{0}}\n  g = s\n");

        Assert.Contains("class Evil", info.Summary);
        Assert.DoesNotContain(info.GetType().Assembly.GetTypes().Concat(info.Create.Method.DeclaringType!.Assembly.GetTypes()), type => type.Name == "Evil");
    }

    [Fact]
    public void A_comparison_in_an_argument_is_no_generic_call() => Compile(
        "optimizer: Names\nchain: [X]\n",
        "transform: X\nrule: |\n  a = 2 * g\n  b = 3 * w\n  c = if a < b then a > (b + g) * b else b < a\n  d = if norm(a) < norm(b) then norm(g) > (norm(a) + 1) * 2 else norm(b) > 3\n  g = if c and d then g else a\n");

    [Fact]
    public void Defaults_are_what_the_recipe_says()
    {
        string[] defaults = ["-0", "-0.0", "007", ".5", "1E5", "1e+5", "-99999999999999999999", "99999999999999999999", "1e-400", "5e-324", "1.7976931348623157e308", "123456789012345678"];
        string declared = string.Join(", ", defaults.Select((text, i) => $"h{i}: {{ default: {text} }}"));
        OptimizerInfo info = Compile(
            "optimizer: Names\nchain: [X]\n", $"transform: X\nhyperparameters: {{ {declared} }}\nrule: |\n  g = {string.Join(" + ", defaults.Select((_, i) => $"h{i} * g"))}\n");

        double[] expected = [.. defaults.Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), info.Hyperparameters.Select(hyperparameter => BitConverter.DoubleToInt64Bits(hyperparameter.Default)));
        // The defaults of the constructor itself, lr and what stands before it left out.
        var constructor = info.Create.Method.DeclaringType!.DeclaringType!.GetConstructors().Single(candidate => candidate.GetParameters().Length > 2);
        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), constructor.GetParameters().Skip(2).Select(parameter => BitConverter.DoubleToInt64Bits((double)parameter.DefaultValue!)));
    }

    private static OptimizerInfo Compile(string optimizer, string transform)
    {
        OptimizerInfo info = RecipeCompilation.Compile("names", optimizer, [("x", transform)]);
        Step(info);
        return info;
    }

    private static void Step(OptimizerInfo info)
    {
        using var parameter = new ArrayParameter("p", new float[] { 1, 2, 3 }, new float[] { 1, -1, 2 }, [3]);
        using ArrayOptimizer made = info.Create([parameter], new Dictionary<string, double>());
        made.Step();
    }
}
