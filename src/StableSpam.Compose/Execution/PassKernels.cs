using StableSpamCompose.Storage;

namespace StableSpamCompose.Execution;

/// <summary>The passes of a program, specialised for how the arrays of some tensors lie in memory.</summary>
internal abstract class PassKernels<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged
{
    /// <summary>Runs pass number <paramref name="pass"/>.</summary>
    public abstract void Run(int pass, ref PassRunner<TStep, TTensor> runner);
}

/// <summary>The passes of <typeparamref name="TProgram"/> over arrays of given storages.</summary>
internal sealed class PassKernels<TProgram, TStep, TTensor, TParameter, TGradient, TState> : PassKernels<TStep, TTensor>
    where TProgram : struct, IStepProgram<TStep, TTensor>
    where TStep : unmanaged
    where TTensor : unmanaged
    where TParameter : struct, IStorage
    where TGradient : struct, IStorage
    where TState : struct, IStorage
{
    public override void Run(int pass, ref PassRunner<TStep, TTensor> runner) =>
        TProgram.Dispatch<TParameter, TGradient, TState, PassRunner<TStep, TTensor>>(pass, ref runner);
}
