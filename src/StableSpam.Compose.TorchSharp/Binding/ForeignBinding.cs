namespace StableSpamCompose.Torch;

/// <summary>A parameter on a device without kernels, which TorchSharp's operations update.</summary>
internal sealed class ForeignBinding : IParameterBinding
{
    private readonly BoundTensor _tensor;
    private readonly PassTensors _arrays;

    /// <param name="tensor">The parameter.</param>
    /// <param name="keptArrays">Arrays that live for one step.</param>
    public ForeignBinding(BoundTensor tensor, int keptArrays)
    {
        _tensor = tensor;
        _arrays = new PassTensors(tensor.Parameter, tensor.State, keptArrays);
        tensor.Engine.Tag = _arrays;
    }

    public void SetMaximize(bool maximize) => _arrays.Maximizes = maximize;

    public void Prepare()
    {
        nint gradient = LibTorch.Grad(_tensor.Handle());
        _tensor.Engine.HasGradient = gradient != 0;
        if (gradient == 0)
            return;
        try
        {
            _tensor.CheckGradient(gradient);
        }
        finally
        {
            LibTorch.Dispose(gradient);
        }
        _tensor.State.CheckDevice(_tensor.Device);
    }

    public void Finish() => _arrays.Dispose();

    public void ZeroGradient()
    {
        _tensor.Handle();
        _tensor.ZeroGradient();
    }

    public void Dispose()
    {
        _arrays.Dispose();
        _tensor.State.Dispose();
    }
}
