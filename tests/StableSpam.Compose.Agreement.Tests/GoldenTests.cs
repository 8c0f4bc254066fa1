using StableSpamCompose.Arrays;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Reference;
using StableSpamCompose.Replay;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>Every recorded trajectory of a published program, on the interpreter and on the CPU.</summary>
public class GoldenTests
{
    private static readonly Problem Problem = Problem.Read(TestData.Golden("problem.json"));

    public static TheoryData<GoldenCase> Cases => [.. GoldenCase.All];

    [Fact]
    public void Every_recorded_case_is_named() =>
        Assert.Equal(
            Directory.GetFiles(TestData.Golden("")).Select(Path.GetFileNameWithoutExtension).Except(["problem", "cases"]).Order(),
            GoldenCase.All.Select(golden => golden.Case).Order());

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_interpreter_agrees_in_double(GoldenCase golden)
    {
        var program = LibraryPrograms.Compile(golden.Optimizer).Lowered;
        var optimizer = new InterpretedOptimizer(program, NumberMode.Double);
        var group = new InterpretedGroup(program);
        foreach ((string name, double value) in golden.Settings)
        {
            if (name == "lr") group.LearningRate = value;
            else group[name] = value;
        }
        InterpretedParameter[] parameters = [.. Problem.Tensors.Select(tensor =>
            new InterpretedParameter(tensor.Name, [.. tensor.Shape], [.. tensor.Initial.Select(value => (double)value)]))];
        foreach (InterpretedParameter parameter in parameters) optimizer.Add(parameter, group);

        AssertAgreement(golden, Precision.Double, step =>
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                for (int e = 0; e < parameters[i].Gradient.Length; e++) parameters[i].Gradient[e] = Problem.Gradient(step, i)[e];
            }
            optimizer.Step();
        }, tensor => parameters[tensor].Value);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_compiled_step_agrees_in_fp32(GoldenCase golden)
    {
        ArrayParameter[] parameters = [.. Problem.Tensors.Select(tensor =>
            new ArrayParameter(tensor.Name, tensor.Initial.ToArray(), new float[tensor.Initial.Length], [.. tensor.Shape]))];
        using ArrayOptimizer optimizer = OptimizerLibrary.Create(golden.Optimizer, parameters, golden.Settings);
        AssertAgreement(golden, Precision.Single, step =>
        {
            for (int i = 0; i < parameters.Length; i++) Problem.Gradient(step, i).CopyTo(parameters[i].Gradient);
            optimizer.Step();
        }, tensor => [.. parameters[tensor].Value.ToArray().Select(value => (double)value)]);
    }

    private static void AssertAgreement(GoldenCase golden, Precision precision, Action<int> step, Func<int, double[]> read)
    {
        Trajectory record = Trajectory.Read(TestData.Golden(golden.Case + ".json"), Problem);
        Assert.NotEmpty(record.Checkpoints);
        int done = 0;
        foreach (Checkpoint checkpoint in record.Checkpoints)
        {
            while (done < checkpoint.Step) step(++done);
            for (int i = 0; i < Problem.Tensors.Count; i++)
            {
                double ratio = Replay.Agreement.Ratio(precision, checkpoint.Step, read(i), checkpoint.Parameters[i], Problem.Tensors[i].Initial);
                Assert.True(ratio <= 1, $"{golden.Case} after step {checkpoint.Step}: {Problem.Tensors[i].Name} is {ratio:G3} times its bound away");
            }
        }
    }
}
