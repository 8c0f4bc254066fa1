using System.Numerics;
using System.Runtime.InteropServices;

namespace StableSpamCompose.Train4Bit.Quantisation;

/// <summary>Rounds each number to the nearest bfloat16, ties to even: the upper half of the bits of fp32.</summary>
public sealed class BFloat16Rounding : IFakeQuantiser<float>
{
    /// <inheritdoc/>
    public int GroupSize => 1;

    /// <inheritdoc/>
    public void Quantise(ReadOnlySpan<float> source, Span<float> destination)
    {
        if (source.Length != destination.Length)
            throw new ArgumentException("Source and destination have different lengths.", nameof(destination));
        ReadOnlySpan<uint> from = MemoryMarshal.Cast<float, uint>(source);
        Span<uint> to = MemoryMarshal.Cast<float, uint>(destination);
        int i = 0;
        for (; i <= from.Length - Vector<uint>.Count; i += Vector<uint>.Count)
        {
            var bits = new Vector<uint>(from[i..]);
            // Half of the last place that is kept, less one where that place is even: what lies above half carries into it.
            Vector<uint> odd = Vector.ShiftRightLogical(bits, 16) & Vector<uint>.One;
            Vector<uint> rounded = (bits + new Vector<uint>(0x7fff) + odd) & new Vector<uint>(0xffff_0000);
            Vector<float> number = Vector.As<uint, float>(bits);
            Vector<uint> isNumber = Vector.As<int, uint>(Vector.Equals(number, number));
            Vector.ConditionalSelect(isNumber, rounded, bits).CopyTo(to[i..]);
        }
        for (; i < from.Length; i++)
            to[i] = float.IsNaN(source[i]) ? from[i] : (from[i] + 0x7fff + ((from[i] >> 16) & 1)) & 0xffff_0000;
    }
}
