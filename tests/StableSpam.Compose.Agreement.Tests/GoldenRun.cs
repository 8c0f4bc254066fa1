using StableSpamCompose.Arrays;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Reference;
using StableSpamCompose.Replay;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>Replays a recorded case and measures how far it strays.</summary>
internal sealed class GoldenRun
{
    private readonly GoldenCase _golden;
    private readonly Problem _problem;
    private readonly Trajectory _record;
    private readonly Arrangement _arrangement;

    private GoldenRun(GoldenCase golden)
    {
        _golden = golden;
        _problem = Problem.Read(TestData.Golden(Path.Combine(Path.GetDirectoryName(golden.Case)!, "problem.json")));
        _record = Trajectory.Read(TestData.Golden(golden.Case + ".json"), _problem);
        _arrangement = new Arrangement(
            _problem, golden.Settings, golden.Blocks,
            golden.Groups.ToDictionary(group => group.Key, group => (IReadOnlyDictionary<string, double>)group.Value));
    }

    /// <summary>The largest share of the bound in double, over all recorded steps and tensors, on the interpreter.</summary>
    public static double Interpreted(GoldenCase golden) => new GoldenRun(golden).Interpreted();

    /// <summary>The largest share of the bound in fp32, over all recorded steps and tensors, of the compiled step.</summary>
    public static double Compiled(GoldenCase golden) => new GoldenRun(golden).Compiled();

    /// <summary>The program that recorded the case.</summary>
    public static string SourceOf(GoldenCase golden) => new GoldenRun(golden)._record.Source;

    private double Interpreted()
    {
        var programs = LibraryPrograms.Lower(_golden.Optimizer);
        var optimizer = new InterpretedOptimizer(programs, NumberMode.Double);
        InterpretedParameter[] parameters = [.. _problem.Tensors.Select((tensor, i) => new InterpretedParameter(
            tensor.Name, [.. tensor.Shape], [.. tensor.Initial.Select(value => (double)value)], _arrangement.BlockLength(i)))];
        foreach (TensorGroup tensors in _arrangement.Groups)
        {
            InterpretedGroup group = InterpretedGroups.Of(programs[0], tensors.Settings);
            foreach (int tensor in tensors.Tensors) optimizer.Add(parameters[tensor], group);
        }

        return Worst(Precision.Double, step =>
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                for (int e = 0; e < parameters[i].Gradient.Length; e++) parameters[i].Gradient[e] = _problem.Gradient(step, i)[e];
            }
            optimizer.Step();
        }, tensor => parameters[tensor].Value);
    }

    private double Compiled()
    {
        ArrayParameter[] parameters = [.. _problem.Tensors.Select((tensor, i) => new ArrayParameter(
            tensor.Name, tensor.Initial.ToArray(), new float[tensor.Initial.Length], [.. tensor.Shape], _arrangement.BlockLength(i)))];
        using ArrayOptimizer optimizer = OptimizerLibrary.Create(_golden.Optimizer, [], _golden.Settings);
        foreach (TensorGroup tensors in _arrangement.Groups)
            optimizer.AddParamGroup(tensors.Tensors.Select(tensor => parameters[tensor]), tensors.Settings);
        return Worst(Precision.Single, step =>
        {
            for (int i = 0; i < parameters.Length; i++) _problem.Gradient(step, i).CopyTo(parameters[i].Gradient);
            optimizer.Step();
        }, tensor => [.. parameters[tensor].Value.ToArray().Select(value => (double)value)]);
    }

    private double Worst(Precision precision, Action<int> step, Func<int, double[]> read)
    {
        Assert.NotEmpty(_record.Checkpoints);
        int done = 0;
        double worst = 0;
        foreach (Checkpoint checkpoint in _record.Checkpoints)
        {
            while (done < checkpoint.Step) step(++done);
            for (int i = 0; i < _problem.Tensors.Count; i++)
            {
                double ratio = Replay.Agreement.Ratio(precision, checkpoint.Step, read(i), checkpoint.Parameters[i], _problem.Tensors[i].Initial);
                worst = Math.Max(worst, ratio);
            }
        }
        return worst;
    }
}
