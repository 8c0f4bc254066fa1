using StableSpamCompose.Arrays;

namespace StableSpamCompose.Bench.Models;

/// <summary>How parameters and gradients lie in memory; states are fp32.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Type">What parameters and gradients are.</param>
/// <param name="Size">Bytes of one.</param>
internal sealed record StorageChoice(string Name, ElementType Type, int Size)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<StorageChoice> All { get; } =
    [
        new("fp32", ElementType.Float32, sizeof(float)),
        new("bf16", ElementType.BFloat16, sizeof(ushort)),
        new("fp16", ElementType.Float16, sizeof(ushort)),
    ];
}
