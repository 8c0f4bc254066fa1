using System.Runtime.InteropServices;
using StableSpamCompose.Execution;

namespace StableSpamCompose.Torch;

/// <summary>A parameter in the CPU's memory.</summary>
internal sealed unsafe class HostBinding : KernelBinding
{
    private readonly nuint _bytes;
    private readonly ContiguousCopy _value;
    private readonly ContiguousCopy _gradient;

    /// <param name="engine">The engine that has it.</param>
    /// <param name="tensor">The parameter.</param>
    public HostBinding(StepEngine engine, BoundTensor tensor)
        : base(engine, tensor)
    {
        _bytes = checked((nuint)tensor.Engine.Length * (nuint)tensor.Format.Size);
        _value = new ContiguousCopy(_bytes);
        _gradient = new ContiguousCopy(_bytes);
    }

    public override void ZeroGradient()
    {
        nint gradient = LibTorch.Grad(Tensor.Handle());
        if (gradient == 0)
            return;
        bool isPlain = false;
        try
        {
            isPlain = !LibTorch.IsSparse(gradient) && Tensor.IsAlike(gradient) && Layout.ReadsContiguous(gradient);
            if (isPlain)
                NativeMemory.Clear(LibTorch.Data(gradient), _bytes);
        }
        finally
        {
            LibTorch.Dispose(gradient);
        }
        if (!isPlain)
            Tensor.ZeroGradient();
    }

    public override void FreeCopies()
    {
        _value.Dispose();
        _gradient.Dispose();
    }

    protected override void* CopyGradient(nint gradient) => Copy(gradient, _gradient);

    protected override void* CopyValue(nint parameter) => Copy(parameter, _value);

    protected override void CopyValueBack(nint parameter)
    {
        Layout.ReadsContiguous(parameter);
        Layout.Scatter(_value.Memory, (byte*)LibTorch.Data(parameter), Tensor.Engine.Length, Tensor.Format.Size);
    }

    private void* Copy(nint tensor, ContiguousCopy copy)
    {
        Layout.Gather((byte*)LibTorch.Data(tensor), copy.Memory, Tensor.Engine.Length, Tensor.Format.Size);
        return copy.Memory;
    }
}
