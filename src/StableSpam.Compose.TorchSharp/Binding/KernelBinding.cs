using StableSpamCompose.Execution;

namespace StableSpamCompose.Torch;

/// <summary>A parameter that kernels work on in place. Before each step it tells the engine where everything is.</summary>
/// <param name="engine">The engine that has it.</param>
/// <param name="tensor">The parameter.</param>
internal abstract unsafe class KernelBinding(StepEngine engine, BoundTensor tensor) : IParameterBinding
{
    private bool _isCopied;

    /// <inheritdoc/>
    public BoundTensor Tensor => tensor;

    /// <summary>How the elements lie.</summary>
    protected StridedLayout Layout { get; } = new(tensor.Parameter.shape);

    /// <inheritdoc/>
    public void SetMaximize(bool maximize) => tensor.Format.SetMaximize(engine, tensor.Engine, maximize);

    /// <inheritdoc/>
    public void Prepare()
    {
        nint handle = tensor.Handle();
        _isCopied = false;
        nint gradient = LibTorch.Grad(handle);
        tensor.Engine.HasGradient = gradient != 0;
        if (gradient == 0)
            return;
        try
        {
            tensor.CheckGradient(gradient);
            tensor.Engine.Gradient = Layout.ReadsContiguous(gradient) ? LibTorch.Data(gradient) : CopyGradient(gradient);
        }
        finally
        {
            // The parameter holds the gradient itself.
            LibTorch.Dispose(gradient);
        }
        _isCopied = !Layout.ReadsContiguous(handle);
        tensor.Engine.Value = _isCopied ? CopyValue(handle) : LibTorch.Data(handle);
        tensor.State.Place(tensor.Place);
    }

    /// <summary>Brings the new elements back where they do not lie one after another.</summary>
    public void Finish()
    {
        if (_isCopied)
            CopyValueBack(tensor.Parameter.Handle);
    }

    /// <inheritdoc/>
    public abstract void ZeroGradient();

    /// <inheritdoc/>
    public void Dispose()
    {
        tensor.State.Dispose();
        FreeCopies();
    }

    /// <summary>Frees what the elements were copied to.</summary>
    public abstract void FreeCopies();

    /// <summary>Copies a gradient, whose strides were read, to a run of its own.</summary>
    protected abstract void* CopyGradient(nint gradient);

    /// <summary>Copies the parameter, whose strides were read, to a run of its own.</summary>
    protected abstract void* CopyValue(nint parameter);

    /// <summary>Copies the run to the parameter.</summary>
    protected abstract void CopyValueBack(nint parameter);
}
