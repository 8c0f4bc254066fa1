using StableSpamCompose.Arrays;
using StableSpamCompose.Bits;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;
using StableSpamCompose.JustInTime;
using StableSpamCompose.Plans;
using StableSpamCompose.Reference;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>A recipe that folds groups in every way, keeps state for them and skips steps has the bits of the interpreter.</summary>
public class GroupTests
{
    private const string Transform = """
        transform: Together
        hyperparameters:
          keep: { default: 0.75 }
        state:
          average: { per: group, initial: 0.5 }
          seen:    { per: group }
          largest: { per: tensor }
          m:       { per: element }
        rule: |
          largest = max(largest, amax(abs(g)))
          average = keep * average + (1 - keep) * norm(g, over: group)
          seen    = seen + count(largest > average, over: group) + mean(largest, over: group) + sum(g, over: group) + t
          m       = keep * m + g / (average + rms(largest, over: group))
          move    = if all(abs(m) < 1e6, over: all) then norm(m, over: all) else amax(abs(w), over: all)
          g       = m * min(1, 1 / (move + 1e-3)) * (1 - 0.5^k) + amin(largest, over: all) * 1e-3
        """;

    private const string Optimizer = "optimizer: InGroups\nchain: [Together, SkipNonFinite]\n";

    /// <summary>Step with a gradient that is no number, in a tensor that has one.</summary>
    private const int BadStep = 2;

    public static TheoryData<int> Threads => [1, 2, 7];

    [Theory]
    [MemberData(nameof(Threads))]
    public void Groups_have_the_bits_of_the_interpreter(int threads)
    {
        OptimizerInfo info = RecipeCompilation.Compile("in-groups", Optimizer, [("together", Transform)]);
        Assert.Equal([StateScope.Group, StateScope.Group, StateScope.Tensor, StateScope.Element], info.Plan.States.Select(state => state.Scope));
        foreach (BitProblem problem in BitProblem.All) Compare(info, problem, threads);
    }

    [Fact]
    public void A_group_state_is_one_number_for_its_parameters()
    {
        OptimizerInfo info = RecipeCompilation.Compile("in-groups", Optimizer, [("together", Transform)]);
        ArrayParameter[] parameters = [new("a", new float[3], new float[3], [3]), new("b", new float[2], new float[2], [2])];
        using ArrayOptimizer optimizer = info.Create(parameters, new Dictionary<string, double>());

        StateEntry average = optimizer.State("a")["Together.average"];
        Assert.Equal((StateScope.Group, ElementType.Float64, 0.5), (average.Scope, average.Type, average.Value));
        average.Value = 4;
        Assert.Equal(4, optimizer.State("b")["Together.average"].Value);
        optimizer.Step();
        // No gradient is anything but 0: the average of norms keeps three quarters.
        Assert.Equal(3, optimizer.State("b")["Together.average"].Value);
    }

    private static void Compare(OptimizerInfo info, BitProblem problem, int threads)
    {
        ArrayParameter[] parameters = [.. Enumerable.Range(0, problem.Lengths.Count).Select(tensor =>
            new ArrayParameter($"p{tensor}", problem.Initial(tensor), new float[problem.Lengths[tensor]], problem.Shape(tensor)))];
        using ArrayOptimizer compiled = info.Create(parameters.Where((_, tensor) => !IsOfSecondGroup(tensor)), new Dictionary<string, double> { ["lr"] = 0.01 });
        compiled.Threads = threads;
        compiled.AddParamGroup(
            parameters.Where((_, tensor) => IsOfSecondGroup(tensor)), new Dictionary<string, double> { ["lr"] = 0.1, ["keep"] = 0.25 });

        StepProgram program = Lower();
        var interpreter = new InterpretedOptimizer(program, NumberMode.Exact);
        InterpretedParameter[] expected = [.. Enumerable.Range(0, problem.Lengths.Count).Select(tensor =>
            new InterpretedParameter($"p{tensor}", problem.Shape(tensor), [.. problem.Initial(tensor).Select(value => (double)value)]))];
        InterpretedGroup[] groups = [new(program) { LearningRate = 0.01 }, new(program) { LearningRate = 0.1, ["keep"] = 0.25 }];
        foreach (int group in new[] { 0, 1 })
        {
            for (int tensor = group; tensor < expected.Length; tensor += 2) interpreter.Add(expected[tensor], groups[group]);
        }

        for (int step = 1; step <= problem.Steps; step++)
        {
            for (int tensor = 0; tensor < parameters.Length; tensor++)
            {
                // In one step the whole second group has no gradient.
                bool hasGradient = problem.HasGradient(step, tensor) && !(step == 3 && IsOfSecondGroup(tensor));
                parameters[tensor].HasGradient = expected[tensor].HasGradient = hasGradient;
                float[] gradient = problem.Gradient(step, tensor);
                if (step == BadStep && tensor == 1 && gradient.Length > 0) gradient[^1] = float.NaN;
                if (step == BadStep && tensor == 2) gradient[0] = float.NegativeInfinity;
                gradient.CopyTo(parameters[tensor].Gradient);
                for (int i = 0; i < gradient.Length; i++) expected[tensor].Gradient[i] = gradient[i];
            }
            compiled.Step();
            interpreter.Step();
            SameBits.Assert(compiled, parameters, expected, $"{threads} threads, step {step}");
            Assert.Equal(step >= BadStep ? 1 : 0, compiled.SkippedSteps);
            Assert.Equal(step - compiled.SkippedSteps, compiled.StepCount);
            Assert.Equal(interpreter.StepCount, compiled.StepCount);
        }
        foreach (ArrayParameter parameter in parameters) parameter.Dispose();
    }

    private static bool IsOfSecondGroup(int tensor) => tensor % 2 == 1;

    private static StepProgram Lower()
    {
        var findings = new FindingBag();
        TransformModel transform = RecipeReader.ReadTransform("together", Transform, findings)!;
        OptimizerModel optimizer = RecipeReader.ReadOptimizer("in-groups", Optimizer, findings)!;
        return LibraryPrograms.Compile(optimizer, RecipeLibrary.Transforms.With([transform], findings), findings).Lowered;
    }
}
