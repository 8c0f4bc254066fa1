using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch;

/// <summary>Refuses parameters that an optimizer cannot take, and says what to do about them.</summary>
internal static class ParameterCheck
{
    /// <summary>The format of a parameter's elements.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="what">What messages call it.</param>
    /// <param name="optimizer">The optimizer's name.</param>
    public static TensorFormat Check(Parameter? parameter, string what, string optimizer)
    {
        if (parameter is null)
            throw new ArgumentException($"{what} is null.");
        if (parameter.IsInvalid)
            throw new ArgumentException($"{what} was disposed of, or replaced by module.to(...): give {optimizer} the module's parameters of now.");
        if (parameter.is_sparse)
            throw new ArgumentException($"{what} is sparse, and {optimizer} updates every element: give it parameter.to_dense().");
        ScalarType type = parameter.dtype;
        if (type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64)
            throw new ArgumentException($"{what} is complex, and {optimizer} takes real numbers: give it the real and the imaginary part as two parameters.");
        return TensorFormat.Of(type)
            ?? throw new ArgumentException($"{what} is {type}. {optimizer} computes in fp32 and takes Float32, BFloat16 and Float16: convert it, or leave it out.");
    }
}
