using StableSpamCompose.Arrays;
using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using StableSpamCompose.Simd;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Tests.Programs;

/// <summary>AdamW in the shape of a generated optimizer.</summary>
public sealed partial class AdamW : ArrayOptimizer
{
    public AdamW(
        IEnumerable<ArrayParameter> parameters, double lr = 1e-3, double decay = 0.01, double beta1 = 0.9, double beta2 = 0.999,
        double eps = 1e-8)
        : this(new ParamGroup(parameters, lr, decay, beta1, beta2, eps))
    {
    }

    public AdamW(params IEnumerable<ParamGroup> groups)
        : base(Info, new StepEngine<Program, Program.Step, Program.Tensor>())
    {
        foreach (ParamGroup group in groups)
            AddParamGroup(group);
    }

    public static OptimizerInfo Info { get; } = new()
    {
        Name = "AdamW",
        Summary = "Adam with decoupled decay.",
        Source = "",
        LearningRate = new("lr", 1e-3, false, new(0, true, double.PositiveInfinity, false), ""),
        Hyperparameters =
        [
            new("decay", 0.01, false, new(0, true, double.PositiveInfinity, false), ""),
            new("beta1", 0.9, false, new(0, true, 1, false), ""),
            new("beta2", 0.999, false, new(0, true, 1, false), ""),
            new("eps", 1e-8, false, new(0, true, double.PositiveInfinity, false), ""),
        ],
        Plan = Program.Plan,
        Create = static (parameters, settings) => new AdamW(new ParamGroup(parameters, settings)),
    };

    public sealed class ParamGroup : ArrayParamGroup
    {
        public ParamGroup(
            IEnumerable<ArrayParameter> parameters, double lr = 1e-3, double decay = 0.01, double beta1 = 0.9, double beta2 = 0.999,
            double eps = 1e-8)
            : base(Info, parameters, lr, [decay, beta1, beta2, eps])
        {
        }

        internal ParamGroup(IEnumerable<ArrayParameter> parameters, IReadOnlyDictionary<string, double> settings)
            : base(Info, parameters, settings)
        {
        }

        public double Decay { get => Get(0); set => Set(0, value); }

        public double Beta1 { get => Get(1); set => Set(1, value); }
    }

    public readonly unsafe struct Program : IStepProgram<Program.Step, Program.Tensor>
    {
        public static OptimizerPlan Plan { get; } = new()
        {
            Passes = [new PassPlan(["w", "grad", "Adam.m", "Adam.v"], ["w", "Adam.m", "Adam.v"], [])],
            States =
            [
                new StateInfo("Adam.m", StateScope.Element, 0, true, "first moment"),
                new StateInfo("Adam.v", StateScope.Element, 0, true, "second moment"),
            ],
            ScratchArrays = 0,
            Mathematics = "",
        };

        public struct Step
        {
            public float Shrink;
            public float Beta1;
            public float Rest1;
            public float Beta2;
            public float Rest2;
            public float Correction1;
            public float Correction2;
            public float Eps;
            public float LearningRate;
        }

        public struct Tensor;

        public static void ComputeStep(in StepInputs inputs, ref StepOutputs outputs, out Step step)
        {
            double* h = inputs.Hyperparameters;
            step = new Step
            {
                Shrink = (float)(1 - (inputs.LearningRate * h[0])),
                Beta1 = (float)h[1],
                Rest1 = (float)(1 - h[1]),
                Beta2 = (float)h[2],
                Rest2 = (float)(1 - h[2]),
                Correction1 = (float)(1 - StepMath.Power(h[1], inputs.UpdateClock)),
                Correction2 = (float)(1 - StepMath.Power(h[2], inputs.UpdateClock)),
                Eps = (float)h[3],
                LearningRate = (float)inputs.LearningRate,
            };
            outputs.UpdateClock = inputs.UpdateClock;
        }

        public static void ComputeTensor(int stage, in Step step, in TensorInputs inputs, ref Tensor tensor)
        {
        }

        public static void Dispatch<TParameter, TGradient, TState, TRunner>(int pass, ref TRunner runner)
            where TParameter : struct, IStorage
            where TGradient : struct, IStorage
            where TState : struct, IStorage
            where TRunner : struct, IPassRunner<Step, Tensor>, allows ref struct =>
            runner.Run<Pass0<TParameter, TGradient, TState>>();

        private struct Pass0<TParameter, TGradient, TState> : IPass<Step, Tensor>
            where TParameter : struct, IStorage
            where TGradient : struct, IStorage
            where TState : struct, IStorage
        {
            public static ReadOnlySpan<Reduction> Reductions => [];

            public static bool Writes => true;

            public static nint Run<TLanes, TFold>(
                in Step step, in Tensor tensor, in TensorMemory memory, nint start, nint end, TFold fold)
                where TLanes : unmanaged, ILanes<TLanes>
                where TFold : struct, ITileFold
            {
                TLanes shrink = TLanes.Broadcast(step.Shrink);
                TLanes beta1 = TLanes.Broadcast(step.Beta1);
                TLanes rest1 = TLanes.Broadcast(step.Rest1);
                TLanes beta2 = TLanes.Broadcast(step.Beta2);
                TLanes rest2 = TLanes.Broadcast(step.Rest2);
                TLanes correction1 = TLanes.Broadcast(step.Correction1);
                TLanes correction2 = TLanes.Broadcast(step.Correction2);
                TLanes eps = TLanes.Broadcast(step.Eps);
                TLanes lr = TLanes.Broadcast(step.LearningRate);
                void* parameter = memory.Parameter;
                void* gradient = memory.Gradient;
                void* state0 = memory.States[0];
                void* state1 = memory.States[1];
                nint i = start;
                for (; i <= end - TLanes.Count; i += TLanes.Count)
                {
                    TLanes w = TParameter.Load<TLanes>(parameter, i);
                    TLanes g = TGradient.Load<TLanes>(gradient, i);
                    TLanes m = (beta1 * TState.Load<TLanes>(state0, i)) + (rest1 * g);
                    TLanes v = (beta2 * TState.Load<TLanes>(state1, i)) + (rest2 * (g * g));
                    w = w * shrink;
                    TLanes update = (m / correction1) / (TLanes.Sqrt(v / correction2) + eps);
                    w = w - (lr * update);
                    TParameter.Store(w, parameter, i);
                    TState.Store(TLanes.FlushSubnormals(m), state0, i);
                    TState.Store(TLanes.FlushSubnormals(v), state1, i);
                }
                return i;
            }
        }
    }
}
