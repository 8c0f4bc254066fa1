using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference.Tests;

/// <summary>What tensors fold together, what their groups keep, and steps that are left out for all of them.</summary>
public class GroupTests
{
    public static TheoryData<NumberMode> Modes => new(Enum.GetValues<NumberMode>());

    [Theory]
    [MemberData(nameof(Modes))]
    public void AGroupFoldsItsTensorsAndAllFoldsEvery(NumberMode mode)
    {
        var run = new Run(mode, builder =>
        {
            int sum = builder.Reduce(Opcode.Sum, builder.Gradient);
            builder.Watch("group sum", builder.ReduceTensors(Opcode.GroupSum, TensorSet.Group, sum));
            builder.Watch("sum of all", builder.ReduceTensors(Opcode.GroupSum, TensorSet.All, sum));
            builder.Watch("largest", builder.ReduceTensors(Opcode.GroupLargest, TensorSet.Group, sum));
            builder.Watch("largest of all", builder.ReduceTensors(Opcode.GroupLargest, TensorSet.All, sum));
        });
        InterpretedParameter a = run.Add(0, 1, 2), b = run.Add(1, -4), c = run.Add(0, -5), d = run.Add(1, -7, 1);
        run.Optimizer.Step();
        Assert.All([a, c], tensor => Assert.Equal([-2], Numbers(tensor, "group sum")));
        Assert.All([b, d], tensor => Assert.Equal([-10], Numbers(tensor, "group sum")));
        Assert.All([a, b, c, d], tensor => Assert.Equal([-12], Numbers(tensor, "sum of all")));
        Assert.Equal([3], Numbers(c, "largest"));
        Assert.Equal([-4], Numbers(d, "largest"));
        Assert.All([a, b, c, d], tensor => Assert.Equal([3], Numbers(tensor, "largest of all")));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void TensorsAreAddedInDoubleAsTheyWereRegistered(NumberMode mode)
    {
        var run = new Run(mode, builder =>
            builder.Watch("sum", builder.ReduceTensors(Opcode.GroupSum, TensorSet.All, builder.Reduce(Opcode.Sum, builder.Gradient))));
        // 2^54 takes no 1, but it takes the 4 of those that come before it; fp32 would have lost both.
        InterpretedParameter first = run.Add(0, 1);
        foreach (double gradient in new double[] { 1, 1, 1, 18_014_398_509_481_984, 1, 1 }) run.Add(1, gradient);
        run.Optimizer.Step();
        Assert.Equal([18_014_398_509_481_988], Numbers(first, "sum"));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void OnlyTensorsWithAGradientCount(NumberMode mode)
    {
        var run = new Run(mode, builder =>
        {
            builder.Watch("sum", builder.ReduceTensors(Opcode.GroupSum, TensorSet.Group, builder.Reduce(Opcode.Sum, builder.Gradient)));
            builder.Watch("all", builder.ReduceTensors(Opcode.GroupSum, TensorSet.All, builder.Reduce(Opcode.Sum, builder.Gradient)));
        });
        InterpretedParameter a = run.Add(0, 1), b = run.Add(0, 2), c = run.Add(1, 4);
        run.Optimizer.Step();
        a.HasGradient = c.HasGradient = false;
        run.Optimizer.Step();
        // The one state of the first group follows b; the second group is left alone.
        Assert.Equal([2], Numbers(a, "sum"));
        Assert.Equal([2], Numbers(b, "all"));
        Assert.Equal([4], Numbers(c, "sum"));
        Assert.Equal([7], Numbers(c, "all"));
    }

    [Theory]
    [InlineData(double.NaN, 1, double.NaN)]
    [InlineData(-0.0, 0.0, 0.0)]
    [InlineData(-1, double.NegativeInfinity, -1)]
    public void TheLargestOfTensorsFollowsTheOrderOfBits(double first, double second, double largest)
    {
        var run = new Run(NumberMode.Double, builder =>
            builder.Watch("largest", builder.ReduceTensors(Opcode.GroupLargest, TensorSet.All, builder.Reduce(Opcode.Largest, builder.Gradient))));
        InterpretedParameter parameter = run.Add(0, first);
        run.Add(0, second);
        run.Optimizer.Step();
        Assert.Equal(BitConverter.DoubleToInt64Bits(largest), BitConverter.DoubleToInt64Bits(Numbers(parameter, "largest")[0]));
    }

    [Fact]
    public void AGroupStateIsOneForAllAndChangesOnceAStep()
    {
        var run = new Run(NumberMode.Exact, builder =>
        {
            int state = builder.State("s", Scope.Group, 0.1);
            builder.Assign(state, builder.Number(Opcode.Add, state, builder.Constant(1.0 / 3)));
        });
        InterpretedParameter a = run.Add(0, 1), b = run.Add(0, 1), c = run.Add(1, 1);
        Assert.Same(a.State("s"), b.State("s"));
        Assert.NotSame(a.State("s"), c.State("s"));
        c.HasGradient = false;
        run.Optimizer.Step();
        // It is a double, unrounded.
        Assert.Equal([0.1 + (1.0 / 3)], b.State("s"));
        Assert.Equal([0.1], c.State("s"));
        InterpretedParameter late = run.Add(0, 1);
        Assert.Same(a.State("s"), late.State("s"));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void ASkippedStepLeavesEverythingAsItWas(NumberMode mode)
    {
        var run = new Run(mode, builder =>
        {
            int sum = builder.Reduce(Opcode.Sum, builder.Gradient);
            builder.Watch("tensor", sum);
            builder.Watch("step", builder.T);
            builder.Watch("group", builder.ReduceTensors(Opcode.GroupSum, TensorSet.Group, sum));
            builder.Watch("element", builder.Gradient);
            builder.NewWeight = builder.Number(Opcode.Subtract, builder.Weight, builder.Gradient);
            int all = builder.ReduceTensors(Opcode.GroupSum, TensorSet.All, sum);
            builder.Skip = builder.Condition(Opcode.Not, builder.Condition(Opcode.IsFinite, all));
        });
        InterpretedParameter a = run.Add(0, 1, 2), b = run.Add(1, 4);
        run.Optimizer.Step();
        string before = Everything(a) + Everything(b);

        b.Gradient[0] = double.NaN;
        a.Gradient[0] = 8;
        run.Optimizer.Step();
        run.Optimizer.Step();
        Assert.Equal(before, Everything(a) + Everything(b));
        Assert.Equal(1, run.Optimizer.StepCount);

        // What has no gradient decides nothing, and the next step is the second.
        b.HasGradient = false;
        run.Optimizer.Step();
        Assert.Equal([2], Numbers(a, "step"));
        Assert.Equal([10], Numbers(a, "group"));
        Assert.Equal((2.0, 1.0), (a.UpdateCount, b.UpdateCount));

        // Without any gradient there is nothing to skip for.
        a.HasGradient = false;
        run.Optimizer.Step();
        Assert.Equal(3, run.Optimizer.StepCount);
    }

    [Fact]
    public void AStepIsSkippedIfAnyGroupWouldSkipIt()
    {
        var run = new Run(NumberMode.Exact, builder =>
        {
            int limit = builder.Hyperparameter("limit", 10);
            builder.Skip = builder.Add(Opcode.Greater, Scope.Group, ValueKind.Condition, builder.T, limit);
        });
        InterpretedParameter a = run.Add(0, 1);
        run.Add(1, 1);
        run.Groups[1]["limit"] = 0;
        run.Optimizer.Step();
        Assert.Equal((0, false), (run.Optimizer.StepCount, a.WasUpdated));
        run.Groups[1]["limit"] = 1;
        run.Optimizer.Step();
        Assert.Equal((1, true), (run.Optimizer.StepCount, a.WasUpdated));
    }

    private static double[] Numbers(InterpretedParameter parameter, string state) => parameter.State(state);

    private static string Everything(InterpretedParameter parameter) => string.Join(
        ';', new[] { "tensor", "step", "group", "element" }.SelectMany(parameter.State).Concat(parameter.Value).Append(parameter.UpdateCount).Select(number => number.ToString("R")));

    /// <summary>An optimizer with two groups.</summary>
    private sealed class Run
    {
        private int _parameters;

        public Run(NumberMode mode, Action<ProgramBuilder> build)
        {
            var builder = new ProgramBuilder();
            build(builder);
            StepProgram program = builder.Build();
            Optimizer = new InterpretedOptimizer(program, mode);
            Groups = [new(program), new(program)];
        }

        public InterpretedOptimizer Optimizer { get; }

        public InterpretedGroup[] Groups { get; }

        public InterpretedParameter Add(int group, params double[] gradient)
        {
            var parameter = new InterpretedParameter($"p{_parameters++}", [gradient.Length], new double[gradient.Length]);
            gradient.CopyTo(parameter.Gradient, 0);
            Optimizer.Add(parameter, Groups[group]);
            return parameter;
        }
    }
}
