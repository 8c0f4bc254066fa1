using StableSpamCompose.Execution;
using StableSpamCompose.Plans;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableSpamCompose.Torch;

/// <summary>The tensors that a pass reads and writes, in fp32 whatever they are kept in.</summary>
public sealed unsafe class PassTensors : IDisposable
{
    private const float SmallestNormal = 1.17549435e-38f;

    private readonly Parameter _parameter;
    private readonly long[] _shape;
    private readonly PartView _view;
    private readonly TorchState _state;
    private readonly Tensor?[] _kept;
    private void** _parts;

    internal PassTensors(Parameter parameter, TorchState state, int keptArrays)
    {
        _parameter = parameter;
        _shape = parameter.shape;
        _view = new PartView(_shape);
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
    public Tensor Full(float value) => full(_shape, value, ScalarType.Float32, _parameter.device);

    /// <summary>A condition for each element, all the same.</summary>
    public Tensor Mask(bool condition) => Full(condition ? 1f : 0f).gt(Full(0f));

    /// <summary>Values of rows, columns, matrices or blocks, so that they spread over the elements.</summary>
    /// <param name="part">Index of their array.</param>
    /// <param name="scope">What they are of.</param>
    public Tensor Part(int part, StateScope scope) => HostNumbers.Upload(_parts[part], scope, _view.Spread(scope), _parameter.device);

    /// <summary>Conditions of rows, columns, matrices or blocks, so that they spread over the elements.</summary>
    /// <param name="part">Index of their array.</param>
    /// <param name="scope">What they are of.</param>
    public Tensor PartMask(int part, StateScope scope)
    {
        Tensor values = Part(part, scope);
        return values.ne(zeros_like(values));
    }

    /// <summary>Numbers of [0, 1), an own one for each element.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="step">t: the number of the step, from 1.</param>
    /// <param name="stream">The number of the call among those of the program.</param>
    public Tensor Uniform(double seed, double step, uint stream) => HostNumbers.Uniform(Stream(seed, step, stream), _shape, _parameter.device);

    /// <summary>Numbers of the normal distribution with mean 0 and deviation 1, an own one for each element.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="step">t: the number of the step, from 1.</param>
    /// <param name="stream">The number of the call among those of the program.</param>
    public Tensor Normal(double seed, double step, uint stream) => HostNumbers.Normal(Stream(seed, step, stream), _shape, _parameter.device);

    /// <summary>The sum of all elements; of none it is 0.</summary>
    public double Sum(Tensor values) => TensorExtensionMethods.ToDouble(Whole(values).sum());

    /// <summary>The largest element; of none it is 0.</summary>
    public double Largest(Tensor values) => _shape.Contains(0) ? 0 : TensorExtensionMethods.ToDouble(Whole(values).max());

    /// <summary>Folds elements to the sums of rows, columns or blocks.</summary>
    /// <param name="values">The elements.</param>
    /// <param name="part">Index of the array that takes the sums.</param>
    /// <param name="scope">What folds.</param>
    public void FoldSum(Tensor values, int part, StateScope scope)
    {
        (long[] sizes, long folded) = _view.Fold(scope);
        HostNumbers.Download(Whole(values).reshape(sizes).sum(new[] { folded }, keepdim: true), _parts[part], scope);
    }

    /// <summary>Folds elements to the largest of rows, columns or blocks; of nothing it is 0.</summary>
    /// <param name="values">The elements.</param>
    /// <param name="part">Index of the array that takes them.</param>
    /// <param name="scope">What folds.</param>
    public void FoldLargest(Tensor values, int part, StateScope scope)
    {
        (long[] sizes, long folded) = _view.Fold(scope);
        Tensor elements = Whole(values).reshape(sizes);
        HostNumbers.Download(
            sizes[folded] == 0 ? elements.sum(new[] { folded }, keepdim: true) : elements.amax(new[] { folded }, keepdim: true), _parts[part], scope);
    }

    /// <summary>Writes the parameter.</summary>
    public void StoreParameter(Tensor value) => _parameter.copy_(value);

    /// <summary>Writes a state, subnormal numbers as zero.</summary>
    public void StoreState(string name, Tensor value) => _state[name].copy_(Flushed(value));

    /// <summary>Writes a state, subnormal numbers as zero, each number rounded up or down by chance.</summary>
    /// <param name="name">The state.</param>
    /// <param name="value">The numbers.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="step">t: the number of the step, from 1.</param>
    /// <param name="stream">The number of the store among the calls of the program.</param>
    public void StoreStateByChance(string name, Tensor value, double seed, double step, uint stream) =>
        HostNumbers.RoundByChance(Whole(Flushed(value)), _state[name], Stream(seed, step, stream));

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

    /// <summary>Begins a pass.</summary>
    /// <param name="parts">The arrays with values of rows, columns, matrices and blocks.</param>
    internal void Begin(void** parts) => _parts = parts;

    // A value of fewer elements than the tensor has, which spreads over it.
    private Tensor Whole(Tensor value) => value.expand(_shape);

    private Tensor Flushed(Tensor value) => where(value.abs().lt(Full(SmallestNormal)), Full(0), value);

    private RandomStream Stream(double seed, double step, uint stream) => new(seed, step, (uint)_state.EngineParameter.Ordinal, stream);
}
