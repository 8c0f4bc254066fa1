using System.Globalization;

namespace StableSpamCompose.Arrays;

/// <summary>One tensor to be optimized: a name, a shape, and where its numbers and their gradient are.</summary>
/// <remarks>Managed memory is pinned until <see cref="Dispose"/>. Native memory must stay where it is until then.</remarks>
public sealed unsafe class ArrayParameter : IDisposable
{
    private static long changes;

    private readonly long[] _shape;
    private readonly ElementArray _value;
    private readonly ElementArray _gradient;
    private bool _hasGradient = true;
    private bool _isDisposed;

    /// <summary>A tensor in managed memory, in fp32.</summary>
    /// <param name="name">Its name, by which its state is found.</param>
    /// <param name="value">Its numbers, the last dimension contiguous.</param>
    /// <param name="gradient">The gradient, in the same order.</param>
    /// <param name="shape">Its dimensions; none for a scalar.</param>
    /// <param name="blockLength">Elements of a block, for optimizers that keep one value a block; 0 leaves it to them.</param>
    /// <exception cref="ArgumentException">The shape does not have as many elements as the memory.</exception>
    public ArrayParameter(string name, Memory<float> value, Memory<float> gradient, ReadOnlySpan<long> shape, long blockLength = 0)
        : this(name, ElementType.Float32, ElementType.Float32, shape, blockLength) => Pin(value, gradient);

    private ArrayParameter(string name, ElementType type, ElementType gradientType, ReadOnlySpan<long> shape, long blockLength)
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
        _value = new ElementArray($"Parameter '{name}'", type, Length);
        _gradient = new ElementArray($"The gradient of parameter '{name}'", gradientType, Length);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its dimensions.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>Number of elements.</summary>
    public long Length { get; }

    /// <summary>Elements of a block; 0 where the optimizer chooses.</summary>
    public long BlockLength { get; }

    /// <summary>What its numbers are.</summary>
    public ElementType Type => ValueFormat.Type;

    /// <summary>What the numbers of the gradient are.</summary>
    public ElementType GradientType => GradientFormat.Type;

    /// <summary>Whether the next step updates it. A parameter without a gradient keeps its clock and its state.</summary>
    /// <exception cref="InvalidOperationException">It is set for a parameter that has no memory for a gradient.</exception>
    public bool HasGradient
    {
        get => _hasGradient;
        set
        {
            if (value && _gradient.Start is null && Length > 0)
                throw new InvalidOperationException($"Parameter '{Name}' has no memory for a gradient.");
            if (value == _hasGradient)
                return;
            _hasGradient = value;
            // After the change, so that who sees the count sees the change.
            Interlocked.Increment(ref changes);
        }
    }

    /// <summary>Its numbers, where they are fp32.</summary>
    /// <exception cref="InvalidOperationException">They are not.</exception>
    public Span<float> Value => ValueAs<float>();

    /// <summary>The gradient, where it is fp32; empty where there is no memory for one.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public Span<float> Gradient => GradientAs<float>();

    /// <summary>How often memory, or whether there is a gradient, has changed, of any parameter: while it has not, all are where they were.</summary>
    internal static long Changes => Volatile.Read(ref changes);

    internal ElementFormat ValueFormat => _value.Format;

    internal ElementFormat GradientFormat => _gradient.Format;

    internal void* ValuePointer
    {
        get
        {
            ThrowIfDisposed();
            return _value.Start;
        }
    }

    internal void* GradientPointer
    {
        get
        {
            ThrowIfDisposed();
            return _gradient.Start;
        }
    }

    /// <summary>A tensor in managed memory, of any type.</summary>
    /// <remarks>
    /// <see cref="float"/> holds Float32 and <see cref="Half"/> Float16; what has the size of a type and is neither of these, such
    /// as <see cref="ushort"/> for BFloat16, holds its bits.
    /// </remarks>
    /// <param name="name">Its name, by which its state is found.</param>
    /// <param name="value">Its numbers, the last dimension contiguous.</param>
    /// <param name="type">What they are.</param>
    /// <param name="gradient">The gradient, in the same order.</param>
    /// <param name="gradientType">What the numbers of the gradient are.</param>
    /// <param name="shape">Its dimensions; none for a scalar.</param>
    /// <param name="blockLength">Elements of a block, for optimizers that keep one value a block; 0 leaves it to them.</param>
    /// <exception cref="ArgumentException">The memory does not hold the type, or the shape has another number of elements.</exception>
    public static ArrayParameter FromMemory<TValue, TGradient>(
        string name, Memory<TValue> value, ElementType type, Memory<TGradient> gradient, ElementType gradientType,
        ReadOnlySpan<long> shape, long blockLength = 0)
        where TValue : unmanaged
        where TGradient : unmanaged
    {
        var parameter = new ArrayParameter(name, type, gradientType, shape, blockLength);
        parameter.Pin(value, gradient);
        return parameter;
    }

    /// <summary>A tensor in memory that somebody else owns.</summary>
    /// <param name="name">Its name, by which its state is found.</param>
    /// <param name="value">Its numbers, the last dimension contiguous.</param>
    /// <param name="gradient">The gradient, in the same order; null where there is none yet.</param>
    /// <param name="type">What the numbers are.</param>
    /// <param name="shape">Its dimensions; none for a scalar.</param>
    /// <param name="blockLength">Elements of a block, for optimizers that keep one value a block; 0 leaves it to them.</param>
    public static ArrayParameter FromNative(
        string name, void* value, void* gradient, ElementType type, ReadOnlySpan<long> shape, long blockLength = 0) =>
        FromNative(name, value, type, gradient, type, shape, blockLength);

