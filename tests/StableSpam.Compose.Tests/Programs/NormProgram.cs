using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Simd;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Tests.Programs;

/// <summary>
/// Two passes with everything a program can have: pass 0 keeps half the gradient in a scratch array and folds its norm,
/// pass 1 moves the parameter by the normalised half and folds the largest weight. It counts updates in an element state
/// from 2, averages the norm in a tensor state from 1, and restarts k every fourth update by a step state.
/// </summary>
internal readonly unsafe struct NormProgram : IStepProgram<NormProgram.Step, NormProgram.Tensor>
{
    private static int computedSteps;

    public struct Step
    {
        public float LearningRate;
        public double K;
        public bool First;
    }

    public struct Tensor
    {
        public float Scale;
        public double StaleScale;
    }

    /// <summary>How often step values were computed, by all threads.</summary>
    public static int ComputedSteps { get => Volatile.Read(ref computedSteps); set => Volatile.Write(ref computedSteps, value); }

    public static OptimizerPlan Plan { get; } = new()
    {
        Passes =
        [
            new PassPlan(["grad"], ["half"], ["norm"]),
            new PassPlan(["w", "half", "Norm.count"], ["w", "Norm.count"], ["largest"]),
        ],
        States =
        [
            new StateInfo("Norm.average", StateScope.Tensor, 1, false, ""),
            new StateInfo("Norm.count", StateScope.Element, 2, false, ""),
            new StateInfo("Norm.since", StateScope.Step, 10, false, ""),
            new StateInfo("Norm.largest", StateScope.Tensor, 0, false, ""),
        ],
        ScratchArrays = 1,
        Mathematics = "",
    };

    public static void ComputeStep(in StepInputs inputs, ref StepOutputs outputs, out Step step)
    {
        Interlocked.Increment(ref computedSteps);
        step = new Step
        {
            LearningRate = (float)(inputs.LearningRate * inputs.Hyperparameters[0] / inputs.StepClock),
            K = inputs.UpdateClock,
            First = inputs.FirstUpdate,
        };
        bool restarts = inputs.UpdateClock == 4;
        outputs.States[0] = restarts ? 0 : inputs.States[0] + 1;
        outputs.UpdateClock = restarts ? 0 : inputs.UpdateClock;
    }

    public static void ComputeTensor(int stage, in Step step, in TensorInputs inputs, ref Tensor tensor)
    {
        switch (stage)
        {
            case 0:
                // Tensor values of another tensor must not be seen.
                tensor.StaleScale = tensor.Scale;
                break;
            case 1:
                double norm = Math.Sqrt(inputs.Totals[0] / Math.Max(inputs.ElementCount, 1));
                inputs.States[0] = (0.5 * inputs.States[0]) + (0.5 * norm) + inputs.Rank + (step.First ? 100 : 0) + tensor.StaleScale;
                tensor.Scale = (float)(norm > 0 ? step.K / norm : 0);
                break;
            case 2:
                inputs.States[1] = inputs.Totals[0];
                break;
        }
    }

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
            TLanes half = TLanes.Broadcast(0.5f);
            while (fold.Next<TLanes>(start, end, out nint i, out nint last))
            {
                TLanes squares = fold.Sum<TLanes>(0);
                for (; i <= last; i += Accumulator.Lanes)
                {
                    TLanes g = TGradient.Load<TLanes>(memory.Gradient, i);
                    TLanes.Store(g * half, memory.Scratch[0] + i);
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
