using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Reference.Tests;

/// <summary>AdamW, built by hand, against the loops that one would write for it.</summary>
public class AdamWTests
{
    private const double LearningRate = 0.125, Decay = 0.01, Beta1 = 0.9, Beta2 = 0.999, Eps = 1e-8;
    private const int Steps = 40;

    private static readonly float[] Start = [.. Sample.Singles(1, 60), 0f, -0f, 1e-40f, 3e38f];

    [Fact]
    public void InDoubleItIsTheFormula()
    {
        double[] w = Sample.Widened(Start), m = new double[w.Length], v = new double[w.Length];
        for (int k = 1; k <= Steps; k++)
        {
            double[] g = Sample.Widened(Gradient(k));
            for (int i = 0; i < w.Length; i++)
            {
                w[i] *= 1 - (LearningRate * Decay);
                m[i] = (Beta1 * m[i]) + ((1 - Beta1) * g[i]);
                v[i] = (Beta2 * v[i]) + ((1 - Beta2) * (g[i] * g[i]));
                double update = m[i] / (1 - Whole(Beta1, k)) / (Math.Sqrt(v[i] / (1 - Whole(Beta2, k))) + Eps);
                w[i] -= LearningRate * update;
            }
        }
        InterpretedParameter parameter = Train(NumberMode.Double);
        Bits.Equal(w, parameter.Value);
        Bits.Equal(m, parameter.State("Adam.m"));
        Bits.Equal(v, parameter.State("Adam.v"));
    }

    [Theory]
    [InlineData(NumberType.Float32, NumberType.Float32)]
    [InlineData(NumberType.BFloat16, NumberType.BFloat16)]
    [InlineData(NumberType.BFloat16, NumberType.Float32)]
    [InlineData(NumberType.Float16, NumberType.Float16)]
    [InlineData(NumberType.Float32, NumberType.Float16)]
    public void InExactModeItIsTheLoopInFloat(NumberType type, NumberType gradientType)
    {
        float[] w = [.. Start.Select(value => Stored.As(type, value))];
        float[] m = new float[w.Length], v = new float[w.Length];
        float keep = (float)(1 - (LearningRate * Decay)), lr = (float)LearningRate, eps = (float)Eps;
        float beta1 = (float)Beta1, rest1 = (float)(1 - Beta1), beta2 = (float)Beta2, rest2 = (float)(1 - Beta2);
        for (int k = 1; k <= Steps; k++)
        {
            float[] g = [.. Gradient(k).Select(value => Stored.As(gradientType, value))];
            float correction1 = (float)(1 - Whole(Beta1, k)), correction2 = (float)(1 - Whole(Beta2, k));
            for (int i = 0; i < w.Length; i++)
            {
                float decayed = w[i] * keep;
                float first = (beta1 * m[i]) + (rest1 * g[i]);
                float second = (beta2 * v[i]) + (rest2 * (g[i] * g[i]));
                float moved = decayed - (lr * ((first / correction1) / (MathF.Sqrt(second / correction2) + eps)));
                w[i] = Stored.As(type, moved);
                m[i] = Math.Abs(first) < 1.17549435e-38f ? 0 : first;
                v[i] = second < 1.17549435e-38f ? 0 : second;
            }
        }
        InterpretedParameter parameter = Train(NumberMode.Exact, type, gradientType);
        Bits.Equal(w, parameter.Value);
        Bits.Equal(m, parameter.State("Adam.m"));
        Bits.Equal(v, parameter.State("Adam.v"));
    }

    private static InterpretedParameter Train(NumberMode mode, NumberType type = NumberType.Float32, NumberType gradientType = NumberType.Float32)
    {
        StepProgram program = AdamW();
        var parameter = new InterpretedParameter("p", [4, 16], Sample.Widened(Start)) { Type = type, GradientType = gradientType };
        var optimizer = new InterpretedOptimizer(program, mode);
        optimizer.Add(parameter, new InterpretedGroup(program));
        for (int k = 1; k <= Steps; k++)
        {
            Sample.Widened(Gradient(k)).CopyTo(parameter.Gradient, 0);
            optimizer.Step();
        }
        return parameter;
    }

    /// <summary>Gradients of many sizes, so that some second moments are subnormal.</summary>
    private static float[] Gradient(int step)
    {
        float[] gradient = Sample.Singles(1000 + step, Start.Length);
        for (int i = 0; i < 20; i++) gradient[i] *= MathF.Pow(10, -i);
        return gradient;
    }

    private static double Whole(double x, int exponent)
    {
        double result = double.NaN, square = x;
        for (bool isFirst = true; exponent > 0; exponent >>= 1, square *= square)
        {
            if ((exponent & 1) == 0) continue;
            result = isFirst ? square : result * square;
            isFirst = false;
        }
        return result;
    }

    private static StepProgram AdamW()
    {
        var b = new ProgramBuilder();
        int beta1 = b.Hyperparameter("beta1", Beta1), beta2 = b.Hyperparameter("beta2", Beta2);
        int eps = b.Hyperparameter("eps", Eps), decay = b.Hyperparameter("decay", Decay);
        int m = b.State("Adam.m", Scope.Element), v = b.State("Adam.v", Scope.Element);
        int one = b.Constant(1);

        int keep = b.Number(Opcode.Subtract, one, b.Number(Opcode.Multiply, b.LearningRate, decay));
        int decayed = b.Number(Opcode.Multiply, b.Weight, b.Single(keep));
        int first = Average(m, beta1, b.Gradient), second = Average(v, beta2, b.IntegerPower(b.Gradient, 2));
        b.Assign(m, first);
        b.Assign(v, second);
        int root = b.Number(Opcode.Sqrt, Corrected(second, beta2));
        int update = b.Number(Opcode.Divide, Corrected(first, beta1), b.Number(Opcode.Add, root, b.Single(eps)));
        b.NewWeight = b.Number(Opcode.Subtract, decayed, b.Number(Opcode.Multiply, b.Single(b.LearningRate), update));
        return b.Build();

        int Average(int old, int beta, int value) => b.Number(
            Opcode.Add,
            b.Number(Opcode.Multiply, b.Single(beta), old),
            b.Number(Opcode.Multiply, b.Single(b.Number(Opcode.Subtract, one, beta)), value));

        int Corrected(int value, int beta) => b.Number(
            Opcode.Divide, value, b.Single(b.Number(Opcode.Subtract, one, b.Number(Opcode.ClockPower, beta, b.K))));
    }
}
