using System.Collections.Concurrent;
using System.Reflection;
using StableSpamCompose.Cuda.Tests.Engines;
using StableSpamCompose.Storage;

namespace StableSpamCompose.Cuda.Tests;

/// <summary>What is compiled, interpreted and executed, and what is left for a full run; the counts are printed when the tests have run.</summary>
internal static class Coverage
{
    /// <summary>Optimizers that are tried with every storage and architecture.</summary>
    public static readonly string[] Representative = ["AdamW", "StableSpam", "Lion", "Adafactor", "AdamMini", "AdamP"];

    /// <summary>One of each way through a step: one pass or several, tensor values, folds of groups, kept arrays, rows, columns, blocks, random numbers.</summary>
    public static readonly string[] Checked =
    [
        "AdamW", "StableSpam", "Lion", "AdamGradClip", "Lamb", "NovoGrad", "CautiousAdamW", "StableSpamAuthors",
        "AdafactorRelative", "AdamMini", "AdamP", "SM3Momentum", "CompactAdamW", "Prodigy",
    ];

    /// <summary>Compute capabilities beside 8.0, which everything is compiled for.</summary>
    public static readonly int[] OtherArchitectures = [70, 75, 86, 89, 90];

    private static readonly Type[] Formats = [typeof(Float32), typeof(BFloat16), typeof(Float16)];
    private static readonly ConcurrentDictionary<string, int> Counts = new();

    private static readonly string Report =
        typeof(Coverage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "CoverageReport").Value!;

    /// <summary>Whether everything is to be run, however long it takes.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("COMPOSE_FULL") == "1";

    /// <summary>Every way for parameters, gradients and states to lie in memory.</summary>
    public static IEnumerable<Storages> AllStorages =>
        from parameter in Formats from gradient in Formats from state in Formats select new Storages(parameter, gradient, state);

    /// <summary>What every optimizer is tried with: everything in fp32, and parameters and gradients in bf16.</summary>
    public static IEnumerable<Storages> CommonStorages => [Storages.Float, Storages.BFloat];

    /// <summary>Optimizers with storages: all with the common ones, and some, or in a full run all, with every one.</summary>
    public static IEnumerable<(string Optimizer, Storages Storages)> Matrix =>
        Library.Names.SelectMany(name => (IsFull || Representative.Contains(name) ? AllStorages : CommonStorages).Select(storages => (name, storages)));

    /// <summary>The same, for reading machine code: all with parameters in bf16 and gradients in fp32 too.</summary>
    public static IEnumerable<(string Optimizer, Storages Storages)> MachineCode => Matrix.Union(Library.Names.Select(name => (name, Storages.BFloatWithFloatGradients)));

    /// <summary>Counts a case that has passed.</summary>
    /// <param name="what">What was done.</param>
    public static void Add(string what)
    {
        Counts.AddOrUpdate(what, 1, (_, count) => count + 1);
        lock (Counts)
        {
            File.WriteAllLines(Report, Counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"CUDA {count.Key}: {count.Value}"));
        }
    }
}
