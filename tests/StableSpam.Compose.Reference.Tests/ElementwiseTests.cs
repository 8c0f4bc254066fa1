using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference.Tests;

/// <summary>The opcodes without reductions, on elements (fp32 in exact mode) and on step values (double in both).</summary>
public class ElementwiseTests
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;

    [Theory]
    [InlineData(Opcode.Negate, -3.0, 3.0)]
    [InlineData(Opcode.Negate, Inf, -Inf)]
    [InlineData(Opcode.Abs, -Inf, Inf)]
    [InlineData(Opcode.Abs, NaN, NaN)]
    [InlineData(Opcode.Sqrt, 9.0, 3.0)]
    [InlineData(Opcode.Sqrt, -1.0, NaN)]
    [InlineData(Opcode.Sqrt, Inf, Inf)]
    [InlineData(Opcode.Sign, 7.0, 1.0)]
    [InlineData(Opcode.Sign, -1e-30, -1.0)]
    [InlineData(Opcode.Sign, NaN, NaN)]
    [InlineData(Opcode.Sign, -Inf, -1.0)]
    [InlineData(Opcode.Floor, -1.5, -2.0)]
    [InlineData(Opcode.Floor, 1.75, 1.0)]
    [InlineData(Opcode.Round, 0.5, 0.0)]
    [InlineData(Opcode.Round, 1.5, 2.0)]
    [InlineData(Opcode.Round, 2.5, 2.0)]
    [InlineData(Opcode.Round, -2.5, -2.0)]
    [InlineData(Opcode.Exp, 0.0, 1.0)]
    [InlineData(Opcode.Exp, -Inf, 0.0)]
    [InlineData(Opcode.Log, 1.0, 0.0)]
    [InlineData(Opcode.Log, 0.0, -Inf)]
    [InlineData(Opcode.Log, -1.0, NaN)]
    [InlineData(Opcode.Tanh, Inf, 1.0)]
    [InlineData(Opcode.Cos, 0.0, 1.0)]
    public void OneOperand(Opcode opcode, double x, double expected)
    {
        foreach (NumberMode mode in Enum.GetValues<NumberMode>())
        {
            Bits.Equal(expected, OnElement(mode, opcode, x));
            Bits.Equal(expected, OnStep(mode, opcode, x));
        }
    }

    [Theory]
    [InlineData(Opcode.Add, Inf, -Inf, NaN)]
    [InlineData(Opcode.Subtract, 3.0, 5.0, -2.0)]
    [InlineData(Opcode.Subtract, 5.0, 5.0, 0.0)]
    [InlineData(Opcode.Multiply, -3.0, 5.0, -15.0)]
    [InlineData(Opcode.Multiply, Inf, 0.0, NaN)]
    [InlineData(Opcode.Divide, 6.0, -4.0, -1.5)]
    [InlineData(Opcode.Divide, 1.0, -0.0, -Inf)]
    [InlineData(Opcode.Divide, 0.0, 0.0, NaN)]
    [InlineData(Opcode.Power, 2.0, 10.0, 1024.0)]
    [InlineData(Opcode.Power, 4.0, 0.5, 2.0)]
    [InlineData(Opcode.Power, 4.0, -0.5, 0.5)]
    [InlineData(Opcode.Power, NaN, 0.0, 1.0)]
    [InlineData(Opcode.Max, 1.0, 2.0, 2.0)]
    [InlineData(Opcode.Max, 2.0, 1.0, 2.0)]
    [InlineData(Opcode.Max, NaN, 1.0, NaN)]
    [InlineData(Opcode.Max, 1.0, NaN, NaN)]
    [InlineData(Opcode.Min, 1.0, 2.0, 1.0)]
    [InlineData(Opcode.Min, 2.0, 1.0, 1.0)]
    [InlineData(Opcode.Min, NaN, 1.0, NaN)]
    [InlineData(Opcode.Min, 1.0, NaN, NaN)]
    public void TwoOperands(Opcode opcode, double a, double b, double expected)
    {
        foreach (NumberMode mode in Enum.GetValues<NumberMode>())
        {
            Bits.Equal(expected, OnElement(mode, opcode, a, b));
            Bits.Equal(expected, OnStep(mode, opcode, a, b));
        }
    }

    [Fact]
    public void ZerosHaveTheSignsOfIeee()
    {
        (Opcode, double, double)[] unary =
        [
            (Opcode.Negate, 0.0, -0.0),
            (Opcode.Abs, -0.0, 0.0),
            (Opcode.Sqrt, -0.0, -0.0),
            (Opcode.Sign, 0.0, 0.0),
            (Opcode.Sign, -0.0, -0.0),
            (Opcode.Floor, -0.0, -0.0),
            (Opcode.Round, -0.25, -0.0),
            (Opcode.Broadcast, -0.0, -0.0),
        ];
        (Opcode, double, double, double)[] binary =
        [
            (Opcode.Add, 0.0, -0.0, 0.0),
            (Opcode.Add, -0.0, -0.0, -0.0),
            (Opcode.Max, 0.0, -0.0, -0.0),
            (Opcode.Max, -0.0, 0.0, 0.0),
            (Opcode.Min, 0.0, -0.0, -0.0),
            (Opcode.Min, -0.0, 0.0, 0.0),
        ];
        foreach ((Opcode opcode, double x, double expected) in unary) OneOperand(opcode, x, expected);
        foreach ((Opcode opcode, double a, double b, double expected) in binary) TwoOperands(opcode, a, b, expected);
    }

    [Theory]
    [InlineData(Opcode.Less, 1.0, 2.0, true)]
    [InlineData(Opcode.Less, 2.0, 2.0, false)]
    [InlineData(Opcode.Less, -0.0, 0.0, false)]
    [InlineData(Opcode.Less, NaN, 0.0, false)]
    [InlineData(Opcode.LessOrEqual, 2.0, 2.0, true)]
    [InlineData(Opcode.LessOrEqual, 3.0, 2.0, false)]
    [InlineData(Opcode.LessOrEqual, 0.0, NaN, false)]
    [InlineData(Opcode.Greater, 2.0, 1.0, true)]
    [InlineData(Opcode.Greater, 2.0, 2.0, false)]
    [InlineData(Opcode.Greater, NaN, 0.0, false)]
    [InlineData(Opcode.GreaterOrEqual, 2.0, 2.0, true)]
    [InlineData(Opcode.GreaterOrEqual, 1.0, 2.0, false)]
    [InlineData(Opcode.GreaterOrEqual, NaN, NaN, false)]
    [InlineData(Opcode.Equal, 0.0, -0.0, true)]
    [InlineData(Opcode.Equal, 1.0, 2.0, false)]
    [InlineData(Opcode.Equal, NaN, NaN, false)]
    [InlineData(Opcode.NotEqual, 0.0, -0.0, false)]
    [InlineData(Opcode.NotEqual, 1.0, 2.0, true)]
    [InlineData(Opcode.NotEqual, NaN, NaN, true)]
    public void Comparisons(Opcode opcode, double a, double b, bool expected)
    {
        foreach (NumberMode mode in Enum.GetValues<NumberMode>())
        {
            Assert.Equal(expected, Holds(mode, builder => builder.Condition(opcode, builder.Weight, builder.Gradient), a, b));
            Assert.Equal(expected, Holds(mode, builder => builder.Condition(opcode, builder.Constant(a), builder.Constant(b)), a, b));
        }
    }

    [Theory]
    [InlineData(Opcode.IsFinite, 1.0, true)]
    [InlineData(Opcode.IsFinite, Inf, false)]
    [InlineData(Opcode.IsFinite, -Inf, false)]
    [InlineData(Opcode.IsFinite, NaN, false)]
    [InlineData(Opcode.IsNaN, 1.0, false)]
    [InlineData(Opcode.IsNaN, Inf, false)]
    [InlineData(Opcode.IsNaN, NaN, true)]
    public void Tests(Opcode opcode, double x, bool expected)
    {
        foreach (NumberMode mode in Enum.GetValues<NumberMode>())
        {
            Assert.Equal(expected, Holds(mode, builder => builder.Condition(opcode, builder.Weight), x, 0));
        }
    }

    [Fact]
    public void AFiniteDoubleBeyondSinglesIsFinite() =>
        Assert.True(Holds(NumberMode.Exact, builder => builder.Condition(Opcode.IsFinite, builder.Constant(1e300)), 0, 0));

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Logic(bool a, bool b)
    {
        // The first condition is the step's, the second the element's: a coarser condition is repeated.
        int First(ProgramBuilder builder) => builder.Condition(Opcode.Less, builder.Constant(0), builder.Constant(a ? 1 : -1));
        int Second(ProgramBuilder builder) => builder.Condition(Opcode.Less, builder.Weight, builder.Gradient);

        Assert.Equal(a && b, Holds(NumberMode.Exact, x => x.Condition(Opcode.And, First(x), Second(x)), 0, b ? 1 : -1));
        Assert.Equal(a || b, Holds(NumberMode.Exact, x => x.Condition(Opcode.Or, First(x), Second(x)), 0, b ? 1 : -1));
        Assert.Equal(!a, Holds(NumberMode.Exact, x => x.Condition(Opcode.Not, First(x)), 0, 0));
        Assert.Equal(!b, Holds(NumberMode.Exact, x => x.Condition(Opcode.Not, Second(x)), 0, b ? 1 : -1));
    }

    [Fact]
    public void SelectTakesElementsOneByOne()
    {
        var builder = new ProgramBuilder();
        int condition = builder.Condition(Opcode.Greater, builder.Weight, builder.Gradient);
        builder.NewWeight = builder.Number(Opcode.Select, condition, builder.Weight, builder.Gradient);
        Assert.Equal([5.0, 6.0, NaN], builder.Run(NumberMode.Exact, [5, 2, 1], [1, 6, NaN]).Value);
    }

    [Theory]
    [InlineData(1.0, 5.0)]
    [InlineData(-1.0, 7.0)]
    public void SelectMayHaveACoarserCondition(double sign, double expected)
    {
        var builder = new ProgramBuilder();
        int condition = builder.Condition(Opcode.Greater, builder.Constant(sign), builder.Constant(0));
        builder.NewWeight = builder.Number(Opcode.Select, condition, builder.Weight, builder.Gradient);
        Assert.Equal([expected, expected], builder.Run(NumberMode.Exact, [5, 5], [7, 7]).Value);
    }

    [Fact]
    public void SelectMayChooseAmongConditions()
    {
        var builder = new ProgramBuilder();
        int isPositive = builder.Condition(Opcode.Greater, builder.Weight, builder.Single(builder.Constant(0)));
        int isNaN = builder.Condition(Opcode.IsNaN, builder.Gradient);
        int chosen = builder.Condition(Opcode.Select, isPositive, isNaN, builder.Condition(Opcode.Not, isNaN));
        builder.NewWeight = builder.Number(Opcode.Select, chosen, builder.Weight, builder.Single(builder.Constant(0)));
        Assert.Equal([0.0, 2, -3, 0], builder.Run(NumberMode.Exact, [1, 2, -3, -4], [0, NaN, 0, NaN]).Value);
    }

    [Fact]
    public void ElementsAreComputedInSingleAndStepValuesInDouble()
    {
        // 1 + 2^-24 is a tie that fp32 rounds to even, 1.
        double small = Math.ScaleB(1, -24);
        Bits.Equal(1.0, OnElement(NumberMode.Exact, Opcode.Add, 1, small));
        Bits.Equal(1 + small, OnElement(NumberMode.Double, Opcode.Add, 1, small));
        Bits.Equal(1 + small, OnStep(NumberMode.Exact, Opcode.Add, 1, small));
    }

    [Fact]
    public void FunctionsOfElementsAreThoseOfSingles()
    {
        const float X = 0.7f, Y = 1.3f;
        Bits.Equal(MathF.Exp(X), OnElement(NumberMode.Exact, Opcode.Exp, X));
        Bits.Equal(MathF.Log(X), OnElement(NumberMode.Exact, Opcode.Log, X));
        Bits.Equal(MathF.Tanh(X), OnElement(NumberMode.Exact, Opcode.Tanh, X));
        Bits.Equal(MathF.Cos(X), OnElement(NumberMode.Exact, Opcode.Cos, X));
        Bits.Equal(MathF.Pow(X, Y), OnElement(NumberMode.Exact, Opcode.Power, X, Y));
        Bits.Equal(MathF.Sqrt(X), OnElement(NumberMode.Exact, Opcode.Sqrt, X));
        Bits.Equal(Math.Exp(0.7), OnStep(NumberMode.Exact, Opcode.Exp, 0.7));
        Bits.Equal(Math.Log(0.7), OnStep(NumberMode.Exact, Opcode.Log, 0.7));
        Bits.Equal(Math.Tanh(0.7), OnStep(NumberMode.Exact, Opcode.Tanh, 0.7));
        Bits.Equal(Math.Cos(0.7), OnStep(NumberMode.Exact, Opcode.Cos, 0.7));
        Bits.Equal(Math.Pow(0.7, 1.3), OnStep(NumberMode.Exact, Opcode.Power, 0.7, 1.3));
        Bits.Equal(Math.Sqrt(0.7), OnStep(NumberMode.Exact, Opcode.Sqrt, 0.7));
    }

    [Theory]
    [InlineData(NumberMode.Exact, -23)]
    [InlineData(NumberMode.Double, -52)]
    public void FusedMultiplyAddRoundsOnce(NumberMode mode, int epsilon)
    {
        // (1 + e)(1 + e) - (1 + 2e) is e^2, of which two roundings leave nothing.
        double e = Math.ScaleB(1, epsilon);
        var builder = new ProgramBuilder();
        int sum = builder.State("c", Scope.Element, -(1 + (2 * e)));
        builder.NewWeight = builder.Number(Opcode.FusedMultiplyAdd, builder.Weight, builder.Gradient, sum);
        Bits.Equal(e * e, builder.Run(mode, [1 + e], [1 + e]).Value[0]);
    }

    [Theory]
    [InlineData(0.1, 0.1f)]
    [InlineData(1e300, Inf)]
    [InlineData(1e-300, 0.0)]
    [InlineData(NaN, NaN)]
    [InlineData(1e-40, 1e-40f)]
    [InlineData(1 + (1.0 / (1 << 24)), 1.0)]
    [InlineData(1 + (3.0 / (1 << 24)), 1 + (4.0 / (1 << 24)))]
    public void ToSingleRoundsToNearestEvenInExactModeOnly(double x, double expected)
    {
        var builder = new ProgramBuilder();
        int single = builder.Single(builder.Constant(x));
        builder.NewWeight = builder.Add(Opcode.Broadcast, Scope.Element, ValueKind.Single, single);
        Bits.Equal(expected, builder.Run(NumberMode.Exact, [0]).Value[0]);
        Bits.Equal(x, builder.Run(NumberMode.Double, [0]).Value[0]);
    }

    [Fact]
    public void ToSingleLeavesASingleAsItIs()
    {
        var builder = new ProgramBuilder();
        builder.NewWeight = builder.Add(Opcode.ToSingle, Scope.Element, ValueKind.Single, builder.Gradient);
        Bits.Equal([0.1f, -0f, 1e-40f], builder.Run(NumberMode.Exact, [0, 0, 0], [0.1f, -0f, 1e-40f]).Value);
    }

    [Fact]
    public void BroadcastRepeatsAValueForEachElement()
    {
        var builder = new ProgramBuilder();
        int largest = builder.Reduce(Opcode.Largest, builder.Gradient);
        builder.NewWeight = builder.Add(Opcode.Broadcast, Scope.Element, ValueKind.Single, builder.Single(largest));
        Assert.Equal([9.0, 9, 9], builder.Run(NumberMode.Exact, [1, 2, 3], [4, 9, 5]).Value);
    }

    [Fact]
    public void ACoarserOperandIsRepeatedWithoutBroadcast()
    {
        var builder = new ProgramBuilder();
        builder.NewWeight = builder.Number(Opcode.Subtract, builder.Weight, builder.Single(builder.LearningRate));
        Assert.Equal([0.875, 1.875], builder.Run(NumberMode.Exact, [1, 2]).Value);
    }

    private static double OnElement(NumberMode mode, Opcode opcode, double a, double? b = null)
    {
        var builder = new ProgramBuilder();
        builder.NewWeight = builder.Number(opcode, b is null ? [builder.Weight] : [builder.Weight, builder.Gradient]);
        return builder.Run(mode, [a], [b ?? 0]).Value[0];
    }

    private static double OnStep(NumberMode mode, Opcode opcode, double a, double? b = null)
    {
        var builder = new ProgramBuilder();
        int x = builder.Constant(a);
        builder.Watch("result", builder.Number(opcode, b is null ? [x] : [x, builder.Constant(b.Value)]));
        return builder.Run(mode, [0]).State("result")[0];
    }

    private static bool Holds(NumberMode mode, Func<ProgramBuilder, int> condition, double weight, double gradient)
    {
        var builder = new ProgramBuilder();
        int one = builder.Single(builder.Constant(1)), two = builder.Single(builder.Constant(2));
        builder.NewWeight = builder.Add(Opcode.Select, Scope.Element, ValueKind.Single, condition(builder), one, two);
        return builder.Run(mode, [weight], [gradient]).Value[0] == 1;
    }
}
