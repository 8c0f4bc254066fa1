using StableSpamCompose.Agreement.Tests.Published;
using StableSpamCompose.Arrays;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;
using StableSpamCompose.JustInTime;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;
using StableSpamCompose.Reference;

namespace StableSpamCompose.Agreement.Tests.Programs;

/// <summary>Recipes that need chains by name, or shape cases, against the same rules written by hand.</summary>
public class ByNameAndShapeTests
{
    /// <summary>AdamW as it is used on transformers: norms and biases do not decay.</summary>
    private const string SparingDecay = """
        optimizer: SparingAdamW
        hyperparameters:
          weight_decay: { default: 0.1 }
        chains:
          - { match: "*norm*", chain: [Adam] }
          - { match: "*bias", chain: [Adam] }
        chain:
          - DecoupledDecay: { decay: weight_decay }
          - Adam
        """;

    /// <summary>A vector is left out, so that it descends along its gradient.</summary>
    private const string MatrixAdam = """
        transform: MatrixAdam
        hyperparameters:
          beta1: { default: 0.8 }
          beta2: { default: 0.95 }
        state:
          m: { per: element, for: matrix }
          v: { per: element, for: matrix }
        rule:
          matrix: |
            m = beta1 * m + (1 - beta1) * g
            v = beta2 * v + (1 - beta2) * g^2
            g = (m / (1 - beta1^k)) / (sqrt(v / (1 - beta2^k)) + 1e-8)
        """;

    private const string AdamAndDescent = "optimizer: AdamAndDescent\nchain: [MatrixAdam]\n";

    /// <summary>Moves matrices itself; vectors are left to the chain's end.</summary>
    private const string Own = """
        transform: Own
        apply: own
        rule:
          matrix: |
            w = w - 2 * lr * sign(g)
        """;

    private static readonly (string Name, long[] Shape)[] Tensors =
        [("wte", [3, 2]), ("h.0.norm.weight", [4]), ("h.0.attention.bias", [3]), ("bias.weight", [2, 1, 2]), ("scale", [])];

    [Fact]
    public void Norms_and_biases_do_not_decay() =>
        AssertAgrees(SparingDecay, [], new() { ["lr"] = 0.05 }, (name, _) => Adam(0.9, 0.999, name.Contains("norm") || name.EndsWith("bias") ? 0 : 0.1));

    [Fact]
    public void Matrices_go_by_Adam_and_the_rest_descends() =>
        AssertAgrees(AdamAndDescent, [MatrixAdam], new() { ["lr"] = 0.05 }, (_, rank) => rank >= 2
            ? Adam(0.8, 0.95, 0)
            : (_, lr, w, g) => { for (int i = 0; i < w.Length; i++) w[i] -= lr * g[i]; });

    [Fact]
    public void A_case_that_is_left_out_does_not_move_the_parameter_itself() =>
        AssertAgrees("optimizer: Moved\nchain: [Own]\n", [Own], new() { ["lr"] = 0.05 }, (_, rank) => (_, lr, w, g) =>
        {
            for (int i = 0; i < w.Length; i++) w[i] -= rank >= 2 ? 2 * lr * Math.Sign(g[i]) : lr * g[i];
        });

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Each_chain_is_the_optimizer_of_its_own_parameters(int threads)
    {
        const string Both = "optimizer: Both\nchains: [ { match: \"?-*\", chain: [ Lion: { beta1: { fixed: 0.9 }, beta2: { fixed: 0.99 } } ] } ]\nchain: [Adam]\n";
        OptimizerInfo info = RecipeCompilation.Compile("both", Both, []);
        string[] names = ["a-0", "b", "ab-1", "c-", "d", "-e"];
        bool[] isLion = [true, false, false, true, false, false];
        int[] lengths = [70_001, 9_000, 12, 4_097, 70_002, 1];
        ArrayParameter[] together = Make(), apart = Make();
        using ArrayOptimizer both = info.Create(together, Settings());
        using ArrayOptimizer lion = OptimizerLibrary.Create("Lion", apart.Where((_, i) => isLion[i]), Settings());
        using ArrayOptimizer adam = OptimizerLibrary.Create("Adam", apart.Where((_, i) => !isLion[i]), Settings());
        both.Threads = threads;
        for (int step = 1; step <= 4; step++)
        {
            foreach (ArrayParameter[] parameters in new[] { together, apart })
            {
                for (int i = 0; i < parameters.Length; i++)
                {
                    parameters[i].HasGradient = (i + step) % 4 != 0;
                    var random = new Random((10 * i) + step);
                    foreach (ref float gradient in parameters[i].Gradient) gradient = random.NextSingle() - 0.5f;
                }
            }
            both.Step();
            lion.Step();
            adam.Step();
            for (int i = 0; i < names.Length; i++)
            {
                Assert.True(together[i].Value.SequenceEqual(apart[i].Value), $"step {step}, {names[i]}");
                foreach (StateEntry state in (isLion[i] ? lion : adam).State(names[i]))
                    Assert.True(state.Span.SequenceEqual(both.State(names[i])[state.Name].Span), $"step {step}, {names[i]}, {state.Name}");
            }
        }

        Dictionary<string, double> Settings() => new() { ["lr"] = 0.01 };
        ArrayParameter[] Make() => [.. names.Select((name, i) =>
        {
            var random = new Random(i);
            return new ArrayParameter(name, Enumerable.Range(0, lengths[i]).Select(_ => random.NextSingle()).ToArray(), new float[lengths[i]], [lengths[i]]);
        })];
    }

