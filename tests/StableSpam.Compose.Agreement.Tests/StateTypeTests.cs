using StableSpamCompose.Arrays;
using StableSpamCompose.Bits;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;
using StableSpamCompose.JustInTime;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;
using StableSpamCompose.Reference;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>States in fewer bits than fp32, rounded to nearest and by chance, and copies of the weights in more.</summary>
public class StateTypeTests
{
    // A later pass reads both m and h anew: it must not see what an earlier one stored.
    private const string Transform = """
        transform: Mixed
        hyperparameters:
          seed: { type: int, default: 11 }
        state:
          m: { per: element, type: bfloat16 }
          v: { per: element, type: bfloat16, rounding: stochastic, seed: seed, initial: 0.3 }
          h: { per: element, type: float16, rounding: stochastic, seed: seed + 1 }
          n: { per: element, type: float16, initial: -0.1 }
          f: { per: element, type: float32 }
          size: { per: tensor }
        parameter: { rounding: stochastic, seed: 7 }
        rule: |
          m    = 0.9 * m + 0.1 * g
          h    = 0.5 * h + 1e-6 * g * uniform(seed)
          size = norm(m + h)
          v    = 0.999 * v + 0.001 * (g / (size + 1))^2
          n    = n + 1e-3 * m
          f    = f + n
          g    = m / (sqrt(v) + 0.1) + h + f
        """;

    private const string Optimizer = "optimizer: InFewBits\nchain: [Mixed]\n";

