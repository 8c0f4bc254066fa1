using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.JustInTime;
using StableSpamCompose.Reference;

namespace StableSpamCompose.Cuda.Tests.Engines;

/// <summary>The interpreter of the unoptimised chain on its way through a problem, to the bits that every backend must have.</summary>
internal sealed class RefereeRun
{
    private readonly TestProblem _problem;
    private readonly InterpretedOptimizer _optimizer;
    private readonly List<(InterpretedParameter Parameter, StepProgram Program)> _tensors = [];

    /// <param name="optimizer">An optimizer of the library.</param>
    /// <param name="problem">The problem, in fp32.</param>
    /// <param name="groups">How many param groups there are.</param>
    public RefereeRun(CompiledOptimizer optimizer, TestProblem problem, int groups = 2)
    {
        _problem = problem;
        IReadOnlyList<StepProgram> programs = RecipeCompilation.LowerLibrary(optimizer.Name);
        _optimizer = new InterpretedOptimizer(programs, NumberMode.Exact);
        InterpretedGroup[] all = [.. Enumerable.Range(0, groups).Select(number => GroupOf(programs[0], problem, number))];
        for (int i = 0; i < problem.Tensors; i++)
        {
            var parameter = new InterpretedParameter(problem.Name(i), problem.Shape(i), [.. problem.Initial(i).Select(value => (double)value)], problem.BlockLength(i));
            _tensors.Add((parameter, programs[optimizer.ProgramOf(problem.Name(i), problem.Shape(i).Length)]));
            _optimizer.Add(parameter, all[i % groups]);
        }
    }

    public void Step(int step)
    {
        for (int i = 0; i < _tensors.Count; i++)
        {
            InterpretedParameter parameter = _tensors[i].Parameter;
            parameter.HasGradient = _problem.HasGradient(step, i);
            float[] gradient = _problem.Gradient(step, i);
            for (int e = 0; e < gradient.Length; e++) parameter.Gradient[e] = gradient[e];
        }
        _optimizer.Step();
    }

    /// <summary>Everything that a step leaves behind, as <see cref="EngineRun.Read"/> has it.</summary>
    public IEnumerable<(string Name, ulong[] Bits)> Read()
    {
        for (int i = 0; i < _tensors.Count; i++)
        {
            (InterpretedParameter parameter, StepProgram program) = _tensors[i];
            yield return ($"tensor {i}", [.. parameter.Value.Select(Single)]);
            foreach (StateSlot state in program.States)
                yield return ($"{state.Name} of tensor {i}", [.. parameter.State(state.Name).Select(value => Bits(value, state))]);
        }
    }

    private static ulong Bits(double value, StateSlot state) =>
        state.Scope <= Scope.Tensor || state.Scope.IsMatrix() ? double.IsNaN(value) ? 0x7ff8000000000000 : BitConverter.DoubleToUInt64Bits(value)
        : state.Format == NumberFormat.Float32 ? Single(value)
        : double.IsNaN(value) ? 0x7fffu
        : state.Format == NumberFormat.BFloat16 ? BitConverter.SingleToUInt32Bits((float)value) >> 16
        : BitConverter.HalfToUInt16Bits((Half)value);

    private static ulong Single(double value) => double.IsNaN(value) ? 0x7fc00000 : BitConverter.SingleToUInt32Bits((float)value);

    private static InterpretedGroup GroupOf(StepProgram program, TestProblem problem, int number)
    {
        var group = new InterpretedGroup(program);
        foreach ((string name, double value) in problem.Settings(program.Hyperparameters.Select(slot => slot.Name)))
        {
            if (name == "lr") group.LearningRate = value / (number + 1);
            else group[name] = value;
        }
        return group;
    }
}
