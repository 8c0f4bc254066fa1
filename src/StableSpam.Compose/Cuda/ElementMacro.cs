using StableSpamCompose.Storage;

namespace StableSpamCompose.Cuda;

/// <summary>What emitted text calls a storage.</summary>
internal static class ElementMacro
{
    /// <summary>The name of <typeparamref name="TStorage"/>.</summary>
    /// <exception cref="NotSupportedException">Kernels do not know it.</exception>
    public static string Of<TStorage>()
        where TStorage : struct, IStorage => NameOf(typeof(TStorage));

    private static string NameOf(Type storage) =>
        storage == typeof(Float32) ? nameof(Float32)
        : storage == typeof(BFloat16) ? nameof(BFloat16)
        : storage == typeof(Float16) ? nameof(Float16)
        : storage.IsGenericType && storage.GetGenericTypeDefinition() == typeof(Negated<>) ? $"Negated<{NameOf(storage.GenericTypeArguments[0])}>"
        : throw new NotSupportedException($"CUDA kernels keep numbers as Float32, BFloat16 or Float16, not as {storage.Name}.");
}
