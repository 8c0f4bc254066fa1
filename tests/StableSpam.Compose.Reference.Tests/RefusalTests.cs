using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference.Tests;

/// <summary>What the interpreter refuses rather than guess.</summary>
public class RefusalTests
{
    private static readonly Dictionary<string, (Action<ProgramBuilder> Break, string Because)> Broken = new()
    {
        ["an element reads a double"] = (b => b.Number(Opcode.Multiply, b.Weight, b.LearningRate), "as fp32"),
        ["elements are compared with a double"] = (b => b.Condition(Opcode.Less, b.Weight, b.LearningRate), "as fp32"),
        ["a fold of what is one for the tensor"] = (b => b.Reduce(Opcode.Sum, b.LearningRate), "does not have several values"),
        ["a fold of rows reads doubles"] = (b => b.Reduce(Opcode.Sum, b.Add(Opcode.Broadcast, Scope.Row, ValueKind.Double, b.LearningRate)), "as fp32"),
        ["a fold of products of matrices"] = (FoldProductsOfMatrices, "computed apart"),
        ["a fold of rows to columns"] = (b => b.ReduceTo(Scope.Column, Opcode.Sum, b.ReduceTo(Scope.Row, Opcode.Sum, b.Weight)), "does not have several values"),
        ["a fold of rows to rows"] = (b => b.ReduceTo(Scope.Row, Opcode.Sum, b.ReduceTo(Scope.Row, Opcode.Sum, b.Weight)), "does not have several values"),
        ["a fold of rows to matrices of the other view"] = (b => b.ReduceTo(Scope.FlatMatrix, Opcode.Sum, b.ReduceTo(Scope.Row, Opcode.Sum, b.Weight)), "does not have several values"),
        ["a fold of rows and elements"] = (b => b.Reduce(Opcode.SumOfProducts, b.Weight, b.ReduceTo(Scope.Row, Opcode.Sum, b.Weight)), "several scopes"),
        ["a row value reads columns"] = (b => b.Add(Opcode.Abs, Scope.Row, ValueKind.Single, b.ReduceTo(Scope.Column, Opcode.Sum, b.Weight)), "or others"),
        ["a block value reads matrices"] = (b => b.Add(Opcode.IsNaN, Scope.Block, ValueKind.Condition, Matrices(b)), "or others"),
        ["a row reads a double"] = (b => b.Add(Opcode.Abs, Scope.Row, ValueKind.Single, Matrices(b)), "as fp32"),
        ["rows are compared with a double"] = (b => b.Add(Opcode.IsNaN, Scope.Row, ValueKind.Condition, Matrices(b)), "as fp32"),
        ["a row in double"] = (b => b.Add(Opcode.Sum, Scope.Row, ValueKind.Double, b.Weight), "must be Single"),
        ["a matrix in fp32"] = (b => b.Add(Opcode.Sum, Scope.Matrix, ValueKind.Single, b.ReduceTo(Scope.Row, Opcode.Sum, b.Weight)), "must be Double"),
        ["a block length of the tensor"] = (b => b.Add(Opcode.BlockLength, Scope.Tensor, ValueKind.Double), "one value for each block"),
        ["a row state in double"] = (b => b.Assign(b.State("s", Scope.Row), b.Add(Opcode.Broadcast, Scope.Row, ValueKind.Double, b.LearningRate)), "of s must be"),
        ["a step value reads elements"] = (b => b.Add(Opcode.Abs, Scope.Step, ValueKind.Single, b.Weight), "more values"),
        ["a reduction for elements"] = (b => b.Add(Opcode.Sum, Scope.Element, ValueKind.Single, b.Weight), "for each of its parts"),
        ["a reduction for the group"] = (b => b.Add(Opcode.Sum, Scope.Group, ValueKind.Double, b.Weight), "for each of its parts"),
        ["a reduction in fp32"] = (b => b.Add(Opcode.Sum, Scope.Tensor, ValueKind.Single, b.Weight), "must be Double"),
        ["a gradient of the step"] = (b => b.Add(Opcode.Gradient, Scope.Step, ValueKind.Double), "one value for each element"),
        ["an element state of the tensor"] = (ReadElementStateForTheTensor, "scope of its state"),
        ["a clock power in fp32"] = (b => b.Add(Opcode.ClockPower, Scope.Element, ValueKind.Single, b.Weight, b.Gradient), "in double"),
        ["an operand that comes later"] = (b => b.Add(Opcode.Abs, Scope.Element, ValueKind.Single, 1000), "before it"),
        ["a group value reads a tensor's"] = (b => b.Add(Opcode.Abs, Scope.Group, ValueKind.Double, b.Reduce(Opcode.Sum, b.Weight)), "more values"),
        ["a group value reads k"] = (b => b.Add(Opcode.Broadcast, Scope.Group, ValueKind.Double, b.Number(Opcode.Add, b.T, b.K)), "every parameter has of its own"),
        ["a group value reads a step state"] = (b => b.Add(Opcode.Broadcast, Scope.Group, ValueKind.Double, b.State("s", Scope.Step)), "every parameter has of its own"),
        ["a group value reads the first update"] = (ReadFirstUpdateForTheGroup, "every parameter has of its own"),
        ["a fold of tensors reads elements"] = (b => b.ReduceTensors(Opcode.GroupSum, TensorSet.All, b.Single(b.Weight)), "more values"),
        ["a fold of tensors for the tensor"] = (b => b.Add(Opcode.GroupSum, Scope.Tensor, ValueKind.Double, b.LearningRate), "one double for the group"),
        ["a fold of tensors in fp32"] = (b => b.Add(Opcode.GroupLargest, Scope.Group, ValueKind.Single, b.Single(b.LearningRate)), "one double for the group"),
        ["a group state from a tensor"] = (b => b.Assign(b.State("s", Scope.Group), b.Reduce(Opcode.Sum, b.Weight)), "of s must be"),
        ["a skip for one tensor"] = (b => b.Skip = b.Condition(Opcode.IsNaN, b.Reduce(Opcode.Sum, b.Weight)), "is skipped by a condition"),
        ["a skip by a number"] = (b => b.Skip = b.ReduceTensors(Opcode.GroupSum, TensorSet.All, b.LearningRate), "is skipped by a condition"),
        ["a parameter from the step"] = (b => b.NewWeight = b.LearningRate, "of the parameter must be"),
        ["a clock from the elements"] = (b => b.NewClock = b.Weight, "of the clock must be"),
        ["a tensor state from the step"] = (b => b.Assign(b.State("s", Scope.Tensor), b.LearningRate), "of s must be"),
    };

