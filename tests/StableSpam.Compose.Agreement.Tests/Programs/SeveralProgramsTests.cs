using StableSpamCompose.Arrays;
using StableSpamCompose.Bits;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Binding;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;
using StableSpamCompose.JustInTime;
using StableSpamCompose.Plans;
using StableSpamCompose.Reference;

namespace StableSpamCompose.Agreement.Tests.Programs;

/// <summary>Optimizers of several programs have the bits of the interpreter: chains by name, shape cases, and what they fold together.</summary>
public class SeveralProgramsTests
{
    private const string Shaped = """
        transform: Shaped
        hyperparameters:
          keep: { default: 0.75 }
        state:
          m:    { per: element, moment: true }
          size: { per: tensor, for: matrix }
          v:    { per: element, for: vector, initial: 1 }
        rule:
          matrix: |
            size = keep * size + (1 - keep) * norm(g)
            m    = keep * m + g / (size + amax(abs(g)) + 1e-3)
            lr   = lr * min(1, rms(w) + 0.5)
            g    = m / (norm(m) + 1)
          vector: |
            v = keep * v + (1 - keep) * g^2
            m = keep * m + g
            g = m / (sqrt(v) + 1e-3) * (1 - 0.5^k)
        """;

    private const string Together = """
        transform: Together
        state:
          average: { per: group, initial: 0.5 }
          since:   { per: step, initial: inf }
        rule: |
          since   = if mod(t, 3) == 0 then 0 else since + 1
          average = 0.5 * average + 0.5 * norm(g, over: group)
          most    = amax(abs(w), over: group)
          g       = g / (average + most + mean(rms(g), over: group) + 1) * (if since < 2 then 0.5 else 1)
        """;

    private const string OverAll = """
        transform: OverAll
        hyperparameters:
          limit: { default: 5 }
        rule: |
          size  = norm(grad, over: all)
          large = count(abs(grad) > size / 50 * limit, over: all)
          most  = amax(norm(w) + t, over: all)
          g     = g * min(1, limit / (size + 1e-6)) / (1 + large / (most + 1))
        """;

    private const string OnlyMatrices = """
        transform: OnlyMatrices
        state: { seen: { per: tensor, for: matrix } }
        rule:
          matrix: |
            seen = seen + amax(g)
            g    = g / (1 + seen^2)
        """;

    private const string Optimizer = """
        optimizer: Several
        chains:
          - { match: "*norm*", chain: [Together, SkipNonFinite, Adam] }
          - { match: "bias?*", chain: [OverAll: { as: All, limit: limit }, Lion: { beta1: { fixed: 0.9 }, beta2: { fixed: 0.99 } }] }
        hyperparameters:
          limit: { default: 3 }
        chain: [OnlyMatrices, Together, OverAll: { limit: limit }, Shaped, Together: { as: Again }]
        """;

    private static readonly string[] Transforms = [Shaped, Together, OverAll, OnlyMatrices];

    /// <summary>Step with a gradient that is no number, in a tensor that has one.</summary>
    private const int BadStep = 2;

    public static TheoryData<int> Threads => [1, 2, 7];

    [Theory]
    [MemberData(nameof(Threads))]
    public void Programs_have_the_bits_of_the_interpreter(int threads)
    {
        CompiledOptimizer compiled = Compile(Optimizer);
        // OverAll reads g only where nothing was assigned before: its chains begin with what does not assign.
        Assert.Equal(4, compiled.Programs.Count);
        OptimizerInfo info = Load(Optimizer);
        Assert.Equal(
            [("*norm*", ShapeCase.Any), ("bias?*", ShapeCase.Any), ("*", ShapeCase.Matrix), ("*", ShapeCase.Vector)],
            info.Programs.Select(program => (program.Match, program.Shape)));
        Assert.All(info.Programs, program => Assert.True(program.Plan.Barriers > 0));
        foreach (BitProblem problem in BitProblem.All) Compare(info, compiled, problem, threads);
    }

