using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;

namespace StableSpamCompose.Arrays;

/// <summary>The elements of a parameter or of its gradient: where they are, and what they are.</summary>
internal sealed unsafe class ElementArray : IDisposable
{
    private readonly string _what;
    private readonly long _length;
    private MemoryHandle _pin;

    /// <param name="what">What messages call it.</param>
    /// <param name="type">What the elements are.</param>
    /// <param name="length">How many there are.</param>
    /// <exception cref="ArgumentOutOfRangeException">Parameters and gradients cannot be of that type.</exception>
    public ElementArray(string what, ElementType type, long length)
    {
        Format = ElementFormat.Of(type)
            ?? throw new ArgumentOutOfRangeException(
                nameof(type), type, $"{what} is {type}, and the array host takes Float32, BFloat16 and Float16.");
        _what = what;
        _length = length;
    }

    /// <summary>Unpins what was never disposed; nothing can be reading it any more.</summary>
    ~ElementArray() => Unpin();

    /// <summary>What the elements are.</summary>
    public ElementFormat Format { get; }

    /// <summary>The first element; null while there is no memory.</summary>
    public void* Start { get; private set; }

    /// <summary>Refuses memory that cannot hold the elements.</summary>
    /// <exception cref="ArgumentException">It cannot.</exception>
    public void CheckMemory<T>(string argument)
        where T : unmanaged
    {
        if (!Format.IsHeldBy<T>())
        {
            throw new ArgumentException(
                $"{_what} is {Format.Type} and cannot lie in memory of {typeof(T).Name}: give memory of {Format.MemoryType}.",
                argument);
        }
    }

    /// <summary>Takes managed memory, and pins it until other memory is taken.</summary>
    public void Pin<T>(Memory<T> memory)
        where T : unmanaged
    {
        Unpin();
        _pin = memory.Pin();
        Start = _pin.Pointer;
    }

    /// <summary>Takes memory that somebody else keeps where it is; null for none.</summary>
    public void Point(void* memory)
    {
        Unpin();
        Start = memory;
    }

    /// <summary>The elements in place; none while there is no memory.</summary>
    /// <param name="accessor">The method that gives them as another type, for the message.</param>
    /// <param name="copier">The method that gives them as fp32 always, for the message.</param>
    /// <exception cref="InvalidOperationException">Memory of <typeparamref name="T"/> does not hold them.</exception>
    public Span<T> Span<T>(string accessor, string copier)
        where T : unmanaged
    {
        if (!Format.IsHeldBy<T>())
        {
            throw new InvalidOperationException(
                $"{_what} is {Format.Type} and cannot be read as {typeof(T).Name}: "
                + $"use {accessor}<{Format.MemoryType}>(), or {copier} for fp32.");
        }
        return Start is null ? []
            : _length <= int.MaxValue ? new Span<T>(Start, (int)_length)
            : throw new InvalidOperationException($"{_what} has {Text(_length)} elements, more than a span can hold.");
    }

    /// <summary>Copies the numbers out, widened to fp32 without a loss.</summary>
    public void CopyTo(Span<float> destination, string argument)
    {
        CheckCopy(destination.Length, argument);
        fixed (float* numbers = destination)
            Format.Widen(Start, numbers, destination.Length);
    }

    /// <summary>Sets the numbers, each to the nearest that the elements can be.</summary>
    public void CopyFrom(ReadOnlySpan<float> source, string argument)
    {
        CheckCopy(source.Length, argument);
        fixed (float* numbers = source)
            Format.Narrow(numbers, Start, source.Length);
    }

    /// <summary>Sets all elements to 0, which is all zero bits in every format.</summary>
    public void Clear()
    {
        if (Start is not null)
            NativeMemory.Clear(Start, checked((nuint)_length * (nuint)Format.Size));
    }

    /// <summary>Lets go of the memory.</summary>
    public void Dispose()
    {
        Unpin();
        GC.SuppressFinalize(this);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private void CheckCopy(int length, string argument)
    {
        if (length != _length)
            throw new ArgumentException($"{_what} has {Text(_length)} elements, but the {argument} has {Text(length)}.", argument);
        if (Start is null && _length > 0)
            throw new InvalidOperationException($"{_what} has no memory.");
    }

    private void Unpin()
    {
        _pin.Dispose();
        Start = null;
    }
}
