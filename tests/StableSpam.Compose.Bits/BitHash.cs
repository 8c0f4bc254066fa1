using System.Globalization;

namespace StableSpamCompose.Bits;

/// <summary>FNV-1a over the bits of numbers. Any NaN hashes as one: hardware differs in their payloads.</summary>
internal sealed class BitHash
{
    private ulong _hash = 14695981039346656037;

    public void Add(ReadOnlySpan<float> values)
    {
        foreach (float value in values) Add(float.IsNaN(value) ? 0x7fc00000 : BitConverter.SingleToUInt32Bits(value));
    }

    public void Add(double value) => Add(double.IsNaN(value) ? 0x7ff8000000000000 : BitConverter.DoubleToUInt64Bits(value));

    public override string ToString() => _hash.ToString("x16", CultureInfo.InvariantCulture);

    private void Add(ulong bits) => _hash = (_hash ^ bits) * 1099511628211;
}