    [Fact]
    public void A_step_is_skipped_for_every_chain_whichever_has_the_bad_gradient()
    {
        OptimizerInfo info = Load(Optimizer);
        foreach (int bad in new[] { 0, 1, 2, 3 })
        {
            ArrayParameter[] parameters = [Parameter("norm", 3), Parameter("bias0", 4), Parameter("w", 5, 2), Parameter("v", 6)];
            using ArrayOptimizer optimizer = info.Create(parameters, new Dictionary<string, double>());
            optimizer.Step();
            float[][] before = [.. parameters.Select(parameter => parameter.Value.ToArray())];
            parameters[bad].Gradient[^1] = float.NegativeInfinity;
            optimizer.Step();
            Assert.Equal((1, 1), (optimizer.StepCount, optimizer.SkippedSteps));
            Assert.Equal(before, parameters.Select(parameter => parameter.Value.ToArray()));
            parameters[bad].Gradient[^1] = 1;
            optimizer.Step();
            Assert.Equal((2, 1), (optimizer.StepCount, optimizer.SkippedSteps));
        }
    }

    [Fact]
    public void A_chain_without_parameters_skips_too()
    {
        using ArrayOptimizer optimizer = Load(Optimizer).Create([Parameter("w", 5, 2)], new Dictionary<string, double>());
        ArrayParameter late = Parameter("bias1", 2);
        late.Gradient[0] = float.NaN;
        optimizer.AddParamGroup(GroupOf(optimizer, [late], []));
        optimizer.Step();
        Assert.Equal((0, 1), (optimizer.StepCount, optimizer.SkippedSteps));
    }

    [Fact]
    public void A_parameter_has_the_states_of_its_own_program()
    {
        ArrayParameter[] parameters = [Parameter("a.norm.b", 3), Parameter("bias", 4), Parameter("bias1", 4), Parameter("w", 5, 2), Parameter("scalar")];
        using ArrayOptimizer optimizer = Load(Optimizer).Create(parameters, new Dictionary<string, double>());

        Assert.Equal(["Together.average", "Together.since", "Adam.m", "Adam.v"], NamesOf("a.norm.b"));
        // "bias?*" needs a character after "bias".
        Assert.Equal(["Together.average", "Together.since", "Shaped.m", "Shaped.v", "Again.average", "Again.since"], NamesOf("bias"));
        Assert.Equal(["Lion.m"], NamesOf("bias1"));
        Assert.Equal(
            ["OnlyMatrices.seen", "Together.average", "Together.since", "Shaped.m", "Shaped.size", "Again.average", "Again.since"], NamesOf("w"));
        Assert.Equal(NamesOf("bias"), NamesOf("scalar"));

        // A group state belongs to the tensors of the group on one chain, matrices and vectors together.
        optimizer.State("w")["Together.average"].Value = 7;
        Assert.Equal(7, optimizer.State("scalar")["Together.average"].Value);
        Assert.Equal(0.5, optimizer.State("a.norm.b")["Together.average"].Value);

        IEnumerable<string> NamesOf(string parameter) => optimizer.State(parameter).Select(state => state.Name);
    }

