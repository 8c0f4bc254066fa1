using StableSpamCompose.Execution;
using TorchSharp;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch;

/// <summary>A parameter in the memory of a CUDA device. Where its elements do not lie one after another, TorchSharp copies them to and fro.</summary>
/// <param name="engine">The engine that has it.</param>
/// <param name="tensor">The parameter.</param>
internal sealed unsafe class CudaBinding(StepEngine engine, BoundTensor tensor) : KernelBinding(engine, tensor)
{
    private Tensor? _value;
    private Tensor? _gradient;

    public override void ZeroGradient()
    {
        Tensor.Handle();
        Tensor.ZeroGradient();
    }

    public override void FreeCopies()
    {
        _value?.Dispose();
        _gradient?.Dispose();
    }

    protected override void* CopyGradient(nint gradient)
    {
        using Tensor strided = Tensor.Parameter.grad!;
        return Copy(strided, ref _gradient);
    }

    protected override void* CopyValue(nint parameter) => Copy(Tensor.Parameter, ref _value);

    protected override void CopyValueBack(nint parameter)
    {
        using (no_grad())
            Tensor.Parameter.copy_(_value!);
    }

    private static void* Copy(Tensor strided, ref Tensor? copy)
    {
        copy ??= empty(strided.shape, strided.dtype, strided.device).DetachFromDisposeScope();
        using (no_grad())
            copy.copy_(strided);
        return LibTorch.Data(copy.Handle);
    }
}
