using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>The base of all optimizers. An optimizer in managed code gives it no handle.</summary>
        public abstract partial class Optimizer : IDisposable
        {
            // Upstream leaves it null until the derived class sets it.
            protected IList<ParamGroup> _parameter_groups = null!;

            protected Optimizer(nint handle)
            {
            }

            ~Optimizer() => Dispose(false);

            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
            }

            public virtual void zero_grad() => throw new NotSupportedException("The contract has no native optimizers.");

            public virtual void add_param_group(ParamGroup param_group) => throw new NotImplementedException("add_param_group");

            public virtual Tensor? step(Func<Tensor>? closure = null) => throw new NotSupportedException("The contract has no native optimizers.");

            public virtual IEnumerable<Parameter> parameters() => throw new NotSupportedException("The contract has no native optimizers.");

            public class StateDictionary
            {
                internal StateDictionary()
                {
                }

                public List<OptimizerOptions> Options { get; } = [];

                public List<OptimizerState> State { get; } = [];

                public List<List<int>> StateIndexRef { get; } = [];
            }
        }
    }
}
