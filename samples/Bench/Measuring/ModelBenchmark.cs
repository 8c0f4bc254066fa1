using StableSpamCompose.Arrays;
using StableSpamCompose.Bench.Models;
using StableSpamCompose.Bench.Peers;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Bench.Measuring;

/// <summary>Times optimizers on one model: each in rounds with the in-place scale and with AdamW.</summary>
/// <param name="model">The model.</param>
/// <param name="storage">How its parameters and gradients lie in memory.</param>
/// <param name="threads">Threads.</param>
/// <param name="torch">PyTorch, to be timed in the same rounds; null for none.</param>
internal sealed class ModelBenchmark(ModelShape model, StorageChoice storage, int threads, TorchProcess? torch)
{
    private const string Reference = "AdamW";

    /// <summary>What AdamW keeps for an element.</summary>
    private const int ReferenceStateBytes = 2 * sizeof(float);

    /// <summary>Enough numbers to lie in no cache.</summary>
    private const long MostScaled = 1L << 27;

    /// <summary>Runs the rounds.</summary>
    public IEnumerable<Measurement> Run(IReadOnlyList<OptimizerInfo> optimizers, int rounds)
    {
        using var memory = new ModelMemory(model, storage);
        long touched = model.Elements * ((2 * storage.Size) + ReferenceStateBytes) / sizeof(float);
        using var scale = new InPlaceScale(Math.Min(touched, MostScaled), threads);
        OptimizerInfo? adamW = optimizers.FirstOrDefault(optimizer => optimizer.Name == Reference);
        using CompiledOptimizer? reference = adamW is null ? null : new CompiledOptimizer(adamW, memory, storage, threads);
        bool isReferenceReported = false;
        // One at a time beside the reference: the states of all would not fit in memory.
        foreach (Func<IContender?> create in Others(optimizers, adamW, memory))
        {
            using IContender? other = create();
            var paired = new PairedRounds(scale, reference, other is null ? [] : [other]);
            foreach (Measurement row in paired.Run(rounds, memory, Name, model.Elements))
            {
                if (row.Optimizer != Reference || !isReferenceReported)
                    yield return row;
                isReferenceReported = true;
            }
        }
    }

    private IEnumerable<Func<IContender?>> Others(IReadOnlyList<OptimizerInfo> optimizers, OptimizerInfo? adamW, ModelMemory memory)
    {
        List<Func<IContender?>> others = [];
        foreach (OptimizerInfo optimizer in optimizers.Where(optimizer => optimizer != adamW))
            others.Add(() => new CompiledOptimizer(optimizer, memory, storage, threads));
        if (torch is not null && storage.Type == ElementType.Float32)
        {
            torch.Load(model);
            foreach (string name in TorchOptimizer.Names)
                others.Add(() => new TorchOptimizer(torch, name));
        }
        if (others.Count == 0)
            others.Add(() => null);
        return others;
    }

    private string Name => storage.Size == sizeof(float) ? model.Name : $"{model.Name} {storage.Name}";
}
