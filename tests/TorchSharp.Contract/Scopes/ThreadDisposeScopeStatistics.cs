namespace TorchSharp;

/// <summary>The counts of a thread.</summary>
public class ThreadDisposeScopeStatistics
{
    public long ThreadTotalLiveCount => TensorStatistics.ThreadTotalLiveCount;

    public LifetimeStatistics TensorStatistics { get; } = new();

    public void Reset() => TensorStatistics.Reset();
}
