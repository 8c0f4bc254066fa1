using System.CommandLine;

namespace StableSpamCompose.Train4Bit.CommandLine;

/// <summary>What the command line takes. Numbers are read from text, so that messages are this program's.</summary>
internal static class Options
{
    public static readonly Option<string?> Optimizer = new("--optimizer")
    {
        Description = "Optimizers of the library. Default: Adam,StableSpam,StableSpamAuthors, or none beside --recipe.", HelpName = "A,B,..",
    };

    public static readonly Option<string?> Recipe = new("--recipe")
    {
        Description = "A recipe to compile and train with, beside --optimizer.", HelpName = "FILE",
    };

    public static readonly Option<string?> Precision = new("--precision")
    {
        Description = "Formats of linear layers: fp4 (default), fp4-authors, int4, int3, int2, bf16, fp32.", HelpName = "A,B,..",
    };

    public static readonly Option<string?> LearningRate = new("--lr")
    {
        Description = "Highest learning rates. Default: 3e-3,1e-2,2e-2.", HelpName = "A,B,..",
    };

    public static readonly Option<string?> Model = new("--model")
    {
        Description = "nano (default), micro, 60m, 130m, 350m or 1b.", HelpName = "NAME",
    };

    public static readonly Option<string?> Steps = new("--steps") { Description = "Steps of a run. Default: 300.", HelpName = "N" };

    public static readonly Option<string?> Warmup = new("--warmup")
    {
        Description = "Steps on which the learning rate rises. Default: a tenth of all.", HelpName = "N",
    };

    public static readonly Option<string?> Batch = new("--batch") { Description = "Samples of a step. Default: 8.", HelpName = "N" };

    public static readonly Option<string?> Context = new("--context") { Description = "Bytes of a sample. Default: 128.", HelpName = "N" };

    public static readonly Option<string?> Interval = new("--interval")
    {
        Description = "Steps between momentum resets, 0 for none. Default: 100.", HelpName = "N",
    };

    public static readonly Option<string?> WeightGroup = new("--weight-group")
    {
        Description = "Numbers of a weight that share a scale. Default: 256, or less to divide the model's width.", HelpName = "N",
    };

    public static readonly Option<string?> ActivationGroup = new("--activation-group")
    {
        Description = "Numbers of an activation that share a scale. Default: as for weights.", HelpName = "N",
    };

    public static readonly Option<string?> Seed = new("--seed")
    {
        Description = "Seeds of parameters and data. Default: 0.", HelpName = "A,B,..",
    };

    public static readonly Option<string?> Text = new("--text")
    {
        Description = "The text to learn; 5 % of it validate. Default: Moby-Dick.", HelpName = "FILE",
    };

    public static readonly Option<string?> Out = new("--out")
    {
        Description = "Where report.html, runs.json and checkpoints go. Default: artifacts/train4bit.", HelpName = "DIR",
    };

    public static readonly Option<string?> CheckpointEvery = new("--checkpoint-every")
    {
        Description = "Steps between checkpoints. Default: 0, only when stopped.", HelpName = "N",
    };

    public static readonly Option<bool> Resume = new("--resume")
    {
        Description = "Go on with what --out holds, to the bits of a session that was never stopped.",
    };

    public static readonly Option<string?> Threads = new("--threads")
    {
        Description = "Threads. Default: one for each core. No result depends on it.", HelpName = "N",
    };

    public static readonly Option<bool> Bench = new("--bench")
    {
        Description = "Measure matrix products and training steps instead.",
    };

    public static IEnumerable<Option> All =>
    [
        Optimizer, Recipe, Precision, LearningRate, Model, Steps, Warmup, Batch, Context, Interval, WeightGroup, ActivationGroup,
        Seed, Text, Out, CheckpointEvery, Resume, Threads, Bench,
    ];
}