    private static TensorStep Adam(double beta1, double beta2, double decay)
    {
        var m = new double[100];
        var v = new double[100];
        return (k, lr, w, g) =>
        {
            for (int i = 0; i < w.Length; i++)
            {
                w[i] *= 1 - (lr * decay);
                m[i] = (beta1 * m[i]) + ((1 - beta1) * g[i]);
                v[i] = (beta2 * v[i]) + ((1 - beta2) * g[i] * g[i]);
                w[i] -= lr * (m[i] / (1 - Math.Pow(beta1, k))) / (Math.Sqrt(v[i] / (1 - Math.Pow(beta2, k))) + 1e-8);
            }
        };
    }

    // The interpreter in double to rounding; the compiled step to what a few steps in fp32 cost.
    private static void AssertAgrees(string optimizer, string[] transforms, Dictionary<string, double> settings, Func<string, int, TensorStep> start)
    {
        CompiledOptimizer compiled = Compile(optimizer, transforms);
        var interpreter = new InterpretedOptimizer(compiled.Programs.Select(program => program.Lowered), NumberMode.Double);
        InterpretedGroup group = InterpretedGroups.Of(compiled.Lowered, settings);
        double[][] expected = [.. Tensors.Select((tensor, i) => Numbers(100 + i, tensor.Shape))];
        TensorStep[] steps = [.. Tensors.Select(tensor => start(tensor.Name, tensor.Shape.Length))];
        InterpretedParameter[] interpreted = [.. Tensors.Select((tensor, i) => new InterpretedParameter(tensor.Name, tensor.Shape, expected[i]))];
        foreach (InterpretedParameter parameter in interpreted) interpreter.Add(parameter, group);
        ArrayParameter[] parameters = [.. Tensors.Select((tensor, i) =>
            new ArrayParameter(tensor.Name, Array.ConvertAll(expected[i], value => (float)value), new float[expected[i].Length], tensor.Shape))];
        using ArrayOptimizer array = RecipeCompilation
            .Compile("o", optimizer, transforms.Select((text, i) => ($"t{i}", text))).Create(parameters, settings);

        for (int step = 1; step <= 8; step++)
        {
            for (int i = 0; i < Tensors.Length; i++)
            {
                double[] gradient = Numbers((10 * step) + i, Tensors[i].Shape);
                gradient.CopyTo(interpreted[i].Gradient, 0);
                Array.ConvertAll(gradient, value => (float)value).CopyTo(parameters[i].Gradient);
                steps[i](step, settings["lr"], expected[i], gradient);
            }
            interpreter.Step();
            array.Step();
            for (int i = 0; i < Tensors.Length; i++)
            {
                PublishedRule.AssertClose(expected[i], interpreted[i].Value, $"step {step}, {Tensors[i].Name}");
                for (int e = 0; e < expected[i].Length; e++) Assert.Equal(expected[i][e], parameters[i].Value[e], 1e-5);
            }
        }
    }

    private static double[] Numbers(int seed, long[] shape)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (product, size) => product * size)).Select(_ => (float)((2 * random.NextDouble()) - 0.8))];
    }

    private static CompiledOptimizer Compile(string optimizer, string[] transforms)
    {
        var findings = new FindingBag();
        TransformModel[] own = [.. transforms.Select(text => RecipeReader.ReadTransform("t", text, findings)!)];
        return LibraryPrograms.Compile(RecipeReader.ReadOptimizer("o", optimizer, findings)!, RecipeLibrary.Transforms.With(own, findings), findings);
    }
}
