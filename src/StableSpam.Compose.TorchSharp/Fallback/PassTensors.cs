using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch;

/// <summary>The tensors that a pass reads and writes, in fp32 whatever they are kept in.</summary>
public sealed class PassTensors : IDisposable
{
    private const float SmallestNormal = 1.17549435e-38f;

    private readonly Parameter _parameter;
    private readonly TorchState _state;
    private readonly Tensor?[] _kept;

    internal PassTensors(Parameter parameter, TorchState state, int keptArrays)
    {
        _parameter = parameter;
        _state = state;
        _kept = new Tensor?[keptArrays];
    }

    /// <summary>Whether the gradient is climbed.</summary>
    internal bool Maximizes { get; set; }

    /// <summary>The gradient, its sign turned where it is climbed.</summary>
    public Tensor Gradient
    {
        get
        {
            Tensor gradient = _parameter.grad!.to(ScalarType.Float32);
            return Maximizes ? gradient.neg() : gradient;
        }
    }

    /// <summary>The parameter.</summary>
    public Tensor Parameter => _parameter.detach().to(ScalarType.Float32);

    /// <summary>A state by its name.</summary>
    public Tensor State(string name) => _state[name].to(ScalarType.Float32);

    /// <summary>What an earlier pass of the step kept.</summary>
    public Tensor Kept(int array) => _kept[array]!;

    /// <summary>A number for each element, all the same.</summary>
    public Tensor Full(float value) => full(_parameter.shape, value, ScalarType.Float32, _parameter.device);

    /// <summary>A condition for each element, all the same.</summary>
    public Tensor Mask(bool condition) => Full(condition ? 1f : 0f).gt(Full(0f));

    /// <summary>Writes the parameter.</summary>
    public void StoreParameter(Tensor value) => _parameter.copy_(value);

    /// <summary>Writes a state, subnormal numbers as zero.</summary>
    public void StoreState(string name, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _state[name].copy_(where(value.abs().lt(Full(SmallestNormal)), Full(0), value));
    }

    /// <summary>Keeps a value for a later pass of the step.</summary>
    public void Keep(int array, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _kept[array]?.Dispose();
        _kept[array] = value.alias().DetachFromDisposeScope();
    }

    /// <summary>Lets go of what was kept for the step.</summary>
    public void Dispose()
    {
        for (int i = 0; i < _kept.Length; i++)
        {
            _kept[i]?.Dispose();
            _kept[i] = null;
        }
    }
}
