using StableSpamCompose.Arrays;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Reference;
using StableSpamCompose.Replay;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>Replays a recorded case and measures how far it strays.</summary>
internal static class GoldenRun
{
    private static readonly Problem Problem = Problem.Read(TestData.Golden("problem.json"));

    /// <summary>The largest share of the bound in double, over all recorded steps and tensors, on the interpreter.</summary>
    public static double Interpreted(GoldenCase golden)
    {
        var programs = LibraryPrograms.Lower(golden.Optimizer);
        var optimizer = new InterpretedOptimizer(programs, NumberMode.Double);
        InterpretedGroup group = InterpretedGroups.Of(programs[0], golden.Settings);
        InterpretedParameter[] parameters = [.. Problem.Tensors.Select(tensor =>
            new InterpretedParameter(tensor.Name, [.. tensor.Shape], [.. tensor.Initial.Select(value => (double)value)]))];
        foreach (InterpretedParameter parameter in parameters) optimizer.Add(parameter, group);

        return Worst(golden, Precision.Double, step =>
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                for (int e = 0; e < parameters[i].Gradient.Length; e++) parameters[i].Gradient[e] = Problem.Gradient(step, i)[e];
            }
            optimizer.Step();
        }, tensor => parameters[tensor].Value);
    }

    /// <summary>The largest share of the bound in fp32, over all recorded steps and tensors, of the compiled step.</summary>
    public static double Compiled(GoldenCase golden)
    {
        ArrayParameter[] parameters = [.. Problem.Tensors.Select(tensor =>
            new ArrayParameter(tensor.Name, tensor.Initial.ToArray(), new float[tensor.Initial.Length], [.. tensor.Shape]))];
        using ArrayOptimizer optimizer = OptimizerLibrary.Create(golden.Optimizer, parameters, golden.Settings);
        return Worst(golden, Precision.Single, step =>
        {
            for (int i = 0; i < parameters.Length; i++) Problem.Gradient(step, i).CopyTo(parameters[i].Gradient);
            optimizer.Step();
        }, tensor => [.. parameters[tensor].Value.ToArray().Select(value => (double)value)]);
    }

    /// <summary>The program that recorded the case.</summary>
    public static string SourceOf(GoldenCase golden) => Record(golden).Source;

    private static Trajectory Record(GoldenCase golden) => Trajectory.Read(TestData.Golden(golden.Case + ".json"), Problem);

    private static double Worst(GoldenCase golden, Precision precision, Action<int> step, Func<int, double[]> read)
    {
        Trajectory record = Record(golden);
        Assert.NotEmpty(record.Checkpoints);
        int done = 0;
        double worst = 0;
        foreach (Checkpoint checkpoint in record.Checkpoints)
        {
            while (done < checkpoint.Step) step(++done);
            for (int i = 0; i < Problem.Tensors.Count; i++)
            {
                double ratio = Replay.Agreement.Ratio(precision, checkpoint.Step, read(i), checkpoint.Parameters[i], Problem.Tensors[i].Initial);
                worst = Math.Max(worst, ratio);
            }
        }
        return worst;
    }
}
