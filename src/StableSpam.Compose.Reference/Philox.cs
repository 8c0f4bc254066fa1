namespace StableSpamCompose.Reference;

/// <summary>Philox4x32-10 of Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3 (2011).</summary>
internal static class Philox
{
    /// <summary>The four random words of <paramref name="counter"/> under <paramref name="key"/>.</summary>
    public static uint[] Words(uint[] counter, ulong key)
    {
        uint[] x = [.. counter];
        for (uint round = 0; round < 10; round++)
        {
            unchecked
            {
                uint low = (uint)key + (round * 0x9E3779B9), high = (uint)(key >> 32) + (round * 0xBB67AE85);
                ulong first = 0xD2511F53UL * x[0], second = 0xCD9E8D57UL * x[2];
                x = [(uint)(second >> 32) ^ x[1] ^ low, (uint)second, (uint)(first >> 32) ^ x[3] ^ high, (uint)first];
            }
        }
        return x;
    }
}
