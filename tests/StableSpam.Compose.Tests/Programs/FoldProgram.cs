using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Simd;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Tests.Programs;

/// <summary>One pass that folds the gradient in four ways and keeps the totals as tensor states.</summary>
internal readonly unsafe struct FoldProgram : IStepProgram<FoldProgram.Step, FoldProgram.Tensor>
{
    public struct Step;

    public struct Tensor;

    public readonly record struct Totals(double Sum, double SumOfSquares, double Largest, double LargestMagnitude);

    public static OptimizerPlan Plan { get; } = new()
    {
        Passes = [new PassPlan(["grad"], [], ["sum", "sum of squares", "largest", "largest magnitude"])],
        States =
        [
            new StateInfo("Fold.sum", StateScope.Tensor, 0, false, ""),
            new StateInfo("Fold.squares", StateScope.Tensor, 0, false, ""),
            new StateInfo("Fold.largest", StateScope.Tensor, 0, false, ""),
            new StateInfo("Fold.magnitude", StateScope.Tensor, 0, false, ""),
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
        return new Totals(parameter.HostState(0), parameter.HostState(1), parameter.HostState(2), parameter.HostState(3));
    }

    public static void ComputeStep(in StepInputs inputs, ref StepOutputs outputs, out Step step) => step = default;

    public static void ComputeTensor(int stage, in Step step, in TensorInputs inputs, ref Tensor tensor)
    {
        if (stage == 0)
            return;
        for (int i = 0; i < 4; i++)
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
        public static ReadOnlySpan<Reduction> Reductions => [Reduction.Sum, Reduction.Sum, Reduction.Largest, Reduction.LargestMagnitude];

        public static bool Writes => false;

        public static nint Run<TLanes, TFold>(
            in Step step, in Tensor tensor, in TensorMemory memory, nint start, nint end, TFold fold)
            where TLanes : unmanaged, ILanes<TLanes>
            where TFold : struct, ITileFold
        {
            while (fold.Next<TLanes>(start, end, out nint i, out nint last))
            {
                TLanes sum = fold.Sum<TLanes>(0);
                TLanes squares = fold.Sum<TLanes>(1);
                TLanes largest = fold.Largest<TLanes>(2);
                TLanes magnitude = fold.Largest<TLanes>(3);
                for (; i <= last; i += Accumulator.Lanes)
                {
                    TLanes g = TGradient.Load<TLanes>(memory.Gradient, i);
                    sum += g;
                    squares = TLanes.FusedMultiplyAdd(g, g, squares);
                    largest = TLanes.Largest(largest, g);
                    magnitude = TLanes.LargestMagnitude(magnitude, TLanes.Abs(g));
                }
                fold.Keep(0, sum);
                fold.Keep(1, squares);
                fold.Keep(2, largest);
                fold.Keep(3, magnitude);
            }
            return end - ((end - start) & (TLanes.Count - 1));
        }
    }
}
