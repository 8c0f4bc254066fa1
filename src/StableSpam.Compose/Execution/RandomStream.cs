using System.Runtime.CompilerServices;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Execution;

/// <summary>
/// The random numbers that one call in a rule draws for one tensor in one step: a function of the element and of nothing
/// that a thread, a vector width or an earlier draw would change.
/// </summary>
/// <remarks>
/// <see cref="Philox"/> with the seed as the key and with the counter (element, tensor, step, stream), of each the low 32 bits.
/// </remarks>
public readonly struct RandomStream
{
    /// <summary>2^-24.</summary>
    private const float Resolution = 5.9604644775390625e-8f;

    private readonly ulong _key;
    private readonly uint _tensor;
    private readonly uint _step;
    private readonly uint _stream;

    /// <summary>Begins a stream.</summary>
    /// <param name="seed">A whole number of 64 bits with a sign; a fraction is cut off.</param>
    /// <param name="step">t: the number of the step, from 1.</param>
    /// <param name="tensor">The place of the tensor among the parameters of the optimizer, in the order they were added.</param>
    /// <param name="stream">The number of the call among those of the program.</param>
    public RandomStream(double seed, double step, uint tensor, uint stream)
    {
        _key = unchecked((ulong)(long)seed);
        _tensor = tensor;
        _step = unchecked((uint)(long)step);
        _stream = stream;
    }

    /// <summary>Numbers of [0, 1), each a multiple of 2^-24, for elements <paramref name="element"/> and on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Uniform<TLanes>(nint element)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        Draw(element, out TLanes first, out _);
        return TwentyFourBits(first) * TLanes.Broadcast(Resolution);
    }

    /// <summary>Numbers of the normal distribution with mean 0 and deviation 1, for elements <paramref name="element"/> and on.</summary>
    /// <remarks>By Box and Muller, from two words of which the first is taken from (0, 1].</remarks>
    public TLanes Normal<TLanes>(nint element)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        Draw(element, out TLanes first, out TLanes second);
        TLanes uniform = (TwentyFourBits(first) + TLanes.Broadcast(1)) * TLanes.Broadcast(Resolution);
        TLanes radius = TLanes.Sqrt(TLanes.Broadcast(-2) * TLanes.Log(uniform));
        TLanes angle = TLanes.Broadcast(MathF.Tau) * TwentyFourBits(second) * TLanes.Broadcast(Resolution);
        return radius * TLanes.Cos(angle);
    }

    /// <summary>Words of 32 random bits, for elements <paramref name="element"/> and on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Bits<TLanes>(nint element)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        Draw(element, out TLanes first, out _);
        return first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Draw<TLanes>(nint element, out TLanes first, out TLanes second)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        first = TLanes.AddBits(TLanes.BroadcastBits(unchecked((uint)element)), TLanes.LaneNumbers);
        second = TLanes.BroadcastBits(_tensor);
        TLanes third = TLanes.BroadcastBits(_step);
        TLanes fourth = TLanes.BroadcastBits(_stream);
        Philox.Scramble(_key, ref first, ref second, ref third, ref fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes TwentyFourBits<TLanes>(TLanes word)
        where TLanes : unmanaged, ILanes<TLanes> => TLanes.NumberOfBits(TLanes.ShiftBitsDown(word, 8));
}
