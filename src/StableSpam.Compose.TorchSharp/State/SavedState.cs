using TorchSharp;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch;

/// <summary>What a file has of the state of a parameter, read and found to fit, and not yet taken over.</summary>
/// <param name="target">The state that it is for.</param>
/// <param name="updateClock">The parameter's clock.</param>
/// <param name="isUpdated">Whether it was ever updated.</param>
internal sealed class SavedState(TorchState target, double updateClock, bool isUpdated) : IDisposable
{
    private readonly Tensor?[] _tensors = new Tensor?[target.States.Count];
    private readonly double[] _numbers = new double[target.States.Count];

    /// <summary>The state that it is for.</summary>
    public TorchState Target => target;

    /// <summary>Notes the tensor of a state; it is disposed of with this.</summary>
    public void Add(int state, Tensor tensor) => _tensors[state] = tensor.DetachFromDisposeScope();

    /// <summary>Notes the number of a state.</summary>
    public void Add(int state, double number) => _numbers[state] = number;

    /// <summary>Takes it over.</summary>
    public void Apply()
    {
        for (int i = 0; i < _tensors.Length; i++)
        {
            if (_tensors[i] is { } tensor)
                target.Copy(tensor, i);
            else
                target.SetNumber(i, _numbers[i]);
        }
        target.SetClock(updateClock, isUpdated);
    }

    public void Dispose() => Array.ForEach(_tensors, tensor => tensor?.Dispose());
}
