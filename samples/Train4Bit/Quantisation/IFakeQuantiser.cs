namespace StableSpamCompose.Train4Bit.Quantisation;

/// <summary>Rounds numbers to those that a narrow format holds, and keeps them as they were stored.</summary>
/// <typeparam name="T">How they are stored.</typeparam>
public interface IFakeQuantiser<T>
    where T : unmanaged
{
    /// <summary>Rounds numbers.</summary>
    /// <param name="source">The numbers.</param>
    /// <param name="destination">The rounded numbers; may be the same memory.</param>
    void Quantise(ReadOnlySpan<T> source, Span<T> destination);

    /// <summary>How many consecutive numbers are rounded together: numbers may be shared out between threads at its multiples.</summary>
    int GroupSize { get; }
}
