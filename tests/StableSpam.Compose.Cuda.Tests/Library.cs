using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Cuda.Tests;

/// <summary>The optimizers of the library, with the programs that were generated for them.</summary>
internal static class Library
{
    /// <summary>Those that the CUDA backend runs.</summary>
    public static IEnumerable<string> Names =>
        OptimizerLibrary.All.Where(optimizer => optimizer.Programs.Count <= 1).Select(optimizer => optimizer.Name).Where(name => Source(name).Refusal.Length == 0);

    public static OptimizerInfo Find(string name) => OptimizerLibrary.All.Single(optimizer => optimizer.Name == name);

    public static Type Program(string name) =>
        typeof(OptimizerLibrary).Assembly.GetType($"{typeof(OptimizerLibrary).Namespace}.{name}+Program", throwOnError: true)!;

    public static CudaSource Source(string name) => (CudaSource)Program(name).GetProperty("Cuda")!.GetValue(null)!;
}
