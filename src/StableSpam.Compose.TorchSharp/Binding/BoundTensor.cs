using StableSpamCompose.Execution;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch;

/// <summary>A parameter with what it was when it was added, which a step relies on.</summary>
/// <param name="parameter">The parameter.</param>
/// <param name="state">Its state.</param>
/// <param name="format">What its elements are.</param>
/// <param name="program">Number of the program that it is stepped by.</param>
internal sealed class BoundTensor(Parameter parameter, TorchState state, TensorFormat format, int program)
{
    private readonly long _length = parameter.numel();

    /// <summary>The parameter.</summary>
    public Parameter Parameter => parameter;

    /// <summary>Its state.</summary>
    public TorchState State => state;

    /// <summary>What its elements are.</summary>
    public TensorFormat Format => format;

    /// <summary>Number of the program that it is stepped by.</summary>
    public int Program => program;

    /// <summary>The parameter of the engine that steps it.</summary>
    public StepParameter Engine => state.EngineParameter;

    /// <summary>Where it is.</summary>
    public TensorPlace Place { get; } = TensorPlace.Of(parameter.Handle);

    /// <summary>Its handle.</summary>
    /// <exception cref="InvalidOperationException">It is no longer what it was.</exception>
    public nint Handle()
    {
        if (parameter.IsInvalid)
        {
            throw new InvalidOperationException(
                $"A module's {state.Describe()} was replaced, as module.to(...) does, after the optimizer was made: "
                + "make the optimizer after moving the module, and load its state dict there.");
        }
        nint handle = parameter.Handle;
        if (!IsAlike(handle))
        {
            throw new InvalidOperationException(
                $"The tensor behind {state.Describe()} was {format.Type} with {_length} elements on {Place} and is now "
                + $"{LibTorch.Type(handle)} with {LibTorch.Numel(handle)} on {TensorPlace.Of(handle)}: make a new optimizer for it.");
        }
        return handle;
    }

    /// <summary>Refuses a gradient that cannot be used.</summary>
    /// <exception cref="InvalidOperationException">It is sparse, or of another type, size or device.</exception>
    public void CheckGradient(nint gradient)
    {
        if (LibTorch.IsSparse(gradient))
            throw new InvalidOperationException($"The gradient of {state.Describe()} is sparse: make the layer with sparse: false.");
        if (!IsAlike(gradient))
        {
            throw new InvalidOperationException(
                $"The gradient of {state.Describe()} is {LibTorch.Type(gradient)} with {LibTorch.Numel(gradient)} elements on {TensorPlace.Of(gradient)}, "
                + $"and the parameter {format.Type} with {_length} on {Place}.");
        }
    }

    /// <summary>Whether a tensor is of the parameter's type, size and device.</summary>
    public bool IsAlike(nint tensor) =>
        LibTorch.Type(tensor) == format.Type && LibTorch.Numel(tensor) == _length && TensorPlace.Of(tensor) == Place;

    /// <summary>Sets the gradient to 0 as TorchSharp does, but for the wrappers, both of which are disposed of.</summary>
    public void ZeroGradient()
    {
        using Tensor? gradient = parameter.grad;
        using (no_grad())
        {
            // zero_ gives a wrapper of its own.
            using Tensor? zeroed = gradient?.zero_();
        }
    }
}
