using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;

namespace StableSpamCompose.Arrays;

/// <summary>One tensor to be optimized: a name, a shape, and where its numbers and their gradient are.</summary>
/// <remarks>Managed memory is pinned until <see cref="Dispose"/>. Native memory must stay where it is until then.</remarks>
public sealed unsafe class ArrayParameter : IDisposable
{
    private readonly long[] _shape;
    private float* _value;
    private float* _gradient;
    private MemoryHandle _valuePin;
    private MemoryHandle _gradientPin;
    private bool _hasGradient = true;
    private bool _isDisposed;

    /// <summary>A tensor in managed memory.</summary>
    /// <param name="name">Its name, by which its state is found.</param>
    /// <param name="value">Its numbers, the last dimension contiguous.</param>
    /// <param name="gradient">The gradient, in the same order.</param>
    /// <param name="shape">Its dimensions; none for a scalar.</param>
    /// <param name="blockLength">Elements of a block, for optimizers that keep one value a block; 0 leaves it to them.</param>
    /// <exception cref="ArgumentException">The shape does not have as many elements as the memory.</exception>
    public ArrayParameter(string name, Memory<float> value, Memory<float> gradient, ReadOnlySpan<long> shape, long blockLength = 0)
        : this(name, shape, blockLength)
    {
        CheckLengths(value, gradient);
        Pin(value, gradient);
    }