    public static TheoryData<string> BrokenPrograms => new(Broken.Keys);

    [Theory]
    [MemberData(nameof(BrokenPrograms))]
    public void AProgramThatIsNotWellFormed(string what)
    {
        var builder = new ProgramBuilder();
        Broken[what].Break(builder);
        var refusal = Assert.Throws<ArgumentException>(() => new InterpretedOptimizer(builder.Build(), NumberMode.Exact));
        Assert.Contains(Broken[what].Because, refusal.Message);
    }

    [Fact]
    public void AnUnknownName()
    {
        var builder = new ProgramBuilder();
        builder.Hyperparameter("beta", 0.9);
        builder.State("m", Scope.Element);
        var group = new InterpretedGroup(builder.Build());
        Assert.Contains("beta", Assert.Throws<ArgumentException>(() => group["gamma"]).Message);
        Assert.Throws<ArgumentException>(() => group["gamma"] = 1);
        Assert.Contains("m", Assert.Throws<ArgumentException>(() => builder.Run(NumberMode.Exact, [1]).State("v")).Message);
    }

    [Fact]
    public void AParameterThatIsAddedTwice()
    {
        StepProgram program = new ProgramBuilder().Build();
        var group = new InterpretedGroup(program);
        var parameter = new InterpretedParameter("p", [1], [0]);
        Assert.Throws<InvalidOperationException>(() => parameter.State("m"));
        new InterpretedOptimizer(program, NumberMode.Exact).Add(parameter, group);
        Assert.Throws<InvalidOperationException>(() => new InterpretedOptimizer(program, NumberMode.Exact).Add(parameter, group));
    }

    [Fact]
    public void AShapeThatDoesNotFitTheValue() =>
        Assert.Throws<ArgumentException>(() => new InterpretedParameter("p", [2, 3], [1, 2, 3, 4, 5]));

    [Fact]
    public void ABlockLengthBelowZero() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new InterpretedParameter("p", [2], [1, 2], blockLength: -1));

    private static int Matrices(ProgramBuilder builder) =>
        builder.ReduceTo(Scope.Matrix, Opcode.Sum, builder.ReduceTo(Scope.Row, Opcode.Sum, builder.Weight));

    private static void FoldProductsOfMatrices(ProgramBuilder builder)
    {
        int matrices = Matrices(builder);
        builder.Reduce(Opcode.SumOfProducts, matrices, matrices);
    }

    private static void ReadFirstUpdateForTheGroup(ProgramBuilder builder)
    {
        int first = builder.Add(Opcode.FirstUpdate, Scope.Step, ValueKind.Condition);
        builder.Add(Opcode.Broadcast, Scope.Group, ValueKind.Condition, first);
    }

    private static void ReadElementStateForTheTensor(ProgramBuilder builder)
    {
        builder.State("s", Scope.Element);
        builder.Add(new Node { Opcode = Opcode.State, Scope = Scope.Tensor, Kind = ValueKind.Double, Slot = 0 });
    }
}
