namespace StableSpamCompose.Train4Bit.Quantisation;

/// <summary>Rounds group by group: runs of <see cref="GroupSize"/> consecutive numbers, the last maybe shorter.</summary>
public abstract unsafe class GroupQuantiser : IFakeQuantiser<float>
{
    /// <summary>Makes a quantiser for groups of <paramref name="groupSize"/>.</summary>
    protected GroupQuantiser(int groupSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groupSize, 1);
        GroupSize = groupSize;
    }

    /// <inheritdoc/>
    public int GroupSize { get; }

    /// <inheritdoc/>
    public void Quantise(ReadOnlySpan<float> source, Span<float> destination)
    {
        if (source.Length != destination.Length)
            throw new ArgumentException("Source and destination have different lengths.", nameof(destination));
        fixed (float* from = source)
        fixed (float* to = destination)
        {
            for (int i = 0; i < source.Length; i += GroupSize)
                QuantiseGroup(from + i, to + i, Math.Min(GroupSize, source.Length - i));
        }
    }

    /// <summary>Rounds one group; source and destination may be the same.</summary>
    private protected abstract void QuantiseGroup(float* source, float* destination, int count);
}
