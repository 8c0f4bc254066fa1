using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Simd;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Tests.Programs;

/// <summary>
/// Levels of every kind: a pass alone, a barrier alone, both. Pass 0 keeps twice the gradient in a scratch array and folds its
/// squares; the barrier after it adds them up over all and finds the group's largest. A step whose sum is not finite is
/// skipped. Pass 1 moves the parameter by what was kept, over the norm of all, and folds the largest weight, which the tensor
/// keeps; the last barrier adds up over the group what its tensors kept before.
/// </summary>
internal readonly unsafe struct GroupProgram : IStepProgram<GroupProgram.Step, GroupProgram.Tensor>
{
    public struct Step
    {
        public float LearningRate;
    }

    public struct Tensor
    {
        public double Squares;
        public double Kept;
        public float Scale;
        public bool Skips;
    }

    public static OptimizerPlan Plan { get; } = new()
    {
        Passes =
        [
            new PassPlan(["grad"], ["twice"], ["squares"]),
            new PassPlan(["w", "twice", "Group.count"], ["w", "Group.count"], ["largest"]),
        ],
        Barriers = 2,
        States =
        [
            new StateInfo("Group.average", StateScope.Group, 0.25, false, ""),
            new StateInfo("Group.kept", StateScope.Tensor, 1, false, ""),
            new StateInfo("Group.total", StateScope.Group, 0, false, ""),
            new StateInfo("Group.count", StateScope.Element, 2, false, ""),
            new StateInfo("Group.since", StateScope.Step, 10, false, ""),
            new StateInfo("Group.all", StateScope.Tensor, 0, false, ""),
            new StateInfo("Group.untouched", StateScope.Group, 7, false, ""),
        ],
        ScratchArrays = 1,
        Mathematics = "",
    };

    public static ReadOnlySpan<StepLevel> Levels => new StepLevel[] { new(0, false), new(-1, true), new(1, true) };

    public static ReadOnlySpan<GroupReduction> GroupReductions => new GroupReduction[]
    {
        new(Reduction.Sum, TensorSet.All), new(Reduction.Largest, TensorSet.Group), new(Reduction.Sum, TensorSet.Group),
    };

    public static int SkipStage => 2;

    public static void ComputeStep(in StepInputs inputs, ref StepOutputs outputs, out Step step)
    {
        step = new Step { LearningRate = (float)inputs.LearningRate };
        outputs.States[0] = inputs.States[0] + 1;
        outputs.UpdateClock = inputs.UpdateClock;
    }

    public static void ComputeTensor(int stage, in Step step, in TensorInputs inputs, ref Tensor tensor)
    {
        switch (stage)
        {
            case 1:
                tensor.Squares = inputs.Totals[0];
                break;
            case 2:
                tensor.Skips = !double.IsFinite(inputs.GroupTotals[0]);
                tensor.Scale = (float)(1 / Math.Sqrt(inputs.GroupTotals[0]));
                tensor.Kept = inputs.States[0];
                inputs.NewGroupStates[0] = (0.5 * inputs.GroupStates[0]) + inputs.GroupTotals[1];
                break;
            case 3:
                inputs.States[0] = inputs.Totals[0];
                inputs.States[1] = inputs.GroupTotals[0];
                inputs.NewGroupStates[1] = inputs.GroupStates[1] + inputs.GroupTotals[2];
                break;
        }
    }

    public static void Contribute(int level, in Step step, in Tensor tensor, double* values)
    {
        if (level == 1)
        {
            values[0] = tensor.Squares;
            values[1] = tensor.Squares;
        }
        else
        {
            values[2] = tensor.Kept;
        }
    }

    public static bool Skips(in Tensor tensor) => tensor.Skips;

    public static void Dispatch<TParameter, TGradient, TState, TRunner>(int pass, ref TRunner runner)
        where TParameter : struct, IStorage
        where TGradient : struct, IStorage
        where TState : struct, IStorage
        where TRunner : struct, IPassRunner<Step, Tensor>, allows ref struct
    {
        if (pass == 0)
            runner.Run<Pass0<TGradient>>();
        else
            runner.Run<Pass1<TParameter, TState>>();
    }

    private struct Pass0<TGradient> : IPass<Step, Tensor>
        where TGradient : struct, IStorage
    {
        public static ReadOnlySpan<Reduction> Reductions => [Reduction.Sum];

        public static bool Writes => true;

        public static nint Run<TLanes, TFold>(
            in Step step, in Tensor tensor, in TensorMemory memory, nint start, nint end, TFold fold)
            where TLanes : unmanaged, ILanes<TLanes>
            where TFold : struct, ITileFold
        {
            while (fold.Next<TLanes>(start, end, out nint i, out nint last))
            {
                TLanes squares = fold.Sum<TLanes>(0);
                for (; i <= last; i += Accumulator.Lanes)
                {
                    TLanes g = TGradient.Load<TLanes>(memory.Gradient, i);
                    TLanes.Store(g + g, memory.Scratch[0] + i);
                    squares = TLanes.FusedMultiplyAdd(g, g, squares);
                }
                fold.Keep(0, squares);
            }
            return end - ((end - start) & (TLanes.Count - 1));
        }
    }

    private struct Pass1<TParameter, TState> : IPass<Step, Tensor>
        where TParameter : struct, IStorage
        where TState : struct, IStorage
    {
        public static ReadOnlySpan<Reduction> Reductions => [Reduction.Largest];

        public static bool Writes => true;

        public static nint Run<TLanes, TFold>(
            in Step step, in Tensor tensor, in TensorMemory memory, nint start, nint end, TFold fold)
            where TLanes : unmanaged, ILanes<TLanes>
            where TFold : struct, ITileFold
        {
            TLanes lr = TLanes.Broadcast(step.LearningRate);
            TLanes scale = TLanes.Broadcast(tensor.Scale);
            TLanes one = TLanes.Broadcast(1);
            while (fold.Next<TLanes>(start, end, out nint i, out nint last))
            {
                TLanes largest = fold.Largest<TLanes>(0);
                for (; i <= last; i += Accumulator.Lanes)
                {
                    TLanes w = TParameter.Load<TLanes>(memory.Parameter, i) - (lr * (TLanes.Load(memory.Scratch[0] + i) * scale));
                    TParameter.Store(w, memory.Parameter, i);
                    TState.Store(TState.Load<TLanes>(memory.States[0], i) + one, memory.States[0], i);
                    largest = TLanes.Largest(largest, w);
                }
                fold.Keep(0, largest);
            }
            return end - ((end - start) & (TLanes.Count - 1));
        }
    }
}
