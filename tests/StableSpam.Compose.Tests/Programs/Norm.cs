using StableSpamCompose.Arrays;
using StableSpamCompose.Execution;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Tests.Programs;

/// <summary><see cref="NormProgram"/> on the array host.</summary>
internal sealed class Norm : ArrayOptimizer
{
    public Norm(IEnumerable<ArrayParameter> parameters, double lr = 0.1, double factor = 1)
        : this(new ParamGroup(parameters, lr, factor))
    {
    }

    public Norm(params IEnumerable<ParamGroup> groups)
        : base(Info, new StepEngine<NormProgram, NormProgram.Step, NormProgram.Tensor>())
    {
        foreach (ParamGroup group in groups)
            AddParamGroup(group);
    }

    public static OptimizerInfo Info { get; } = new()
    {
        Name = "Norm",
        Summary = "",
        Source = "",
        LearningRate = new("lr", 0.1, false, new(0, true, double.PositiveInfinity, false), ""),
        Hyperparameters = [new("factor", 1, true, new(0, true, 10, true), "")],
        Plan = NormProgram.Plan,
        Create = static (parameters, settings) => new Norm(new ParamGroup(parameters, settings)),
    };

    public sealed class ParamGroup : ArrayParamGroup
    {
        public ParamGroup(IEnumerable<ArrayParameter> parameters, double lr = 0.1, double factor = 1)
            : base(Info, parameters, lr, [factor])
        {
        }

        internal ParamGroup(IEnumerable<ArrayParameter> parameters, IReadOnlyDictionary<string, double> settings)
            : base(Info, parameters, settings)
        {
        }
    }
}
