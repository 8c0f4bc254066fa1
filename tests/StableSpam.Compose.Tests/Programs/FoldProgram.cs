using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Simd;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Tests.Programs;

/// <summary>One pass that folds the gradient in three ways and keeps the totals as tensor states.</summary>
internal readonly unsafe struct FoldProgram : IStepProgram<FoldProgram.Step, FoldProgram.Tensor>
{
    public struct Step;

    public struct Tensor;

    public readonly record struct Totals(double Sum, double SumOfSquares, double Largest);

    public static OptimizerPlan Plan { get; } = new()
    {
        Passes = [new PassPlan(["grad"], [], ["sum", "sum of squares", "largest"])],
        States =
        [
            new StateInfo("Fold.sum", StateScope.Tensor, 0, false, ""),
            new StateInfo("Fold.squares", StateScope.Tensor, 0, false, ""),
            new StateInfo("Fold.largest", StateScope.Tensor, 0, false, ""),
        ],
        ScratchArrays = 0,
        Mathematics = "",
    };

    public static Totals Run(float[] data, int laneCount, int threads = 1)
    {
        using var engine = new StepEngine<FoldProgram, Step, Tensor> { Threads = threads, LaneCount = laneCount };
        StepParameter parameter = engine.AddParameter(new StepGroup(0), new TensorShape([data.Length]));
        fixed (float* gradient = data)
        {
            parameter.Gradient = gradient;
            parameter.HasGradient = true;
            engine.Step();
        }
        return new Totals(parameter.HostState(0), parameter.HostState(1), parameter.HostState(2));
    }

    public static void ComputeStep(in StepInputs inputs, ref StepOutputs outputs, out Step step) => step = default;

    public static void ComputeTensor(int stage, in Step step, in TensorInputs inputs, ref Tensor tensor)
    {
        if (stage == 0)
            return;
        for (int i = 0; i < 3; i++)
            inputs.States[i] = inputs.Totals[i];
    }

    public static void Dispatch<TParameter, TGradient, TState, TRunner>(int pass, ref TRunner runner)
        where TParameter : struct, IStorage
        where TGradient : struct, IStorage
        where TState : struct, IStorage
        where TRunner : struct, IPassRunner<Step, Tensor>, allows ref struct => runner.Run<Pass<TGradient>>();

    private struct Pass<TGradient> : IPass<Step, Tensor>
        where TGradient : struct, IStorage
    {
        public static ReadOnlySpan<Reduction> Reductions => [Reduction.Sum, Reduction.Sum, Reduction.Largest];

        public static nint Run<TLanes>(
            in Step step, in Tensor tensor, in TensorMemory memory, nint start, nint end, float* accumulators)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            nint i = start;
            for (; i <= end - TLanes.Count; i += TLanes.Count)
            {
                TLanes g = TGradient.Load<TLanes>(memory.Gradient, i);
                Accumulator.Sum(accumulators, i, g);
                Accumulator.SumOfProducts(accumulators + 128, i, g, g);
                Accumulator.Largest(accumulators + 256, i, g);
            }
            return i;
        }
    }
}
