using StableSpamCompose.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch;

/// <summary>A parameter on a device without kernels, which TorchSharp's operations update.</summary>
internal sealed unsafe class ForeignBinding : IParameterBinding
{
    private readonly PassTensors _arrays;
    private readonly int[] _partStates;

    /// <param name="tensor">The parameter.</param>
    /// <param name="keptArrays">Arrays that live for one step.</param>
    public ForeignBinding(BoundTensor tensor, int keptArrays)
    {
        Tensor = tensor;
        _arrays = new PassTensors(tensor.Parameter, tensor.State, keptArrays);
        tensor.Engine.Tag = _arrays;
        IReadOnlyList<StateInfo> states = tensor.State.States;
        _partStates = [.. Enumerable.Range(0, states.Count).Where(i => states[i].IsPart)];
    }

    public BoundTensor Tensor { get; }

    public void SetMaximize(bool maximize) => _arrays.Maximizes = maximize;

    public void Prepare()
    {
        nint gradient = LibTorch.Grad(Tensor.Handle());
        Tensor.Engine.HasGradient = gradient != 0;
        if (gradient == 0)
            return;
        try
        {
            Tensor.CheckGradient(gradient);
        }
        finally
        {
            LibTorch.Dispose(gradient);
        }
        Tensor.State.CheckPlace(Tensor.Place);
        // The engine computes on the host what follows for rows, columns, matrices and blocks.
        using (NewDisposeScope())
        {
            foreach (int state in _partStates)
                HostNumbers.Download(Tensor.State.GetTensor(state), Tensor.Engine.PartState(state), Tensor.State.States[state].Scope);
        }
    }

    public void Finish()
    {
        _arrays.Dispose();
        if (!Tensor.Engine.HasGradient)
            return;
        using (no_grad())
        using (NewDisposeScope())
        {
            foreach (int state in _partStates)
                CopyBack(state);
        }
    }

    public void ZeroGradient()
    {
        Tensor.Handle();
        Tensor.ZeroGradient();
    }

    public void Dispose()
    {
        _arrays.Dispose();
        Tensor.State.Dispose();
    }

    private void CopyBack(int state)
    {
        Tensor target = Tensor.State.GetTensor(state);
        Tensor here = zeros(target.shape, target.dtype);
        here.bytes = new Span<byte>(Tensor.Engine.PartState(state), checked((int)(here.numel() * here.ElementSize)));
        target.copy_(here);
    }
}
