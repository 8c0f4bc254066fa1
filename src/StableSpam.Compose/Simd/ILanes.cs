using System.Runtime.CompilerServices;

namespace StableSpamCompose.Simd;

/// <summary>
/// Some fp32 numbers side by side: one, four, eight or sixteen. A kernel is written once over this interface; the JIT makes
/// a body of wide lanes and a tail of single ones from the same text, so that both compute the same bits.
/// </summary>
/// <remarks>
/// Every operation is IEEE 754 in fp32, correctly rounded, and never contracted. A comparison gives a mask: all bits set in
/// a lane where it holds, none where it does not.
/// </remarks>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public unsafe interface ILanes<TSelf>
    where TSelf : unmanaged, ILanes<TSelf>
{
    /// <summary>How many lanes there are; divides 128.</summary>
    static abstract int Count { get; }

    /// <summary>Reads <see cref="Count"/> numbers; no alignment is needed.</summary>
    static abstract TSelf Load(float* source);

    /// <summary>Writes <see cref="Count"/> numbers; no alignment is needed.</summary>
    static abstract void Store(TSelf value, float* destination);

    /// <summary>
    /// Reads <see cref="Count"/> whole numbers of 16 bits into the low halves of the lanes' bits, the high halves being 0; no
    /// alignment is needed.
    /// </summary>
    static abstract TSelf LoadLowHalves(ushort* source);

    /// <summary>Writes the low halves of the lanes' bits; no alignment is needed.</summary>
    static abstract void StoreLowHalves(TSelf value, ushort* destination);

    /// <summary>The number in every lane.</summary>
    static abstract TSelf Broadcast(float value);

    /// <summary>The mask that holds in every lane, or in none.</summary>
    static abstract TSelf Mask(bool condition);

    /// <summary>a + b</summary>
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>a - b</summary>
    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary>a * b</summary>
    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>a / b</summary>
    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>-x: the sign bit flipped.</summary>
    static abstract TSelf operator -(TSelf value);

    /// <summary>Mask: a &lt; b</summary>
    static abstract TSelf operator <(TSelf left, TSelf right);

    /// <summary>Mask: a &lt;= b</summary>
    static abstract TSelf operator <=(TSelf left, TSelf right);

    /// <summary>Mask: a &gt; b</summary>
    static abstract TSelf operator >(TSelf left, TSelf right);

    /// <summary>Mask: a &gt;= b</summary>
    static abstract TSelf operator >=(TSelf left, TSelf right);

    /// <summary>Mask: a == b</summary>
    static abstract TSelf Equal(TSelf left, TSelf right);

    /// <summary>Mask: a != b; holds where either is NaN.</summary>
    static abstract TSelf NotEqual(TSelf left, TSelf right);

    /// <summary>Mask: both. Bits: those that both have.</summary>
    static abstract TSelf operator &(TSelf left, TSelf right);

    /// <summary>Mask: either. Bits: those that either has.</summary>
    static abstract TSelf operator |(TSelf left, TSelf right);

    /// <summary>Bits: those that one of the two has.</summary>
    static abstract TSelf operator ^(TSelf left, TSelf right);

    /// <summary>Mask: not.</summary>
    static abstract TSelf operator ~(TSelf mask);

    /// <summary>Bits: the number of each lane, from 0.</summary>
    static abstract TSelf LaneNumbers { get; }

    /// <summary>Bits: a + b as whole numbers of 32 bits, the carry out of them lost.</summary>
    static abstract TSelf AddBits(TSelf left, TSelf right);

    /// <summary>Bits: the low 32 bits of the product with <paramref name="factor"/>, as whole numbers without a sign.</summary>
    static abstract TSelf MultiplyBits(TSelf value, uint factor);

    /// <summary>Bits: the high 32 bits of the product with <paramref name="factor"/>, as whole numbers without a sign.</summary>
    static abstract TSelf MultiplyBitsHigh(TSelf value, uint factor);

    /// <summary>The bits, a whole number up to 2^24, as that number.</summary>
    static abstract TSelf NumberOfBits(TSelf value);

    /// <summary>Bits: moved up by <paramref name="count"/> places.</summary>
    static abstract TSelf ShiftBitsUp(TSelf value, int count);

    /// <summary>Bits: moved down by <paramref name="count"/> places, the sign like any other.</summary>
    static abstract TSelf ShiftBitsDown(TSelf value, int count);

    /// <summary><paramref name="yes"/> where the mask holds, <paramref name="no"/> where not.</summary>
    static abstract TSelf Select(TSelf mask, TSelf yes, TSelf no);

    /// <summary>+0 where the mask holds, <paramref name="value"/> where not.</summary>
    static abstract TSelf Clear(TSelf mask, TSelf value);

    /// <summary>|x|</summary>
    static abstract TSelf Abs(TSelf value);

    /// <summary>Square root.</summary>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>The largest whole number not above x.</summary>
    static abstract TSelf Floor(TSelf value);

    /// <summary>The nearest whole number, ties to even.</summary>
    static abstract TSelf Round(TSelf value);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>e^x, lane by lane with <see cref="MathF.Exp"/>.</summary>
    static abstract TSelf Exp(TSelf value);

    /// <summary>Natural logarithm, lane by lane with <see cref="MathF.Log(float)"/>.</summary>
    static abstract TSelf Log(TSelf value);

    /// <summary>Hyperbolic tangent, lane by lane with <see cref="MathF.Tanh"/>.</summary>
    static abstract TSelf Tanh(TSelf value);

    /// <summary>Cosine, lane by lane with <see cref="MathF.Cos"/>.</summary>
    static abstract TSelf Cos(TSelf value);

    /// <summary>a^b, lane by lane with <see cref="MathF.Pow"/>.</summary>
    static abstract TSelf Pow(TSelf value, TSelf exponent);

    /// <summary>The larger in the total order of the numbers' bits (-0 below +0); NaN wins.</summary>
    static abstract TSelf Largest(TSelf left, TSelf right);

    /// <summary>
    /// The same, where <paramref name="right"/> has no sign, and <paramref name="left"/> neither unless it is -inf, with which a fold
    /// begins: the order of their bits as whole numbers.
    /// </summary>
    static abstract TSelf LargestMagnitude(TSelf left, TSelf right);

    /// <summary>Whether a mask holds in some lane.</summary>
    static abstract bool Any(TSelf mask);

    /// <summary>Whether a mask holds in every lane.</summary>
    static abstract bool All(TSelf mask);

    /// <summary>The bits in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual TSelf BroadcastBits(uint bits) => TSelf.Broadcast(BitConverter.UInt32BitsToSingle(bits));

    /// <summary>Mask: not a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual TSelf IsNaN(TSelf value) => TSelf.NotEqual(value, value);

    /// <summary>Mask: neither infinite nor NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual TSelf IsFinite(TSelf value) => TSelf.Abs(value) < TSelf.Broadcast(float.PositiveInfinity);

    /// <summary>1 for x &gt; 0, -1 for x &lt; 0, else x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual TSelf Sign(TSelf value) =>
        TSelf.Select(
            value > TSelf.Broadcast(0),
            TSelf.Broadcast(1),
            TSelf.Select(value < TSelf.Broadcast(0), TSelf.Broadcast(-1), value));

    /// <summary>a if a &gt; b or a is NaN, else b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual TSelf Max(TSelf left, TSelf right) => TSelf.Select((left > right) | TSelf.IsNaN(left), left, right);

    /// <summary>a if a &lt; b or a is NaN, else b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual TSelf Min(TSelf left, TSelf right) => TSelf.Select((left < right) | TSelf.IsNaN(left), left, right);

    /// <summary>What a state keeps of x: +0 for zeros and subnormal numbers, else x. Subnormals would slow every later step down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual TSelf FlushSubnormals(TSelf value) =>
        TSelf.Clear(TSelf.Abs(value) < TSelf.Broadcast(SmallestNormal), value);

    /// <summary>2^-126.</summary>
    private const float SmallestNormal = 1.17549435e-38f;
}