    private static void Compare(OptimizerInfo info, CompiledOptimizer compiled, BitProblem problem, int threads)
    {
        int count = problem.Lengths.Count;
        ArrayParameter[] parameters = [.. Enumerable.Range(0, count).Select(tensor =>
            new ArrayParameter(NameOf(tensor), problem.Initial(tensor), new float[problem.Lengths[tensor]], ShapeOf(problem, tensor)))];
        InterpretedParameter[] expected = [.. Enumerable.Range(0, count).Select(tensor =>
            new InterpretedParameter(NameOf(tensor), ShapeOf(problem, tensor), [.. problem.Initial(tensor).Select(value => (double)value)]))];
        Dictionary<string, double>[] settings = [new() { ["lr"] = 0.01 }, new() { ["lr"] = 0.1, ["keep"] = 0.25, ["limit"] = 0.5 }];

        using ArrayOptimizer optimizer = info.Create([], new Dictionary<string, double>());
        optimizer.Threads = threads;
        var interpreter = new InterpretedOptimizer(compiled.Programs.Select(program => program.Lowered), NumberMode.Exact);
        foreach (int group in new[] { 1, 0 })
        {
            int[] tensors = [.. Enumerable.Range(0, count).Where(tensor => tensor % 2 == group)];
            optimizer.AddParamGroup(GroupOf(optimizer, tensors.Select(tensor => parameters[tensor]), settings[group]));
            InterpretedGroup its = InterpretedGroups.Of(compiled.Lowered, settings[group]);
            foreach (int tensor in tensors) interpreter.Add(expected[tensor], its);
        }

        for (int step = 1; step <= problem.Steps; step++)
        {
            for (int tensor = 0; tensor < count; tensor++)
            {
                // In one step a whole chain has no gradient, in one a whole group.
                bool hasGradient = problem.HasGradient(step, tensor) && !(step == 3 && tensor % 2 == 1) && !(step == 4 && NameOf(tensor).Contains("norm"));
                parameters[tensor].HasGradient = expected[tensor].HasGradient = hasGradient;
                float[] gradient = problem.Gradient(step, tensor);
                if (step == BadStep && tensor == 1 && gradient.Length > 0) gradient[^1] = float.NaN;
                if (step == BadStep && tensor == 2) gradient[0] = float.NegativeInfinity;
                gradient.CopyTo(parameters[tensor].Gradient);
                for (int i = 0; i < gradient.Length; i++) expected[tensor].Gradient[i] = gradient[i];
            }
            optimizer.Step();
            interpreter.Step();
            SameBits.Assert(optimizer, parameters, expected, $"{threads} threads, step {step}");
            Assert.Equal(step >= BadStep ? 1 : 0, optimizer.SkippedSteps);
            Assert.Equal(interpreter.StepCount, optimizer.StepCount);
        }
        foreach (ArrayParameter parameter in parameters) parameter.Dispose();
    }

    private static string NameOf(int tensor) => (tensor % 4) switch
    {
        0 => $"layer.norm.{tensor}",
        1 => $"bias{tensor}",
        _ => $"weight{tensor}",
    };

    private static long[] ShapeOf(BitProblem problem, int tensor) =>
        tensor % 3 == 0 ? [problem.Lengths[tensor]] : [1, problem.Lengths[tensor], 1];

    private static ArrayParameter Parameter(string name, params long[] shape)
    {
        float[] value = [.. Enumerable.Range(1, (int)shape.Aggregate(1L, (product, size) => product * size)).Select(i => 1f / i)];
        return new ArrayParameter(name, value, (float[])value.Clone(), shape);
    }

    private static ArrayParamGroup GroupOf(ArrayOptimizer optimizer, IEnumerable<ArrayParameter> parameters, Dictionary<string, double> settings) =>
        (ArrayParamGroup)Activator.CreateInstance(optimizer.GetType().GetNestedType("ParamGroup")!, parameters, settings)!;

    private static OptimizerInfo Load(string optimizer) =>
        RecipeCompilation.Compile("several.optimizer.yaml", optimizer, Transforms.Select((text, i) => ($"t{i}.transform.yaml", text)));

    private static CompiledOptimizer Compile(string optimizer)
    {
        var findings = new FindingBag();
        TransformModel[] transforms = [.. Transforms.Select((text, i) => RecipeReader.ReadTransform($"t{i}.transform.yaml", text, findings)!)];
        return LibraryPrograms.Compile(
            RecipeReader.ReadOptimizer("several.optimizer.yaml", optimizer, findings)!, RecipeLibrary.Transforms.With(transforms, findings), findings);
    }
}
