using System.Runtime.InteropServices;
using StableSpamCompose.Execution;

namespace StableSpamCompose.Torch;

/// <summary>A parameter in the CPU's memory, which kernels work on in place. Before each step it tells the engine where everything is.</summary>
internal sealed unsafe class ParameterBinding : IParameterBinding
{
    private readonly StepEngine _engine;
    private readonly BoundTensor _tensor;
    private readonly TensorFormat _format;
    private readonly StridedLayout _layout;
    private readonly ContiguousCopy _valueCopy;
    private readonly ContiguousCopy _gradientCopy;
    private bool _isCopied;

    /// <param name="engine">The engine that has it.</param>
    /// <param name="tensor">The parameter.</param>
    /// <param name="format">What its elements are.</param>
    public ParameterBinding(StepEngine engine, BoundTensor tensor, TensorFormat format)
    {
        _engine = engine;
        _tensor = tensor;
        _format = format;
        _layout = new StridedLayout(tensor.Parameter.shape);
        nuint bytes = checked((nuint)tensor.Engine.Length * (nuint)format.Size);
        _valueCopy = new ContiguousCopy(bytes);
        _gradientCopy = new ContiguousCopy(bytes);
    }

    public void SetMaximize(bool maximize) => _format.SetMaximize(_engine, _tensor.Engine, maximize);

    public void Prepare()
    {
        nint handle = _tensor.Handle();
        _isCopied = false;
        nint gradient = LibTorch.Grad(handle);
        _tensor.Engine.HasGradient = gradient != 0;
        if (gradient == 0)
            return;
        try
        {
            _tensor.CheckGradient(gradient);
            _tensor.Engine.Gradient = Contiguous(gradient, _gradientCopy, out _);
        }
        finally
        {
            // The parameter holds the gradient itself.
            LibTorch.Dispose(gradient);
        }
        _tensor.Engine.Value = Contiguous(handle, _valueCopy, out _isCopied);
        _tensor.State.Place(_tensor.Device);
    }

    /// <summary>Brings the new elements back where they do not lie one after another.</summary>
    public void Finish()
    {
        if (!_isCopied)
            return;
        nint handle = _tensor.Parameter.Handle;
        _layout.ReadsContiguous(handle);
        _layout.Scatter(_valueCopy.Memory, (byte*)LibTorch.Data(handle), _tensor.Engine.Length, _format.Size);
    }

    public void ZeroGradient()
    {
        nint gradient = LibTorch.Grad(_tensor.Handle());
        if (gradient == 0)
            return;
        bool isPlain = false;
        try
        {
            isPlain = !LibTorch.IsSparse(gradient) && _tensor.IsAlike(gradient) && _layout.ReadsContiguous(gradient);
            if (isPlain)
                NativeMemory.Clear(LibTorch.Data(gradient), (nuint)_tensor.Engine.Length * (nuint)_format.Size);
        }
        finally
        {
            LibTorch.Dispose(gradient);
        }
        if (!isPlain)
            _tensor.ZeroGradient();
    }

    public void Dispose()
    {
        _tensor.State.Dispose();
        _valueCopy.Dispose();
        _gradientCopy.Dispose();
    }

    private void* Contiguous(nint tensor, ContiguousCopy copy, out bool isCopied)
    {
        byte* data = (byte*)LibTorch.Data(tensor);
        isCopied = !_layout.ReadsContiguous(tensor);
        if (!isCopied)
            return data;
        _layout.Gather(data, copy.Memory, _tensor.Engine.Length, _format.Size);
        return copy.Memory;
    }
}
