namespace StableSpamCompose.Simd;

/// <summary>Functions that vectors have no instruction for, taken from the platform one lane at a time.</summary>
internal static unsafe class LaneByLane
{
    public static TLanes Exp<TLanes>(TLanes value)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float* lanes = (float*)&value;
        for (int i = 0; i < TLanes.Count; i++)
            lanes[i] = MathF.Exp(lanes[i]);
        return value;
    }

    public static TLanes Log<TLanes>(TLanes value)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float* lanes = (float*)&value;
        for (int i = 0; i < TLanes.Count; i++)
            lanes[i] = MathF.Log(lanes[i]);
        return value;
    }

    public static TLanes Tanh<TLanes>(TLanes value)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float* lanes = (float*)&value;
        for (int i = 0; i < TLanes.Count; i++)
            lanes[i] = MathF.Tanh(lanes[i]);
        return value;
    }

    public static TLanes Cos<TLanes>(TLanes value)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float* lanes = (float*)&value;
        for (int i = 0; i < TLanes.Count; i++)
            lanes[i] = MathF.Cos(lanes[i]);
        return value;
    }

    public static TLanes Pow<TLanes>(TLanes value, TLanes exponent)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float* lanes = (float*)&value;
        float* exponents = (float*)&exponent;
        for (int i = 0; i < TLanes.Count; i++)
            lanes[i] = MathF.Pow(lanes[i], exponents[i]);
        return value;
    }
}
