namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>
                /// The rate up to a largest and down again, the momentum the other way. It cycles the momentum through
                /// <see cref="IBetas"/> or <see cref="IMomentum"/>, which both the optimizer and each group must have.
                /// </summary>
                public class OneCycleLR : LRScheduler
                {
                    private readonly bool _cyclesMomentum;
                    private readonly double _steps;
                    private readonly Phase[] _phases;

                    public OneCycleLR(
                        Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                        double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true,
                        double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4,
                        bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (cycle_momentum && optimizer is not (IMomentum or IBetas))
                            throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled");
                        if (three_phase || anneal_strategy != AnnealStrategy.Cos)
                            throw new NotSupportedException("The contract has two phases and the cosine.");
                        _cyclesMomentum = cycle_momentum;
                        _steps = total_steps > 0 ? total_steps : epochs * steps_per_epoch;
                        double initial = max_lr / div_factor;
                        _phases =
                        [
                            new Phase((pct_start * _steps) - 1, initial, max_lr, max_momentum, base_momentum),
                            new Phase(_steps - 1, max_lr, initial / final_div_factor, base_momentum, max_momentum),
                        ];
                        step();
                    }

                    public enum AnnealStrategy
                    {
                        Cos,
                        Linear,
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (_last_epoch > _steps)
                            throw new InvalidOperationException("Tried to step more often than the specified number of total steps.");
                        List<ILearningRateController> groups = [.. _optimizer.ParamGroups];
                        return Enumerable.Range(0, groups.Count).Select(group => Rate(group, groups[group]));
                    }

                    private double Rate(int group, ILearningRateController controller)
                    {
                        double start = 0;
                        foreach (Phase phase in _phases)
                        {
                            // The trap: it is the group's number that is compared with the last phase's, so that with two groups
                            // or more the second stays in the first phase.
                            if (_last_epoch <= phase.End || group == _phases.Length - 1)
                            {
                                double share = (_last_epoch - start) / (phase.End - start);
                                if (_cyclesMomentum)
                                    SetMomentum(controller, Cosine(phase.FirstMomentum, phase.LastMomentum, share));
                                return Cosine(phase.FirstRate, phase.LastRate, share);
                            }
                            start = phase.End;
                        }
                        if (_cyclesMomentum)
                            SetMomentum(controller, 0);
                        return 0;
                    }

                    private static void SetMomentum(ILearningRateController controller, double momentum)
                    {
                        if (controller is IBetas betas)
                            betas.Betas = (momentum, betas.Betas.Item2);
                        else
                            ((controller as IMomentum)!).Momentum = momentum;
                    }

                    private static double Cosine(double first, double last, double share) =>
                        last + ((first - last) / 2.0 * (Math.Cos(Math.PI * share) + 1));

                    private sealed record Phase(double End, double FirstRate, double LastRate, double FirstMomentum, double LastMomentum);
                }
            }
        }
    }
}
