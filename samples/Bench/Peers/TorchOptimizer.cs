using StableSpamCompose.Bench.Measuring;

namespace StableSpamCompose.Bench.Peers;

/// <summary>Steps of an optimizer in PyTorch.</summary>
/// <param name="process">PyTorch.</param>
/// <param name="optimizer">What the script calls the optimizer.</param>
internal sealed class TorchOptimizer(TorchProcess process, string optimizer) : IContender
{
    /// <summary>Those that the script has.</summary>
    public static IReadOnlyList<string> Names { get; } = ["adamw-loop", "adamw-foreach", "stable-spam-op-by-op"];

    /// <inheritdoc/>
    public string Name => $"PyTorch {optimizer}";

    /// <inheritdoc/>
    public double? BytesPerElement => null;

    /// <inheritdoc/>
    public double Seconds(int times) => process.Step(optimizer, times);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
