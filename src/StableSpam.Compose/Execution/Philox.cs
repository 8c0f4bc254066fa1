using System.Runtime.CompilerServices;
using StableSpamCompose.Simd;

namespace StableSpamCompose.Execution;

/// <summary>
/// Philox4x32-10, a random function of a counter and a key: four words of 32 bits for each, without a state that one draw
/// would hand to the next.
/// </summary>
/// <remarks>Source: Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3 (2011), section 3.3.</remarks>
public static class Philox
{
    private const int Rounds = 10;
    private const uint FirstFactor = 0xD2511F53;
    private const uint SecondFactor = 0xCD9E8D57;

    // The golden ratio and sqrt(3) - 1, in units of 2^-32.
    private const uint FirstKeyStep = 0x9E3779B9;
    private const uint SecondKeyStep = 0xBB67AE85;

    /// <summary>Replaces the four words of a counter, each the bits of some lanes, by four random ones.</summary>
    /// <param name="key">The key: its low word and its high word.</param>
    /// <param name="first">The first word.</param>
    /// <param name="second">The second word.</param>
    /// <param name="third">The third word.</param>
    /// <param name="fourth">The fourth word.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scramble<TLanes>(ulong key, ref TLanes first, ref TLanes second, ref TLanes third, ref TLanes fourth)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        uint low = unchecked((uint)key), high = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            TLanes firstHigh = TLanes.MultiplyBitsHigh(first, FirstFactor);
            TLanes firstLow = TLanes.MultiplyBits(first, FirstFactor);
            TLanes thirdHigh = TLanes.MultiplyBitsHigh(third, SecondFactor);
            TLanes thirdLow = TLanes.MultiplyBits(third, SecondFactor);
            first = thirdHigh ^ second ^ TLanes.BroadcastBits(low);
            second = thirdLow;
            third = firstHigh ^ fourth ^ TLanes.BroadcastBits(high);
            fourth = firstLow;
            unchecked
            {
                low += FirstKeyStep;
                high += SecondKeyStep;
            }
        }
    }
}