    private ArrayParameter(string name, ReadOnlySpan<long> shape, long blockLength)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (blockLength < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(blockLength), blockLength, $"Parameter '{name}': a block length is positive, or 0 for none.");
        }
        Name = name;
        _shape = shape.ToArray();
        Length = CountElements(name, shape);
        BlockLength = blockLength;
    }

    /// <summary>Unpins what was never disposed; nothing can be reading it any more.</summary>
    ~ArrayParameter() => Unpin();

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its dimensions.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>Number of elements.</summary>
    public long Length { get; }

    /// <summary>Elements of a block; 0 where the optimizer chooses.</summary>
    public long BlockLength { get; }

    /// <summary>What its numbers are.</summary>
    public ElementType Type => ElementType.Float32;

    /// <summary>Whether the next step updates it. A parameter without a gradient keeps its clock and its state.</summary>
    /// <exception cref="InvalidOperationException">It is set for a parameter that has no memory for a gradient.</exception>
    public bool HasGradient
    {
        get => _hasGradient;
        set
        {
            if (value && _gradient is null && Length > 0)
                throw new InvalidOperationException($"Parameter '{Name}' has no memory for a gradient.");
            _hasGradient = value;
        }
    }

    /// <summary>Its numbers.</summary>
    public Span<float> Value => Span(ValuePointer);

    /// <summary>The gradient; empty where there is no memory for one.</summary>
    public Span<float> Gradient => GradientPointer is null ? [] : Span(GradientPointer);

    internal float* ValuePointer
    {
        get
        {
            ThrowIfDisposed();
            return _value;
        }
    }

    internal float* GradientPointer
    {
        get
        {
            ThrowIfDisposed();
            return _gradient;
        }
    }

    /// <summary>A tensor in memory that somebody else owns.</summary>
    /// <param name="name">Its name, by which its state is found.</param>
    /// <param name="value">Its numbers, the last dimension contiguous.</param>
    /// <param name="gradient">The gradient, in the same order; null where there is none yet.</param>
    /// <param name="type">What the numbers are.</param>
    /// <param name="shape">Its dimensions; none for a scalar.</param>
    /// <param name="blockLength">Elements of a block, for optimizers that keep one value a block; 0 leaves it to them.</param>
    public static ArrayParameter FromNative(
        string name, void* value, void* gradient, ElementType type, ReadOnlySpan<long> shape, long blockLength = 0)
    {
        if (type != ElementType.Float32)
            throw new ArgumentOutOfRangeException(nameof(type), type, $"Parameter '{name}' is {type}, and the array host takes Float32 alone.");
        var parameter = new ArrayParameter(name, shape, blockLength);
        parameter.SetPointers(value, gradient);
        return parameter;
    }

    /// <summary>Takes other memory for the same tensor.</summary>
    /// <exception cref="ArgumentException">The shape is not the parameter's: state is kept for each of its elements.</exception>
    public void Replace(Memory<float> value, Memory<float> gradient, ReadOnlySpan<long> shape)
    {
        ThrowIfDisposed();
        CheckShape(shape);
        CheckLengths(value, gradient);
        Unpin();
        Pin(value, gradient);
    }

    /// <summary>Takes other native memory for the same tensor.</summary>
    /// <exception cref="ArgumentException">The shape is not the parameter's: state is kept for each of its elements.</exception>
    public void ReplaceNative(void* value, void* gradient, ReadOnlySpan<long> shape)
    {
        ThrowIfDisposed();
        CheckShape(shape);
        SetPointers(value, gradient);
    }

    /// <summary>Lets go of the memory. An optimizer that still has the parameter cannot step any more.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Unpin();
        GC.SuppressFinalize(this);
    }

    internal void ZeroGradient()
    {
        if (GradientPointer is not null)
            NativeMemory.Clear(_gradient, checked((nuint)Length * sizeof(float)));
    }

    private static long CountElements(string name, ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long dimension in shape)
        {
            if (dimension < 0)
                throw new ArgumentException($"Parameter '{name}' has the shape {Text(shape)}, and no dimension can be negative.", nameof(shape));
            if (Math.BigMul(count, dimension, out long product) != 0 || product < 0 || product > nint.MaxValue / sizeof(float))
                throw new ArgumentException($"Parameter '{name}' has the shape {Text(shape)}, which is more than memory can hold.", nameof(shape));
            count = product;
        }
        return count;
    }

    private static string Text(ReadOnlySpan<long> shape) =>
        $"[{string.Join(", ", shape.ToArray().Select(dimension => dimension.ToString(CultureInfo.InvariantCulture)))}]";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private void CheckLengths(Memory<float> value, Memory<float> gradient)
    {
        if (value.Length != Length)
            throw LengthError("value", value.Length, nameof(value));
        if (gradient.Length != Length)
            throw LengthError("gradient", gradient.Length, nameof(gradient));
    }

    private ArgumentException LengthError(string what, int length, string argument) =>
        new(
            $"Parameter '{Name}' has the shape {Text(_shape)}, which is {Text(Length)} elements, but its {what} has {Text(length)}.",
            argument);

    private void CheckShape(ReadOnlySpan<long> shape)
    {
        if (!shape.SequenceEqual(_shape))
        {
            throw new ArgumentException(
                $"Parameter '{Name}' has the shape {Text(_shape)} and cannot become {Text(shape)}: its optimizer keeps state for "
                + "each element. Make a new parameter and give it to a new optimizer.",
                nameof(shape));
        }
    }

    private void Pin(Memory<float> value, Memory<float> gradient)
    {
        _valuePin = value.Pin();
        _gradientPin = gradient.Pin();
        _value = (float*)_valuePin.Pointer;
        _gradient = (float*)_gradientPin.Pointer;
    }

    private void SetPointers(void* value, void* gradient)
    {
        if (value is null && Length > 0)
            throw new ArgumentNullException(nameof(value), $"Parameter '{Name}' has no memory.");
        Unpin();
        _value = (float*)value;
        _gradient = (float*)gradient;
        _hasGradient &= gradient is not null || Length == 0;
    }

    private void Unpin()
    {
        _valuePin.Dispose();
        _gradientPin.Dispose();
        _value = null;
        _gradient = null;
    }

    private Span<float> Span(float* start) =>
        Length <= int.MaxValue
            ? new Span<float>(start, (int)Length)
            : throw new InvalidOperationException($"Parameter '{Name}' has {Text(Length)} elements, more than a span can hold.");

    private void ThrowIfDisposed()
    {
        if (_isDisposed)
            throw new ObjectDisposedException(nameof(ArrayParameter), $"Parameter '{Name}' is disposed.");
    }
}