    public static TheoryData<ElementType, NumberType> Types => new()
    {
        { ElementType.Float32, NumberType.Float32 }, { ElementType.BFloat16, NumberType.BFloat16 }, { ElementType.Float16, NumberType.Float16 },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void States_in_every_type_have_the_bits_of_the_interpreter(ElementType type, NumberType interpretedType)
    {
        OptimizerInfo info = RecipeCompilation.Compile("in-few-bits", Optimizer, [("mixed", Transform)]);
        var problem = new BitProblem([[1], [0], [31], [512], [4097], [9001]], steps: 9, seed: 4);
        ArrayParameter[] compiled = [.. problem.Lengths.Select((length, tensor) => Parameter(problem, tensor, type))];
        using ArrayOptimizer optimizer = info.Create(compiled, new Dictionary<string, double> { ["lr"] = 0.01 });
        StepProgram program = Lower();
        var referee = new InterpretedOptimizer(program, NumberMode.Exact);
        var group = new InterpretedGroup(program) { LearningRate = 0.01 };
        InterpretedParameter[] interpreted = [.. problem.Lengths.Select((length, tensor) =>
            new InterpretedParameter($"p{tensor}", [length], [.. problem.Initial(tensor).Select(value => (double)value)]) { Type = interpretedType })];
        foreach (InterpretedParameter parameter in interpreted) referee.Add(parameter, group);

        for (int step = 1; step <= problem.Steps; step++)
        {
            for (int tensor = 0; tensor < compiled.Length; tensor++)
            {
                compiled[tensor].HasGradient = interpreted[tensor].HasGradient = problem.HasGradient(step, tensor);
                float[] gradient = problem.Gradient(step, tensor);
                compiled[tensor].CopyGradientFrom(gradient);
                for (int i = 0; i < gradient.Length; i++) interpreted[tensor].Gradient[i] = gradient[i];
            }
            optimizer.Step();
            referee.Step();
            for (int tensor = 0; tensor < compiled.Length; tensor++)
            {
                string when = $"step {step}, p{tensor}";
                SameBits.Assert(interpreted[tensor].Value, Numbers(compiled[tensor]), when);
                foreach (StateEntry state in optimizer.State($"p{tensor}").Where(state => state.Scope == StateScope.Element))
                {
                    var numbers = new float[compiled[tensor].Length];
                    state.CopyTo(numbers);
                    SameBits.Assert(interpreted[tensor].State(state.Name), numbers, $"{when}, {state.Name}");
                }
            }
        }
        foreach (ArrayParameter parameter in compiled) parameter.Dispose();
    }

    [Fact]
    public void A_state_is_seen_as_it_is_stored()
    {
        OptimizerInfo info = RecipeCompilation.Compile("in-few-bits", Optimizer, [("mixed", Transform)]);
        Assert.Equal(4 * 2 + 4, info.Plan.StateBytesPerElement);
        using var parameter = new ArrayParameter("p", new float[3], new float[3], [3]);
        using ArrayOptimizer optimizer = info.Create([parameter], new Dictionary<string, double>());

        StateEntry v = optimizer.State("p")["Mixed.v"], n = optimizer.State("p")["Mixed.n"], f = optimizer.State("p")["Mixed.f"];
        Assert.Equal([ElementType.BFloat16, ElementType.Float16, ElementType.Float32], new[] { v, n, f }.Select(state => state.Type));
        // The nearest of 0.3 in bfloat16, whatever the rounding of the steps.
        Assert.Equal([0x3e9a, 0x3e9a, 0x3e9a], v.SpanAs<ushort>().ToArray().Select(bits => (int)bits));
        Assert.Equal([(Half)(-0.1), (Half)(-0.1), (Half)(-0.1)], n.SpanAs<Half>().ToArray());
        Assert.Equal(
            "Mixed.v is BFloat16 and cannot be read as Single: use SpanAs<ushort>(), or CopyTo for fp32.",
            Assert.Throws<InvalidOperationException>(() => v.Span.Length).Message);
        n.CopyFrom([1, 2.0001f, -3]);
        var numbers = new float[3];
        n.CopyTo(numbers);
        Assert.Equal([1, 2, -3], numbers);
        Assert.Equal(
            "Mixed.n has 3 elements, but the destination has 2.\r\n (Parameter 'destination')".Replace("\r\n", ""),
            Assert.Throws<ArgumentException>(() => n.CopyTo(new float[2])).Message);
        Assert.Throws<InvalidOperationException>(() => optimizer.State("p")["Mixed.size"].SpanAs<float>().Length);
    }

    [Fact]
    public void Chance_lets_a_slow_average_move_that_rounding_to_nearest_holds()
    {
        // 0.999 of a number in bfloat16 rounds back to it; by chance a step is taken about every fourth time or more.
        (float nearest, float stochastic) = (Decayed(""), Decayed(", rounding: stochastic, seed: 3"));
        Assert.Equal(1f, nearest);
        // The mean of 1000 elements after 500 steps; 0.999^500 is 0.606.
        Assert.InRange(stochastic, 0.59f, 0.62f);

        static float Decayed(string rounding)
        {
            string slow = $"transform: Slow\nstate: {{ v: {{ per: element, type: bfloat16, initial: 1{rounding} }} }}\nrule: |\n  v = 0.999 * v\n";
            OptimizerInfo info = RecipeCompilation.Compile("slow", "optimizer: Decaying\nchain: [Slow]\n", [("slow", slow)]);
            using var parameter = new ArrayParameter("p", new float[1000], new float[1000], [1000]);
            using ArrayOptimizer optimizer = info.Create([parameter], new Dictionary<string, double>());
            for (int step = 0; step < 500; step++) optimizer.Step();
            var numbers = new float[1000];
            optimizer.State("p").Single().CopyTo(numbers);
            return numbers.Average();
        }
    }

    [Fact]
    public void Master_weights_train_as_weights_in_fp32_do()
    {
        var problem = new BitProblem([[300], [4097]], steps: 8, seed: 9);
        var settings = new Dictionary<string, double> { ["lr"] = 1e-3, ["weight_decay"] = 0.1 };
        ArrayParameter[] full = [Parameter(problem, 0, ElementType.Float32), Parameter(problem, 1, ElementType.Float32)];
        ArrayParameter[] narrow = [Parameter(problem, 0, ElementType.BFloat16), Parameter(problem, 1, ElementType.BFloat16)];
        // Both begin at numbers that bfloat16 has.
        for (int tensor = 0; tensor < 2; tensor++) full[tensor].CopyValueFrom(Numbers(narrow[tensor]));
        using ArrayOptimizer plain = Find("AdamW").Create(full, settings), master = Find("AdamWMasterWeights").Create(narrow, settings);
        for (int step = 1; step <= problem.Steps; step++)
        {
            for (int tensor = 0; tensor < 2; tensor++)
            {
                full[tensor].CopyGradientFrom(problem.Gradient(step, tensor));
                narrow[tensor].CopyGradientFrom(problem.Gradient(step, tensor));
            }
            plain.Step();
            master.Step();
        }
        for (int tensor = 0; tensor < 2; tensor++)
        {
            Assert.Equal(full[tensor].Value.ToArray(), master.State($"p{tensor}")["MasterWeights.master"].Span.ToArray());
            using ArrayParameter rounded = Parameter(problem, tensor, ElementType.BFloat16);
            rounded.CopyValueFrom(full[tensor].Value);
            Assert.Equal(Numbers(rounded), Numbers(narrow[tensor]));
        }
        foreach (ArrayParameter parameter in full.Concat(narrow)) parameter.Dispose();
    }

    private static OptimizerInfo Find(string name) => OptimizerLibrary.All.Single(optimizer => optimizer.Name == name);

    private static ArrayParameter Parameter(BitProblem problem, int tensor, ElementType type)
    {
        int length = problem.Lengths[tensor];
        ArrayParameter parameter = type == ElementType.Float32
            ? new($"p{tensor}", new float[length], new float[length], [length])
            : ArrayParameter.FromMemory<ushort, float>($"p{tensor}", new ushort[length], type, new float[length], ElementType.Float32, [length]);
        parameter.CopyValueFrom(problem.Initial(tensor));
        return parameter;
    }

    private static float[] Numbers(ArrayParameter parameter)
    {
        var numbers = new float[parameter.Length];
        parameter.CopyValueTo(numbers);
        return numbers;
    }

    private static StepProgram Lower()
    {
        var findings = new FindingBag();
        TransformModel transform = RecipeReader.ReadTransform("mixed", Transform, findings)!;
        OptimizerModel optimizer = RecipeReader.ReadOptimizer("in-few-bits", Optimizer, findings)!;
        return LibraryPrograms.Lowered(LibraryPrograms.Compile(optimizer, RecipeLibrary.Transforms.With([transform], findings), findings)).Single();
    }
}
