using StableSpamCompose.Storage;

namespace StableSpamCompose.Cuda;

/// <summary>What emitted text calls a storage.</summary>
internal static class ElementMacro
{
    /// <summary>The name of <typeparamref name="TStorage"/>.</summary>
    /// <exception cref="NotSupportedException">Kernels do not know it.</exception>
    public static string Of<TStorage>()
        where TStorage : struct, IStorage =>
        typeof(TStorage) == typeof(Float32) ? nameof(Float32)
        : typeof(TStorage) == typeof(BFloat16) ? nameof(BFloat16)
        : typeof(TStorage) == typeof(Float16) ? nameof(Float16)
        : throw new NotSupportedException($"CUDA kernels keep numbers as Float32, BFloat16 or Float16, not as {typeof(TStorage).Name}.");
}