    /// <summary>A tensor in memory that somebody else owns, with a gradient of a type of its own.</summary>
    /// <param name="name">Its name, by which its state is found.</param>
    /// <param name="value">Its numbers, the last dimension contiguous.</param>
    /// <param name="type">What they are.</param>
    /// <param name="gradient">The gradient, in the same order; null where there is none yet.</param>
    /// <param name="gradientType">What the numbers of the gradient are.</param>
    /// <param name="shape">Its dimensions; none for a scalar.</param>
    /// <param name="blockLength">Elements of a block, for optimizers that keep one value a block; 0 leaves it to them.</param>
    public static ArrayParameter FromNative(
        string name, void* value, ElementType type, void* gradient, ElementType gradientType, ReadOnlySpan<long> shape,
        long blockLength = 0)
    {
        var parameter = new ArrayParameter(name, type, gradientType, shape, blockLength);
        parameter.SetPointers(value, gradient);
        return parameter;
    }

    /// <summary>Its numbers as they lie in memory, such as the bits of bfloat16 as <see cref="ushort"/>.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> does not hold them.</exception>
    public Span<T> ValueAs<T>()
        where T : unmanaged
    {
        ThrowIfDisposed();
        return _value.Span<T>(nameof(ValueAs), nameof(CopyValueTo));
    }

    /// <summary>The gradient as it lies in memory; empty where there is no memory for one.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> does not hold it.</exception>
    public Span<T> GradientAs<T>()
        where T : unmanaged
    {
        ThrowIfDisposed();
        return _gradient.Span<T>(nameof(GradientAs), nameof(CopyGradientTo));
    }

    /// <summary>Copies its numbers out as fp32, whatever they are.</summary>
    /// <exception cref="ArgumentException">It has another number of elements.</exception>
    public void CopyValueTo(Span<float> destination)
    {
        ThrowIfDisposed();
        _value.CopyTo(destination, nameof(destination));
    }

    /// <summary>Sets its numbers, whatever they are, each to the nearest; ties to even.</summary>
    /// <exception cref="ArgumentException">It has another number of elements.</exception>
    public void CopyValueFrom(ReadOnlySpan<float> source)
    {
        ThrowIfDisposed();
        _value.CopyFrom(source, nameof(source));
    }

    /// <summary>Copies the gradient out as fp32, whatever it is.</summary>
    /// <exception cref="ArgumentException">It has another number of elements.</exception>
    /// <exception cref="InvalidOperationException">There is no memory for a gradient.</exception>
    public void CopyGradientTo(Span<float> destination)
    {
        ThrowIfDisposed();
        _gradient.CopyTo(destination, nameof(destination));
    }

    /// <summary>Sets the gradient, whatever it is, each number to the nearest; ties to even.</summary>
    /// <exception cref="ArgumentException">It has another number of elements.</exception>
    /// <exception cref="InvalidOperationException">There is no memory for a gradient.</exception>
    public void CopyGradientFrom(ReadOnlySpan<float> source)
    {
        ThrowIfDisposed();
        _gradient.CopyFrom(source, nameof(source));
    }

    /// <summary>Takes other memory for the same tensor, in fp32.</summary>
    /// <exception cref="ArgumentException">The shape is not the parameter's: state is kept for each of its elements.</exception>
    public void Replace(Memory<float> value, Memory<float> gradient, ReadOnlySpan<long> shape) =>
        Replace<float, float>(value, gradient, shape);

    /// <summary>Takes other memory for the same tensor; the types stay as they are.</summary>
    /// <exception cref="ArgumentException">
    /// The shape is not the parameter's, whose state is kept for each of its elements, or the memory does not hold its types.
    /// </exception>
    public void Replace<TValue, TGradient>(Memory<TValue> value, Memory<TGradient> gradient, ReadOnlySpan<long> shape)
        where TValue : unmanaged
        where TGradient : unmanaged
    {
        ThrowIfDisposed();
        CheckShape(shape);
        Pin(value, gradient);
    }

    /// <summary>Takes other native memory for the same tensor; the types stay as they are.</summary>
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
        _value.Dispose();
        _gradient.Dispose();
        Interlocked.Increment(ref changes);
    }

    internal void ZeroGradient()
    {
        ThrowIfDisposed();
        _gradient.Clear();
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

    /// <summary>Refuses memory as a whole, so that either all of it is taken or none.</summary>
    private void Pin<TValue, TGradient>(Memory<TValue> value, Memory<TGradient> gradient)
        where TValue : unmanaged
        where TGradient : unmanaged
    {
        _value.CheckMemory<TValue>(nameof(value));
        _gradient.CheckMemory<TGradient>(nameof(gradient));
        if (value.Length != Length)
            throw LengthError("value", value.Length, nameof(value));
        if (gradient.Length != Length)
            throw LengthError("gradient", gradient.Length, nameof(gradient));
        _value.Pin(value);
        _gradient.Pin(gradient);
        Interlocked.Increment(ref changes);
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

    private void SetPointers(void* value, void* gradient)
    {
        if (value is null && Length > 0)
            throw new ArgumentNullException(nameof(value), $"Parameter '{Name}' has no memory.");
        _value.Point(value);
        _gradient.Point(gradient);
        _hasGradient &= gradient is not null || Length == 0;
        Interlocked.Increment(ref changes);
    }

    private void ThrowIfDisposed()
    {
        if (_isDisposed)
            throw new ObjectDisposedException(nameof(ArrayParameter), $"Parameter '{Name}' is disposed.");
    }
}
