using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that an optimizer updates.</summary>
public class Parameter : Tensor
{
    /// <summary>Takes the handle of <paramref name="data"/>, which is invalid from then on.</summary>
    public Parameter(Tensor data, bool requires_grad = true)
        : base(Take(data, requires_grad, out DisposeScope? scope), false)
    {
        if (scope is null)
            return;
        scope.MarkAsDisposed(data);
        scope.Disposables.Add(this);
        OwningDisposeScope = scope;
    }

    internal Parameter(nint handle)
        : base(handle)
    {
    }

    private static nint Take(Tensor data, bool requiresGrad, out DisposeScope? scope)
    {
        if (requiresGrad && data.dtype is not (ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64
            or ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64))
        {
            throw new InvalidOperationException("only Tensors of floating point and complex dtype can require gradients");
        }
        scope = data.OwningDisposeScope;
        return data.with_requires_grad(requiresGrad).MoveHandle();
    }
}
