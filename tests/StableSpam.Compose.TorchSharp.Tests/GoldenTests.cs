using StableSpamCompose.Agreement.Tests;
using StableSpamCompose.Arrays;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Replay;
using TorchSharp.Modules;

namespace StableSpamCompose.Torch.Tests;

/// <summary>The recorded trajectories on TorchSharp are to the bit those on arrays, which are compared with the records.</summary>
public class GoldenTests
{
    private static readonly Lazy<Problem> Recorded = new(() => Problem.Read(TestData.Golden("problem.json")));

    public static TheoryData<string> Cases => [.. GoldenCase.All.Select(golden => golden.Case)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Same_bits_as_on_arrays(string name)
    {
        GoldenCase golden = GoldenCase.All.Single(golden => golden.Case == name);
        Problem problem = Recorded.Value;
        (string, Parameter)[] parameters = [.. problem.Tensors.Select(tensor => (tensor.Name, Tensors.Parameter(tensor.Initial, [.. tensor.Shape])))];
        ArrayParameter[] arrays = [.. problem.Tensors.Select(tensor => new ArrayParameter(tensor.Name, (float[])tensor.Initial.Clone(), new float[tensor.Initial.Length], tensor.Shape.ToArray()))];
        using TorchOptimizer optimizer = TorchLibrary.Create(golden.Optimizer, parameters, golden.Settings);
        using ArrayOptimizer reference = OptimizerLibrary.Create(golden.Optimizer, arrays, golden.Settings);

        for (int step = 1; step <= problem.Steps; step++)
        {
            for (int i = 0; i < arrays.Length; i++)
            {
                problem.Gradient(step, i).CopyTo(arrays[i].Gradient);
                parameters[i].Item2.SetGradient(problem.Gradient(step, i).ToArray());
            }
            optimizer.step();
            reference.Step();
        }

        for (int i = 0; i < arrays.Length; i++)
        {
            Assert.Equal(Tensors.Bits(arrays[i].Value), parameters[i].Item2.Bits());
            foreach (StateEntry state in reference.State(arrays[i].Name))
            {
                TorchState own = optimizer.GetState(arrays[i].Name);
                if (state.Scope > Plans.StateScope.Tensor)
                    Assert.Equal(Tensors.Bits(state.Span), own[state.Name].Bits());
                else
                    Assert.Equal(BitConverter.DoubleToInt64Bits(state.Value), BitConverter.DoubleToInt64Bits(own.GetNumber(state.Name)));
            }
        }
        Assert.Equal(reference.StepCount, optimizer.StepCount);
    }
}
