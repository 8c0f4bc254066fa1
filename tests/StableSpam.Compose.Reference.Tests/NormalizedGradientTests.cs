using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference.Tests;

/// <summary>A rule with a norm: tensor values are computed and kept in double, and rounded once where elements use them.</summary>
public class NormalizedGradientTests
{
    private const double Gamma = 0.7;

    // size = norm(g); m = gamma * m + (1 - gamma) * size; w = if size > 0 then w - g / size * m else w
    private static StepProgram Rule()
    {
        var b = new ProgramBuilder();
        int gamma = b.Hyperparameter("gamma", Gamma);
        int m = b.State("m", Scope.Tensor);
        int size = b.Number(Opcode.Sqrt, b.Reduce(Opcode.SumOfProducts, b.Gradient, b.Gradient));
        int rest = b.Number(Opcode.Subtract, b.Constant(1), gamma);
        int average = b.Number(Opcode.Add, b.Number(Opcode.Multiply, gamma, m), b.Number(Opcode.Multiply, rest, size));
        b.Assign(m, average);
        int direction = b.Number(Opcode.Divide, b.Gradient, b.Single(size));
        int moved = b.Number(Opcode.Subtract, b.Weight, b.Number(Opcode.Multiply, direction, b.Single(average)));
        b.NewWeight = b.Number(Opcode.Select, b.Condition(Opcode.Greater, size, b.Constant(0)), moved, b.Weight);
        return b.Build();
    }

    [Fact]
    public void TensorValuesAreDoublesThatElementsReadAsSingles()
    {
        float[] w = Sample.Singles(3, 5000), g = Sample.Singles(4, 5000);
        var parameter = new InterpretedParameter("p", [5000], Sample.Widened(w));
        StepProgram program = Rule();
        var optimizer = new InterpretedOptimizer(program, NumberMode.Exact);
        optimizer.Add(parameter, new InterpretedGroup(program));
        Sample.Widened(g).CopyTo(parameter.Gradient, 0);

        double m = 0, size = Math.Sqrt(RecursiveSum.OfProducts(g, g));
        for (int step = 0; step < 3; step++)
        {
            optimizer.Step();
            m = (Gamma * m) + ((1 - Gamma) * size);
            for (int i = 0; i < w.Length; i++) w[i] -= g[i] / (float)size * (float)m;
        }
        Bits.Equal(m, parameter.State("m")[0]);
        Bits.Equal(w, parameter.Value);
    }

    [Theory]
    [InlineData(NumberMode.Double)]
    [InlineData(NumberMode.Exact)]
    public void AZeroGradientLeavesTheParameterAlone(NumberMode mode)
    {
        StepProgram program = Rule();
        var parameter = new InterpretedParameter("p", [2], [1, 2]);
        var optimizer = new InterpretedOptimizer(program, mode);
        optimizer.Add(parameter, new InterpretedGroup(program));
        optimizer.Step();
        Assert.Equal([1.0, 2.0], parameter.Value);
    }
}
