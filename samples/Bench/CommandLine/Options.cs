using System.CommandLine;

namespace StableSpamCompose.Bench.CommandLine;

/// <summary>The options of the command line.</summary>
internal static class Options
{
    /// <summary>The optimizers.</summary>
    public static readonly Option<string?> Optimizer = new("--optimizer")
    {
        Description = "Optimizers of the library (default: AdamW, StableSpam, Lion, AdamMini, Adafactor), or 'all'.", HelpName = "A,B",
    };

    /// <summary>The models.</summary>
    public static readonly Option<string?> Model = new("--model")
    {
        Description = "llama-60m (default), llama-130m, llama-350m, small-10000, large-1e8, or 'all'.", HelpName = "A,B",
    };

    /// <summary>How parameters and gradients lie in memory.</summary>
    public static readonly Option<string?> Storage = new("--storage")
    {
        Description = "Parameters and gradients in fp32 (default), bf16, fp16; states are fp32.", HelpName = "A,B",
    };

    /// <summary>Rounds that count.</summary>
    public static readonly Option<string?> Rounds = new("--rounds")
    {
        Description = "Rounds that count (default: 15).", HelpName = "N",
    };

    /// <summary>Threads.</summary>
    public static readonly Option<string?> Threads = new("--threads")
    {
        Description = "Threads (default: as many as an optimizer takes).", HelpName = "N",
    };

    /// <summary>Other implementations to time in the same rounds.</summary>
    public static readonly Option<string?> Peer = new("--peer")
    {
        Description = "Also times PyTorch in the same rounds, where Python has it: AdamW as a loop and foreach, Stable-SPAM op by op.", HelpName = "torch",
    };

    /// <summary>A file for the rows.</summary>
    public static readonly Option<string?> Json = new("--json")
    {
        Description = "Writes the rows to a file.", HelpName = "FILE",
    };

    /// <summary>Whether kernels are timed instead of models.</summary>
    public static readonly Option<bool> Kernels = new("--kernels")
    {
        Description = "Times steps of one tensor in cache with BenchmarkDotNet instead, at each vector width.",
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All => [Optimizer, Model, Storage, Rounds, Threads, Peer, Json, Kernels];
}
