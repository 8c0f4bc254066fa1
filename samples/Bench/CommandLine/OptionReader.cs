using System.CommandLine;
using System.Globalization;
using StableSpamCompose.Bench.Models;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Bench.CommandLine;

/// <summary>Reads what the command line gives; what is wrong with it is said in a line.</summary>
/// <param name="parsed">The command line.</param>
internal sealed class OptionReader(ParseResult parsed)
{
    private const string Everything = "all";
    private const int MostThreads = 1024;
    private const int MostRounds = 100_000;

    private static readonly string[] DefaultOptimizers = ["AdamW", "StableSpam", "Lion", "AdamMini", "Adafactor"];

    /// <summary>A file for the rows; null for none.</summary>
    public string? JsonFile => parsed.GetValue(Options.Json);

    /// <summary>Whether single passes are timed instead of models.</summary>
    public bool WithKernels => parsed.GetValue(Options.Kernels);

    /// <summary>Whether PyTorch is timed too.</summary>
    /// <exception cref="BenchException">Another peer is asked for.</exception>
    public bool WithTorch => parsed.GetValue(Options.Peer) switch
    {
        null => false,
        "torch" => true,
        string other => throw new BenchException($"--peer {other}: there is no such peer; there is torch."),
    };

    /// <summary>The optimizers.</summary>
    public IReadOnlyList<OptimizerInfo> Optimizers()
    {
        string[] names = List(Options.Optimizer) ?? DefaultOptimizers;
        return names is [Everything] ? OptimizerLibrary.All : [.. names.Select(FromLibrary)];
    }

    /// <summary>The models.</summary>
    public IReadOnlyList<ModelShape> Models() => Named(Options.Model, ModelShape.All, model => model.Name, "llama-60m");

    /// <summary>The storages.</summary>
    public IReadOnlyList<StorageChoice> Storages() => Named(Options.Storage, StorageChoice.All, storage => storage.Name, "fp32");

    /// <summary>Rounds that count.</summary>
    public int Rounds() => Whole(Options.Rounds, 15, MostRounds);

    /// <summary>The threads.</summary>
    public int Threads() => Whole(Options.Threads, Environment.ProcessorCount, MostThreads);

    private static OptimizerInfo FromLibrary(string name)
    {
        try
        {
            return OptimizerRegistry.Find(OptimizerLibrary.All, name);
        }
        catch (ArgumentException e)
        {
            throw new BenchException($"--optimizer {name}: {e.Message}");
        }
    }

    private string[]? List(Option<string?> option) =>
        parsed.GetValue(option)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private IReadOnlyList<T> Named<T>(Option<string?> option, IReadOnlyList<T> known, Func<T, string> nameOf, string byDefault)
    {
        string[] names = List(option) ?? [byDefault];
        if (names is [Everything])
            return known;
        return
        [
            .. names.Select(name => known.FirstOrDefault(item => nameOf(item) == name)
                ?? throw new BenchException($"{option.Name} {name}: there are {string.Join(", ", known.Select(nameOf))}.")),
        ];
    }

    private int Whole(Option<string?> option, int byDefault, int most)
    {
        if (parsed.GetValue(option) is not { } text)
            return byDefault;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= 1 && value <= most
            ? value
            : throw new BenchException($"{option.Name} {text}: write a whole number from 1 to {most}.");
    }
}
