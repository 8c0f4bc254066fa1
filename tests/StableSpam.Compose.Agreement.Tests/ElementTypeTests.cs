using StableSpamCompose.Arrays;
using StableSpamCompose.Bits;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;
using StableSpamCompose.Reference;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>Parameters and gradients in fp32, bfloat16 and fp16, side by side in one optimizer: compiled and interpreted agree.</summary>
public class ElementTypeTests
{
    private static readonly (ElementType Compiled, NumberType Interpreted)[] Types =
    [
        (ElementType.Float32, NumberType.Float32), (ElementType.BFloat16, NumberType.BFloat16), (ElementType.Float16, NumberType.Float16),
    ];

    /// <summary>A tensor for each pair of types.</summary>
    private static readonly BitProblem Problem = new([[129], [4097], [513], [10, 100], [4101], [3, 11], [5, 103], [7], [9001]], steps: 6, seed: 3);

    public static TheoryData<string> Optimizers => [.. OptimizerLibrary.All.Select(optimizer => optimizer.Name)];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void The_compiled_step_has_the_bits_of_the_interpreter(string name)
    {
        OptimizerInfo info = OptimizerLibrary.All.Single(optimizer => optimizer.Name == name);
        IReadOnlyList<StepProgram> programs = LibraryPrograms.Lower(name);
        ArrayParameter[] compiled = [.. Problem.Lengths.Select(Compiled)];
        InterpretedParameter[] interpreted = [.. Problem.Lengths.Select(Interpreted)];
        Dictionary<string, double> settings = BitProblem.Settings(info.Hyperparameters.Select(hyperparameter => hyperparameter.Name));
        using ArrayOptimizer optimizer = info.Create(compiled, settings);
        var referee = new InterpretedOptimizer(programs, NumberMode.Exact);
        InterpretedGroup group = InterpretedGroups.Of(programs[0], settings);
        foreach (InterpretedParameter parameter in interpreted) referee.Add(parameter, group);

        for (int step = 1; step <= Problem.Steps; step++)
        {
            for (int tensor = 0; tensor < compiled.Length; tensor++)
            {
                compiled[tensor].HasGradient = interpreted[tensor].HasGradient = Problem.HasGradient(step, tensor);
                float[] gradient = Problem.Gradient(step, tensor);
                compiled[tensor].CopyGradientFrom(gradient);
                for (int i = 0; i < gradient.Length; i++) interpreted[tensor].Gradient[i] = gradient[i];
            }
            optimizer.Step();
            referee.Step();
            for (int tensor = 0; tensor < compiled.Length; tensor++)
            {
                var value = new float[compiled[tensor].Length];
                compiled[tensor].CopyValueTo(value);
                SameBits.Assert(interpreted[tensor].Value, value, $"{name}, step {step}, {compiled[tensor].Type}, {compiled[tensor].GradientType}");
            }
        }
        foreach (ArrayParameter parameter in compiled) parameter.Dispose();
    }

    private static ArrayParameter Compiled(int length, int tensor)
    {
        ElementType type = Types[tensor / 3].Compiled, gradientType = Types[tensor % 3].Compiled;
        ArrayParameter parameter = (type == ElementType.Float32, gradientType == ElementType.Float32) switch
        {
            (true, true) => Make<float, float>(),
            (true, false) => Make<float, ushort>(),
            (false, true) => Make<ushort, float>(),
            (false, false) => Make<ushort, ushort>(),
        };
        parameter.CopyValueFrom(Problem.Initial(tensor));
        return parameter;

        ArrayParameter Make<TValue, TGradient>()
            where TValue : unmanaged
            where TGradient : unmanaged =>
            ArrayParameter.FromMemory<TValue, TGradient>($"p{tensor}", new TValue[length], type, new TGradient[length], gradientType, Problem.Shape(tensor));
    }

    private static InterpretedParameter Interpreted(int length, int tensor) =>
        new($"p{tensor}", Problem.Shape(tensor), [.. Problem.Initial(tensor).Select(value => (double)value)])
        {
            Type = Types[tensor / 3].Interpreted,
            GradientType = Types[tensor % 3].Interpreted,
        };
}
