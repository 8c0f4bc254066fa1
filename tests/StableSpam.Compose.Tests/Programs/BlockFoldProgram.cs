using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Simd;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Tests.Programs;

/// <summary>One pass that folds the blocks of the gradient in each way and keeps what they come to as states.</summary>
internal readonly unsafe struct BlockFoldProgram : IStepProgram<BlockFoldProgram.Step, BlockFoldProgram.Tensor>
{
    public struct Step;

    public struct Tensor;

    public readonly record struct Totals(float[] SumsOfSquares, float[] Largest, float[] Magnitudes);

    public static OptimizerPlan Plan { get; } = new()
    {
        Passes = [new PassPlan(["grad"], [], ["squares of each block", "largest of each block", "largest magnitude of each block"])],
        States =
        [
            new StateInfo("Fold.squares", StateScope.Block, 0, false, ""),
            new StateInfo("Fold.largest", StateScope.Block, 0, false, ""),
            new StateInfo("Fold.magnitude", StateScope.Block, 0, false, ""),
        ],
        ScratchArrays = 0,
        Mathematics = "",
    };

    public static ReadOnlySpan<PartArray> PartArrays => new PartArray[] { new(StateScope.Block, 0), new(StateScope.Block, 1), new(StateScope.Block, 2) };

    public static Totals Run(float[] data, int blockLength, int laneCount, int threads)
    {
        using var engine = new StepEngine<BlockFoldProgram, Step, Tensor> { Threads = threads, LaneCount = laneCount };
        StepParameter parameter = engine.AddParameter(new StepGroup(0), new TensorShape([data.Length], blockLength));
        fixed (float* gradient = data)
        {
            parameter.Gradient = gradient;
            parameter.HasGradient = true;
            engine.Step();
        }
        return new Totals(Values(0), Values(1), Values(2));

        float[] Values(int state) => new ReadOnlySpan<float>(parameter.PartState(state), (int)parameter.Shape.Blocks).ToArray();
    }

    public static void ComputeStep(in StepInputs inputs, ref StepOutputs outputs, out Step step) => step = default;

    public static void ComputeTensor(int stage, in Step step, in TensorInputs inputs, ref Tensor tensor)
    {
    }

    public static void Dispatch<TParameter, TGradient, TState, TRunner>(int pass, ref TRunner runner)
        where TParameter : struct, IStorage
        where TGradient : struct, IStorage
        where TState : struct, IStorage
        where TRunner : struct, IPassRunner<Step, Tensor>, allows ref struct => runner.RunSegmented<Pass<TGradient>>();

    private struct Pass<TGradient> : ISegmentedPass<Step, Tensor>
        where TGradient : struct, IStorage
    {
        public static Traversal Traversal => Traversal.Blocks;

        public static Boundaries Boundaries => Boundaries.None;

        public static ReadOnlySpan<Reduction> Reductions => [Reduction.Sum, Reduction.Largest, Reduction.LargestMagnitude];

        public static bool Writes => false;

        public static ReadOnlySpan<FoldTarget> Targets => new FoldTarget[] { new(StateScope.Block, 0), new(StateScope.Block, 1), new(StateScope.Block, 2) };

        public static nint Run<TLanes, TFold>(
            in Step step, in Tensor tensor, in TensorMemory memory, in Segment segment, nint start, nint end, TFold fold)
            where TLanes : unmanaged, ILanes<TLanes>
            where TFold : struct, ITileFold
        {
            while (fold.Next<TLanes>(start, end, out nint i, out nint last))
            {
                TLanes squares = fold.Sum<TLanes>(0);
                TLanes largest = fold.Largest<TLanes>(1);
                TLanes magnitude = fold.Largest<TLanes>(2);
                for (; i <= last; i += Accumulator.Lanes)
                {
                    TLanes g = TGradient.Load<TLanes>(memory.Gradient, i);
                    squares = TLanes.FusedMultiplyAdd(g, g, squares);
                    largest = TLanes.Largest(largest, g);
                    magnitude = TLanes.LargestMagnitude(magnitude, TLanes.Abs(g));
                }
                fold.Keep(0, squares);
                fold.Keep(1, largest);
                fold.Keep(2, magnitude);
            }
            return end - ((end - start) & (TLanes.Count - 1));
        }
    }
}
